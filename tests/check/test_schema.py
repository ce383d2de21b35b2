"""Ways in which a data frame library lets nothing pass for something; an upgrade of it must keep every one of these."""

import os
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from numpy.typing import NDArray
from pandera.errors import SchemaErrors

from watchdog.check import schema as gate
from watchdog.check.schema import GateDefect, below_zero, beyond, every_row, failing, failing_rows, figures_schema

COLUMNS = ("identity", "rows", "period", "twice_residual", "twice_limit")


def table(*rows: tuple[str, str, str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


CLEAN = table(("X1", "months", "2025-10", 3, 3), ("X1", "months", "2025-11", -3, 3))
BROKEN = table(
    ("X1", "months", "2025-09", 4, 3),
    ("X1", "months", "2025-10", 0, 3),
    ("X1", "months", "2025-11", -4, 3),
    ("X2", "ytd", "2025-11", 2**53, 3),
)


def test_a_residual_on_the_limit_holds_and_every_one_beyond_it_is_listed() -> None:
    assert frozenset() == failing_rows(CLEAN)
    assert frozenset({0, 2, 3}) == failing_rows(BROKEN)


def test_a_thousand_broken_rows_are_all_listed() -> None:
    rows = [("X1", "months", f"{number}", 9, 3) for number in range(1000)]

    assert frozenset(range(1000)) == failing_rows(table(*rows))


def test_the_table_is_not_changed() -> None:
    before = BROKEN.copy()
    failing_rows(BROKEN)

    pd.testing.assert_frame_equal(before, BROKEN)


def integers(*numbers: int) -> NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)


def test_of_residuals_alone_one_on_the_limit_holds_and_every_one_beyond_it_is_listed() -> None:
    """Residuals of whole units, limits in halves."""
    assert [] == beyond(integers(2, -2, 0), integers(4, 4, 0))
    assert [0, 2, 3] == beyond(integers(3, 2, -3, 2**52), integers(4, 4, 4, 4))


def test_of_counts_alone_every_one_below_zero_is_listed() -> None:
    assert [] == below_zero(np.array([0.0, 1.0]))
    assert [0, 2] == below_zero(np.array([-1.0, 0.0, -5.0]))


MALFORMED_COLUMNS = {
    "empty": np.zeros(0),
    "nothing but missing": np.full(2, np.nan),
    "one that is missing": np.array([-1.0, np.nan]),
    "whole numbers": integers(1, 2),
}


@pytest.mark.parametrize("malformed", MALFORMED_COLUMNS.values(), ids=MALFORMED_COLUMNS.keys())
def test_a_malformed_column_is_a_defect_of_ours_and_never_passes(malformed: NDArray[np.float64]) -> None:
    with pytest.raises(GateDefect):
        below_zero(malformed)


MALFORMED = {
    "empty": table(),
    "no rows, right types": CLEAN.iloc[:0],
    "no columns": pd.DataFrame(index=[0, 1]),
    "a residual that is not a number": CLEAN.assign(twice_residual=[np.nan, 0.0]),
    "nothing but missing": CLEAN.assign(twice_residual=[np.nan, np.nan], twice_limit=[np.nan, np.nan]),
    "a nullable integer that is missing": CLEAN.assign(twice_residual=pd.array([None, 0], dtype="Int64")),
    "fractions": CLEAN.assign(twice_residual=[3.9, 0.0]),
    "whole floats": CLEAN.assign(twice_residual=[3.0, 0.0]),
    "numbers as text": CLEAN.assign(twice_residual=["3", "0"]),
    "infinite limit": CLEAN.assign(twice_limit=[np.inf, 3.0]),
    "truth values": CLEAN.assign(twice_residual=[True, False]),
    "narrow integers": CLEAN.assign(twice_residual=CLEAN["twice_residual"].astype("int32")),
    "a negative limit": CLEAN.assign(twice_limit=[-1, 3]),
    "a missing name": CLEAN.assign(identity=pd.Series(["X1", None], dtype=object)),
    "a missing period": CLEAN.assign(period=pd.Series(["2025-10", None], dtype=object)),
    "the same statement twice": pd.concat([CLEAN, CLEAN], ignore_index=True),
    "an extra column": CLEAN.assign(note="fine"),
    "a column that is missing": CLEAN.drop(columns="twice_limit"),
    "a column that stands twice": pd.concat([CLEAN, CLEAN[["twice_residual"]]], axis=1),
}


@pytest.mark.parametrize("malformed", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_table_is_a_defect_of_ours_and_never_passes(malformed: pd.DataFrame) -> None:
    with pytest.raises(GateDefect):
        failing_rows(malformed)


def test_a_malformed_row_beside_a_broken_one_is_still_a_defect() -> None:
    with pytest.raises(GateDefect):
        failing_rows(BROKEN.assign(twice_limit=[3, -1, 3, 3]))


FIGURES = figures_schema(("gap", "late"))
LINES = pd.DataFrame({"figure": [1, 2, 3], "gap": [0, 0, 0], "late": [0, 0, 0]})


def test_every_figure_that_misses_a_demand_is_listed_under_it() -> None:
    missed = LINES.assign(gap=[0, 2, 0], late=[1, 5, 0])

    assert {"gap": frozenset(), "late": frozenset()} == failing(FIGURES, LINES, ("gap", "late"))
    assert {"gap": frozenset({1}), "late": frozenset({0, 1})} == failing(FIGURES, missed, ("gap", "late"))


MALFORMED_FIGURES = {
    "empty": LINES.iloc[:0],
    "nothing but missing": LINES.assign(gap=[np.nan] * 3, late=[np.nan] * 3),
    "one that is missing": LINES.assign(gap=[np.nan, 0.0, 0.0]),
    "a figure that stands there twice": LINES.assign(figure=[1, 1, 3]),
    "a figure that is known by nothing": LINES.assign(figure=[-1, 2, 3]),
    "a demand that was not asked for": LINES.assign(sign=[0, 0, 0]),
    "a demand left out": LINES.drop(columns="late"),
    "truth values": LINES.assign(gap=[False, False, False]),
    "a demand that stands there twice": pd.concat([LINES, LINES[["gap"]]], axis=1),
}


@pytest.mark.parametrize("malformed", MALFORMED_FIGURES.values(), ids=MALFORMED_FIGURES.keys())
def test_a_malformed_frame_of_figures_is_a_defect_of_ours_and_never_passes(malformed: pd.DataFrame) -> None:
    with pytest.raises(GateDefect):
        failing(FIGURES, malformed, ("gap", "late"))


MUTANTS: dict[str, Callable[[pd.Series], object]] = {
    "nothing": lambda _: None,
    "one answer for all": lambda _: True,
    "no answers": lambda column: column[:0] == 0,
    "too few answers": lambda column: (column == 0)[:1],
    "answers for other rows": lambda column: (column == 0).set_axis(column.index + 7),
    "an array": lambda column: (column == 0).to_numpy(),
    "numbers": lambda column: column * 0 + 1,
    "some that are missing": lambda column: pd.Series([True, None, True], index=column.index),
    "text": lambda _: "fine",
    "a frame": lambda column: pd.DataFrame({"answer": column == 0}),
    "an error": lambda column: column.no_such_thing,
}


def test_a_check_is_asked_about_what_is_missing_too_and_no_row_passes_for_want_of_a_value() -> None:
    schema = pa.DataFrameSchema({"gap": pa.Column(float, every_row("gap", lambda gap: gap == 0), nullable=True)})
    with pytest.raises(SchemaErrors):
        schema.validate(pd.DataFrame({"gap": [0.0, np.nan]}), lazy=True)


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_check_that_does_not_answer_for_every_row_cannot_pass(mutant: Callable[[pd.Series], pd.Series]) -> None:
    schema = pa.DataFrameSchema({"gap": pa.Column("int64", every_row("gap", mutant))})

    with pytest.raises(GateDefect):
        failing(schema, LINES[["gap"]], ("gap",))


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_check_of_a_column_that_does_not_answer_for_every_row_cannot_pass(
    mutant: Callable[[pd.Series], pd.Series],
) -> None:
    schema = pa.SeriesSchema("int64", every_row("gap", mutant))

    with pytest.raises(GateDefect):
        gate.failing_column(schema, LINES["gap"], "gap")


GATE = """
import numpy as np
from tests.check.test_schema import BROKEN
from watchdog.check.schema import GateDefect, beyond, failing_rows
try:
    rows = sorted(failing_rows(BROKEN))
    print("failing", rows, beyond(np.array([9, 0]), np.array([4, 4])))
except GateDefect as defect:
    print("defect", defect)
"""


SETTINGS = {
    ("PANDERA_VALIDATION_ENABLED", "False"): "defect pandera's validation is switched off",
    ("PANDERA_VALIDATION_DEPTH", "SCHEMA_ONLY"): "defect pandera looks at a part only",
    ("PANDERA_VALIDATION_DEPTH", "DATA_ONLY"): "defect pandera looks at a part only",
    ("PANDERA_VALIDATION_DEPTH", "SCHEMA_AND_DATA"): "failing [0, 2, 3] [0]",
}


def test_no_environment_variable_opens_the_gate() -> None:
    started = {
        (variable, setting): subprocess.Popen(
            [sys.executable, "-c", GATE], env=os.environ | {variable: setting}, stdout=subprocess.PIPE, text=True
        )
        for variable, setting in SETTINGS
    }
    answers = {what: process.communicate(timeout=60)[0] for what, process in started.items()}

    assert list(SETTINGS) == [what for what, said in SETTINGS.items() if answers[what].startswith(said)]

"""The gate: pandera schemas over the figures of a release and over the long table of its residuals, a row a statement.

The only importer of pandera. Its silent ways to pass (an empty table, validation switched off or cut short by an
environment variable, missing values ignored, a check that answers for other rows) are closed here; see the tests, which
an upgrade of pandera must pass.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray
from pandera.config import ValidationDepth, get_config_global
from pandera.errors import SchemaError, SchemaErrors

from watchdog.check.statement import Shape, Statement
from watchdog.check.system import Integers, System
from watchdog.errors import WatchdogError

WITHIN_ROUNDING = "within what rounding explains"
NOT_NEGATIVE = "not negative"
NOTHING = "the table to judge is empty, and nothing can be said of nothing"

Table = pd.DataFrame
Answer = Callable[[Table], pd.Series] | Callable[[pd.Series], pd.Series]


class GateDefect(WatchdogError):
    """The table itself is malformed, or validation is off: a defect of ours, never a verdict on data."""


def every_row(name: str, holds: Answer) -> pa.Check:
    """A check that must answer for each row of what it is given; any other answer is a defect, not a verdict."""

    def answered(given: Table | pd.Series) -> pd.Series:
        answer = holds(given)  # type: ignore[arg-type]  # pandera gives a frame or a column as the place asks
        if not isinstance(answer, pd.Series) or answer.dtype != bool or not answer.index.equals(given.index):
            raise TypeError(f"the check {name!r} does not answer with true or false for every row")
        return answer

    return pa.Check(answered, name=name, error=name, ignore_na=False)


RESIDUALS = pa.DataFrameSchema(
    {
        "identity": pa.Column(str, nullable=False),
        "rows": pa.Column(str, nullable=False),
        "period": pa.Column(str, nullable=False),
        "twice_residual": pa.Column("int64", nullable=False),
        "twice_limit": pa.Column("int64", every_row(NOT_NEGATIVE, lambda limit: limit >= 0), nullable=False),
    },
    checks=every_row(WITHIN_ROUNDING, lambda table: table["twice_residual"].abs() <= table["twice_limit"]),
    unique=["identity", "rows", "period"],
    unique_column_names=True,
    strict=True,
    coerce=False,
)


# For the figures of a structure whose statements were found sound before: what is left of each limit. One column and
# one check, so that the first error names every row that fails.
ROOM = pa.SeriesSchema("int64", every_row(WITHIN_ROUNDING, lambda room: room >= 0), nullable=False, coerce=False)
AMOUNTS = pa.SeriesSchema("float64", every_row(NOT_NEGATIVE, lambda counts: counts >= 0), nullable=False, coerce=False)


def _all_zero(demand: str) -> pa.Column:
    return pa.Column("int64", every_row(demand, lambda column: column == 0), nullable=False)


@cache
def figures_schema(demands: tuple[str, ...]) -> pa.DataFrameSchema:
    """One row a figure, each known by one whole number; a column for each demand says by how much it is not met."""
    return pa.DataFrameSchema(
        {
            "figure": pa.Column(
                "int64", every_row(NOT_NEGATIVE, lambda figure: figure >= 0), nullable=False, unique=True
            ),
            **{demand: _all_zero(demand) for demand in demands},
        },
        unique_column_names=True,
        strict=True,
        coerce=False,
    )


def residual_table(system: System, stated: Sequence[Shape | Statement]) -> Table:
    """One row a statement; residual and limit in whole numbers, doubled so that halves stay exact."""
    return pd.DataFrame(
        {
            "identity": [statement.identity.name for statement in stated],
            "rows": [str(statement.rows) for statement in stated],
            "period": [str(statement.period) for statement in stated],
            "twice_residual": 2 * system.residuals,
            "twice_limit": system.twice_limits,
        }
    )


def require_sound(system: System, stated: Sequence[Shape | Statement]) -> None:
    """Judge the whole table once for a structure: its names, and that no statement stands there twice."""
    failing_rows(residual_table(system, stated))


def beyond(residuals: Integers, twice_limits: Integers) -> list[int]:
    """The numbers of the statements whose residual is beyond its limit."""
    return failing_column(ROOM, pd.Series(twice_limits - 2 * abs(residuals)), WITHIN_ROUNDING)


def below_zero(counts: NDArray[np.float64]) -> list[int]:
    """The numbers of the counts that are negative."""
    return failing_column(AMOUNTS, pd.Series(counts), NOT_NEGATIVE)


def failing_column(schema: pa.SeriesSchema, column: pd.Series, verdict: str) -> list[int]:
    """The rows that fail the one check of a column, `verdict`; whatever else fails is a defect of ours."""
    _require_open_eyes()
    if column.empty:
        raise GateDefect(NOTHING)
    try:
        schema.validate(column)
    except SchemaError as error:
        cases = error.failure_cases
        if getattr(error.check, "name", "") != verdict or not isinstance(cases, Table) or cases["index"].hasnans:
            raise GateDefect(f"the column to judge is malformed: {error}") from error
        return sorted(int(row) for row in cases["index"])
    return []


def warm_up() -> None:
    """Validate a table of one row: the first validation takes longer than any other."""
    texts = {column: ["-"] for column in ("identity", "rows", "period")}
    counts = {"twice_residual": [0], "twice_limit": [0]}
    RESIDUALS.validate(pd.DataFrame({**texts, **counts}), lazy=True)
    ROOM.validate(pd.Series([0]))
    AMOUNTS.validate(pd.Series([0.0]))


def failing_rows(table: Table) -> frozenset[int]:
    """The positions of the rows whose residual is beyond its limit, in a table from `residual_table`."""
    return failing(RESIDUALS, table, (WITHIN_ROUNDING,))[WITHIN_ROUNDING]


def failing(schema: pa.DataFrameSchema, table: Table, verdicts: tuple[str, ...]) -> Mapping[str, frozenset[int]]:
    """The rows that fail each check named in `verdicts`; whatever else fails is a defect of ours."""
    _require_open_eyes()
    if table.empty:
        raise GateDefect(NOTHING)
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        malformed = cases[~cases["check"].isin(verdicts) | cases["index"].isna()]
        if not malformed.empty:
            raise GateDefect(f"the table to judge is malformed: {malformed.iloc[0].to_dict()}") from errors
        return {
            verdict: frozenset(int(row) for row in cases.loc[cases["check"] == verdict, "index"])
            for verdict in verdicts
        }
    return dict.fromkeys(verdicts, frozenset())


def closed_eyes() -> str:
    """Why pandera would not look at all that it is given; empty when it does."""
    config = get_config_global()
    if not config.validation_enabled:
        return "pandera's validation is switched off (PANDERA_VALIDATION_ENABLED); unset it and start again"
    if config.validation_depth not in (None, ValidationDepth.SCHEMA_AND_DATA):
        return "pandera looks at a part only (PANDERA_VALIDATION_DEPTH); unset it and start again"
    return ""


def _require_open_eyes() -> None:
    if trouble := closed_eyes():
        raise GateDefect(trouble)

"""Series that are computed from others: their figures, their error, their release, and when there is none."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.made import cell, levels, month, printed, published, series
from watchdog.acquire.parsers import exhibit, exhibit_rows
from watchdog.formulas.derived import FORMULAS
from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
from watchdog.model.cell import Measure, Provenance
from watchdog.model.document import Capture
from watchdog.model.knowledge import Knowledge, Known
from watchdog.rulebook.load import load

RULES = Path(__file__).resolve().parents[2] / "rules" / "us_trade"
NOVEMBER = month("2025-11")
PRESS = [-71_000, -58_700, -48_600, -29_200, -56_800]


def known(formula: str, *cells: Known, step: str = "1") -> Knowledge:
    """The figures, and the series 'balance.made' of this formula."""
    keys = dict.fromkeys(each.cell.key.series for each in cells)
    made = replace(series("balance.made"), formula=formula, published_unit=Decimal(step))
    of = {key: series(key) for key in keys} | {"balance.made": made}
    return Knowledge(as_of=published("2025-11"), series=of, cells=cells, derivation=FORMULAS)


def test_a_sum_is_exact_and_stands_at_the_release_that_printed_its_parts() -> None:
    cells = printed("2025-11", [cell("exports.a", "2025-11", 300), cell("imports.a", "2025-11", 320)])
    found = known("exports.a - imports.a", *cells).best("balance.made", NOVEMBER)

    assert found is not None
    assert (Decimal(-20), Decimal(1), Provenance.DERIVED) == (
        found.cell.value,
        found.cell.rounding,
        found.cell.provenance,
    )
    assert (NOVEMBER, published("2025-11")) == (found.stamp.release, found.stamp.available_at)


def test_figures_of_different_releases_are_never_put_together() -> None:
    both = [
        *printed("2025-10", [cell("exports.a", "2025-10", 300)]),
        *printed("2025-11", [cell("imports.a", "2025-10", 320)]),
    ]
    knowledge = known("exports.a - imports.a", *both)

    assert {} == knowledge.history("balance.made").known
    assert knowledge.best("balance.made", month("2025-10")) is None


def test_a_formula_over_a_computed_series_says_what_is_missing() -> None:
    cells = printed("2025-11", [cell("exports.a", "2025-11", 300)])

    assert Missing("imports.a is not at hand for 2025-11") == evaluate(
        parse("diff(balance.made)"), NOVEMBER, known("exports.a - imports.a", *cells)
    )


def test_what_is_computed_is_never_among_the_printed_figures() -> None:
    knowledge = known("2 * exports.a", *printed("2025-11", levels("exports.a", "2025-09", [1, 2, 3])))
    history = knowledge.history("balance.made")

    assert [2, 4, 6] == [each.cell.value for each in history.known.values()]
    assert {"exports.a"} == {key.series for key in knowledge.cells}
    assert knowledge.best("balance.made", NOVEMBER, Measure.YTD) is None


def test_the_quarter_so_far_is_set_against_the_quarter_before() -> None:
    """The means of the third quarter and of October with November, from the figures as the press rounded them."""
    cells = printed("2025-11", levels("balance.a", "2025-07", PRESS, unit="100"))
    knowledge = known("qtd(-balance.a) - last_quarter(-balance.a)", *cells)
    sides = [evaluate(parse(text), NOVEMBER, knowledge) for text in ("qtd(-balance.a)", "last_quarter(-balance.a)")]
    change = evaluate(parse("balance.made"), NOVEMBER, knowledge)

    assert ["43.0", "59.4"] == [f"{side.value / 1000:.1f}" for side in sides if isinstance(side, Bounded)]
    assert isinstance(change, Bounded)
    assert "-16.4" == f"{change.value / 1000:.1f}"
    assert Decimal(100) == change.error


def test_a_share_is_rounded_to_its_step_and_its_error_says_so() -> None:
    cells = printed("2025-11", [cell("exports.a", "2025-11", 1), cell("imports.a", "2025-11", 300)])
    found = known("share(exports.a, imports.a)", *cells, step="0.01").best("balance.made", NOVEMBER)

    assert found is not None
    assert Decimal("0.33") == found.cell.value
    assert found.cell.rounding > Decimal("0.1")


@given(values=st.lists(st.integers(1, 10**6), min_size=6, max_size=20), later=st.integers(1, 10**6))
def test_a_later_month_never_changes_an_earlier_figure(values: list[int], later: int) -> None:
    formula = "qtd(exports.a) - last_quarter(exports.a) + mean(exports.a, 3)"
    now, then = (
        known(formula, *printed("2025-11", levels("exports.a", "2024-01", figures)), step="0.001").history(
            "balance.made"
        )
        for figures in (values, [*values, later])
    )

    assert now.known.items() <= then.known.items()


@given(values=st.lists(st.integers(-(10**6), 10**6), min_size=4, max_size=4), noise=st.integers(-50, 50))
def test_rounding_of_the_parts_stays_within_the_error(values: list[int], noise: int) -> None:
    true = [Decimal(value) * 100 + noise for value in values]
    keys = ("exports.a", "imports.a", "exports.b", "imports.b")
    cells = [cell(key, "2025-11", value * 100, unit=100) for key, value in zip(keys, values, strict=True)]
    found = known("exports.a - imports.a + (exports.b - imports.b) / 3", *printed("2025-11", cells), step="0.01").best(
        "balance.made", NOVEMBER
    )

    assert found is not None
    exact = true[0] - true[1] + (true[2] - true[3]) / 3
    assert abs(exact - found.cell.value) <= found.cell.rounding


@pytest.mark.specimens
def test_of_august_2021_the_tariff_rate_and_the_core_of_the_balance_are_had_from_the_exhibits(specimens: Path) -> None:
    book = load(RULES)
    at, cells = datetime(2021, 10, 5, 13, tzinfo=UTC), []
    for name, reader in {"exh1s": exhibit_rows, "exh5": exhibit, "exh7": exhibit_rows, "exh8": exhibit_rows}.items():
        body = (specimens / "ft900" / "release_2021-08" / f"{name}.xlsx").read_bytes()
        capture = Capture(source="census", document=name, url=name, body=body, sha256="", fetched_at=at)
        cells += reader.read(capture, book.layout(name)).cells
    august = month("2021-08")
    knowledge = Knowledge(
        as_of=published("2021-08"), series=book.series, cells=printed("2021-08", cells), derivation=FORMULAS
    )
    tariff = evaluate(parse("imports.tariff_rate.nsa"), august, knowledge)
    change = evaluate(parse("diff(balance.goods.census.core)"), august, knowledge)

    assert isinstance(tariff, Bounded)
    assert Decimal("3.13") == round(tariff.value, 2)
    assert isinstance(change, Bounded)
    assert (Decimal(-406), Decimal(10)) == (change.value, change.error)

"""The identities of all 31 exhibits on the published workbooks, and on workbooks changed as other months would be."""

import hashlib
import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # published without type information
from scipy.sparse import csr_array

from watchdog.check.coverage import coverage
from watchdog.check.report import CheckReport
from watchdog.check.statement import without_noise
from watchdog.files import check_readings
from watchdog.model.cell import Measure
from watchdog.model.document import Capture, Reading
from watchdog.model.finding import Verdict
from watchdog.model.identity import IdentityClass
from watchdog.model.period import Period
from watchdog.plugins import PARSERS
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.load import load
from watchdog.tune.bench import NEVER, Bench
from watchdog.tune.planting import Kind, Plantings

RULES = Path(__file__).resolve().parents[2] / "rules" / "us_trade"
NOW = datetime(2026, 3, 12, 13, 0, tzinfo=UTC)
AUGUST = Period.parse("2021-08")
COUNTED = (
    *(f"exh{number}" for number in range(1, 21)),
    *("exh14a", "exh16a", "exh17a", "exh20a", "exh20b", "exh1s", "exh2s", "exh2as", "exh3s", "exh4s", "exh4as"),
)

pytestmark = pytest.mark.specimens


@cache
def rulebook() -> Rulebook:
    return load(RULES)


@cache
def reading(path: Path) -> Reading:
    return read(path)


def read(path: Path) -> Reading:
    body, layout = path.read_bytes(), rulebook().layout(path.stem)
    sha256 = hashlib.sha256(body).hexdigest()
    capture = Capture(source="census", document=path.stem, url=path.name, body=body, sha256=sha256, fetched_at=NOW)
    return PARSERS[layout.parser](capture, layout)


def august(specimens: Path, documents: Iterable[str] = COUNTED) -> list[Reading]:
    return [reading(specimens / "ft900" / "release_2021-08" / f"{document}.xlsx") for document in documents]


def checked(readings: Sequence[Reading]) -> CheckReport:
    return check_readings(AUGUST, readings, rulebook(), NOW).report


@pytest.fixture(scope="module")
def genuine(specimens: Path) -> CheckReport:
    return checked(august(specimens))


def test_nothing_of_the_31_workbooks_fails_and_one_sum_of_tiny_figures_is_doubtful(genuine: CheckReport) -> None:
    assert 0 == genuine.quality.failed
    assert ["X18b.exports.trucks"] == [
        result.statement.identity.name for result in genuine.results if result.verdict is Verdict.WARN
    ]
    assert genuine.quality.passed > 8000


def test_what_is_undecided_wants_another_file_an_earlier_release_or_is_printed_as_not_available(
    genuine: CheckReport,
) -> None:
    missing = {
        (absent.document, absent.why, absent.series.split(".")[-1] if "exh20" in absent.document else "")
        for result in genuine.results
        for absent in result.statement.missing
    }

    assert {
        ("ftd", "is not at hand", ""),
        ("fred", "is not at hand", ""),
        ("exh1", "is not printed", ""),
        ("exh1", "was printed by no earlier release that is at hand", ""),
        ("exh20", "is blank", "cafta_dr"),
        ("exh20b", "is blank", "cafta_dr"),
    } == missing


UNCOVERED = {
    "exh15": ["agricultural_commodities", "manufactured_goods", "reexports"],
    "exh17": ["daily", "unit_price"],
    "exh2s": ["share"],
    "exh2as": ["share"],
    "exh4s": ["cif", "rank"],
    "exh4as": ["cif", "rank"],
}


def test_every_figure_is_in_an_identity_but_for_ranks_ratios_and_a_few_that_stand_alone(
    specimens: Path, genuine: CheckReport
) -> None:
    """A unit price, an average, a rank and a share are no sums; what is manufactured or agricultural overlaps the
    sections; the groups of countries whose members change have imports c.i.f. of their own.
    """
    found = {
        each.document: sorted({cell.key.series.removesuffix(".nsa").split(".")[-1] for cell in each.uncovered})
        for each in coverage(genuine.results, [cell for one in august(specimens) for cell in one.cells])
        if each.uncovered
    }

    assert UNCOVERED == found


def value(
    readings: Sequence[Reading], document: str, series: str, period: str, measure: Measure = Measure.LEVEL
) -> Decimal:
    (cell,) = (
        cell
        for one in readings
        for cell in one.cells
        if (one.document, cell.key.series, str(cell.key.period), cell.key.measure, cell.key.outlet.block)
        == (document, series, period, measure, "main")
    )
    return cell.value


def total(readings: Sequence[Reading], document: str, period: str, series: Iterable[str]) -> Decimal:
    return sum((value(readings, document, each, period) for each in series), Decimal(0))


SIX = ("foods_feeds_beverages", "industrial_supplies", "capital_goods", "automotive", "consumer_goods", "other_goods")


def test_chained_categories_do_not_add_up_without_the_residual(specimens: Path) -> None:
    readings = august(specimens, ["exh10"])
    parts = total(readings, "exh10", "2021-08", (f"imports.{each}.chained2012" for each in SIX))

    assert abs(value(readings, "exh10", "imports.goods.census.chained2012", "2021-08") - parts) > 1000


def test_adjusted_countries_do_not_add_up_to_the_adjusted_total(specimens: Path) -> None:
    readings = august(specimens, ["exh5", "exh19"])
    areas = {"cafta_dr", "european_union", "south_central_america"}
    rows = {
        cell.key.series
        for cell in readings[1].cells
        if cell.key.series.startswith("exports.") and cell.key.series.split(".")[-1] not in areas
    }

    def excess(month: str) -> Decimal:
        return total(readings, "exh19", month, rows) - value(readings, "exh5", "exports.goods.census", month)

    assert [Decimal(1305), Decimal(155)] == [excess("2021-07"), excess("2021-08")]


def test_areas_do_not_add_up_to_a_revised_month_without_the_timing_adjustments(specimens: Path) -> None:
    readings = august(specimens, ["exh14"])

    assert 104 == value(readings, "exh14", "imports.goods.timing_adjustments.nsa", "2021-07")


def test_sections_of_the_sitc_do_not_add_up_to_a_revised_period(specimens: Path) -> None:
    (exhibit,) = august(specimens, ["exh15"])
    sections = {
        cell.key.series
        for cell in exhibit.cells
        if cell.key.series.count(".") == 3 and cell.key.series.split(".")[2] not in {"census", "reexports"}
    }

    def gap(flow: str, period: str, measure: Measure) -> Decimal:
        parts = [value([exhibit], "exh15", one, period, measure) for one in sections if one.startswith(f"{flow}.sitc.")]
        reexports = (
            value([exhibit], "exh15", "exports.goods.reexports.nsa", period, measure) if flow == "exports" else 0
        )
        return value([exhibit], "exh15", f"{flow}.goods.census.nsa", period, measure) - sum(parts) - reexports

    assert abs(gap("imports", "2021-07", Measure.LEVEL)) > 100
    assert 285 == gap("exports", "2021-08", Measure.YTD)


def test_products_of_the_first_supplement_do_not_add_up_to_a_year_to_date(specimens: Path) -> None:
    readings = august(specimens, ["exh1s"])
    groups = ("agricultural_forestry_and_fishery_products", "mining_total", "manufacturing_total")
    names = [f"exports.naics.{each}.nsa" for each in (*groups, "special_classification_provisions")]
    names += ["exports.goods.reexports.nsa", "exports.goods.timing_adjustments.nsa"]
    parts = sum(value(readings, "exh1s", name, "2021-08", Measure.YTD) for name in names)

    assert Decimal("329.098427") == value(readings, "exh1s", "exports.goods.census.nsa", "2021-08", Measure.YTD) - parts


def test_foreign_trade_zones_are_in_the_states_as_well(specimens: Path) -> None:
    readings = august(specimens, ["exh2s"])
    zones = value(readings, "exh2s", "exports.states.foreign_trade_zone.nsa", "2021-08")

    assert zones / value(readings, "exh2s", "exports.goods.census.nsa", "2021-08") > Decimal("0.017")


def test_motor_vehicles_are_not_the_automotive_category(specimens: Path) -> None:
    readings = august(specimens, ["exh13", "exh18"])
    wider = value(readings, "exh18", "exports.motor_vehicles.nsa", "2021-08")

    assert 274 == wider - value(readings, "exh13", "exports.automotive.nsa", "2021-08")


def test_adjusted_months_are_not_unadjusted_months(specimens: Path) -> None:
    readings = august(specimens, ["exh5", "exh12"])
    adjusted = value(readings, "exh5", "exports.goods.census", "2021-08")

    assert abs(adjusted - value(readings, "exh12", "exports.goods.census.nsa", "2021-08")) > 100


def test_no_identity_states_what_does_not_hold() -> None:
    """Sums of adjusted countries, months of exhibit 20, and chained totals without their residual."""
    for identity in rulebook().identities:
        sums = "sum(" in identity.right

        assert not (sums and identity.document == "exh19")
        assert not (sums and identity.document.startswith("exh20") and str(identity.rows[0]) != "years")
        assert not (identity.name.startswith("X10a") and "residual" not in identity.right)


# ---- other months: the same rules over sheets that differ as sheets do -------------------------------------------


def rewritten(specimens: Path, folder: Path, document: str, change: Callable[[Any], None]) -> Reading:
    """The published workbook, with its one sheet changed."""
    file = folder / f"{document}.xlsx"
    shutil.copy(specimens / "ft900" / "release_2021-08" / file.name, file)
    book = load_workbook(file)
    change(book.worksheets[0])
    book.save(file)
    return read(file)


def label_of(sheet: Any, label: str) -> Any:  # noqa: ANN401 - a sheet of openpyxl, which comes without types
    """The first cell with this label."""
    return next(cell for row in sheet.iter_rows() for cell in row if str(cell.value or "").strip() == label)


def row_of(sheet: Any, label: str) -> int:  # noqa: ANN401 - as above
    """The number of its row."""
    return int(label_of(sheet, label).row)


def add_to(sheet: Any, row: int, figures: Sequence[object], sign: int) -> None:  # noqa: ANN401 - as above
    """Add the figures to those of the row, or take them away."""
    for cell, figure in zip(sheet[row], figures, strict=True):
        if isinstance(figure, int | float) and isinstance(cell.value, int | float):
            cell.value += sign * figure


def figures_in(sheet: Any, row: int) -> list[object]:  # noqa: ANN401 - as above
    return [cell.value for cell in sheet[row]]


def names(report: CheckReport, verdict: Verdict) -> set[str]:
    return {result.statement.identity.name for result in report.results if result.verdict is verdict}


def with_changed(specimens: Path, changed: Reading, *others: str) -> CheckReport:
    return checked([changed, *august(specimens, others)])


def resort(sheet: Any) -> None:  # noqa: ANN401 - as above
    """The lines of foods the other way round."""
    first, last = row_of(sheet, "Corn"), row_of(sheet, "Wheat")
    contents = [figures_in(sheet, row) for row in range(first, last + 1)]
    for row, content in zip(range(first, last + 1), reversed(contents), strict=True):
        for cell, figure in zip(sheet[row], content, strict=True):
            cell.value = figure


def test_the_order_of_rows_is_nothing(specimens: Path, tmp_path: Path) -> None:
    report = with_changed(specimens, rewritten(specimens, tmp_path, "exh7", resort), "exh5", "exh6", "exh9")

    assert set() == names(report, Verdict.FAIL)
    assert not any(name.startswith("X7") for name in names(report, Verdict.UNDECIDED))
    assert {"X7b.foods_feeds_beverages", "X7c.lines.foods_feeds_beverages.wheat"} <= names(report, Verdict.PASS)


def split(label: str, new: str) -> Callable[[Any], None]:
    """Half of a row's figures move into a new row below it."""

    def change(sheet: Any) -> None:  # noqa: ANN401 - as above
        row = row_of(sheet, label)
        part = [figure // 2 if isinstance(figure, int | float) else None for figure in figures_in(sheet, row)]
        sheet.insert_rows(row + 1)
        for cell, figure in zip(sheet[row + 1], part, strict=True):
            cell.value = figure
        sheet.cell(row + 1, label_of(sheet, label).column).value = new
        add_to(sheet, row, part, -1)

    return change


@pytest.mark.parametrize(
    ("document", "label", "sum_of"),
    [
        ("exh7", "Corn", "X7b.foods_feeds_beverages"),
        ("exh14", "Egypt", "X14c.exports.africa"),
        ("exh16a", "Electronics", "X16e.exports"),
        ("exh18", "Belgium", "X18b.exports.cars"),
    ],
)
def test_a_new_line_is_in_its_sum_without_a_change_of_rules(
    specimens: Path, tmp_path: Path, document: str, label: str, sum_of: str
) -> None:
    changed = rewritten(specimens, tmp_path, document, split(label, "Something New"))
    report = with_changed(specimens, changed)
    (statement, *_) = (r.statement for r in report.results if r.statement.identity.name == sum_of)

    assert set() == names(report, Verdict.FAIL)
    assert any("something_new" in place.key.series for place in statement.weights)


def repeat(label: str, new: str) -> Callable[[Any], None]:
    """The same figures again in a new row below, wherever the label stands."""

    def change(sheet: Any) -> None:  # noqa: ANN401 - as above
        for row in reversed(
            [cell.row for (cell,) in sheet.iter_rows(max_col=1) if str(cell.value or "").split("(")[0].strip() == label]
        ):
            figures = [new, *figures_in(sheet, row)[1:]]
            sheet.insert_rows(row + 1)
            for cell, figure in zip(sheet[row + 1], figures, strict=True):
                cell.value = figure

    return change


@pytest.mark.parametrize(
    ("document", "label", "other", "sum_of"),
    [
        ("exh4s", "European Union", "exh12", "XS4b.exports.goods.census"),
        ("exh20", "European Union", "exh1", "X20b.exports.total"),
    ],
)
def test_a_new_group_below_the_last_line_of_countries_is_in_no_sum(
    specimens: Path, tmp_path: Path, document: str, label: str, other: str, sum_of: str
) -> None:
    report = with_changed(specimens, rewritten(specimens, tmp_path, document, repeat(label, "Some Union")), other)

    assert set() == names(report, Verdict.FAIL) | names(report, Verdict.WARN)
    assert sum_of in names(report, Verdict.PASS)
    assert any("some_union" in cell.key.series for result in report.results for cell in result.cells)


def test_a_new_area_that_repeats_countries_leaves_its_sum_undecided(specimens: Path, tmp_path: Path) -> None:
    report = with_changed(specimens, rewritten(specimens, tmp_path, "exh14", repeat("Africa", "Some Organization")))

    assert set() == names(report, Verdict.FAIL)
    assert {"X14c.balance.africa", "X14c.exports.africa", "X14c.imports.africa"} <= names(report, Verdict.UNDECIDED)


@pytest.mark.parametrize(("document", "label", "into"), [("exh14", "Egypt", "Nigeria"), ("exh18", "Kuwait", "Other")])
def test_a_country_removed_with_its_figures_in_another_row_breaks_nothing(
    specimens: Path, tmp_path: Path, document: str, label: str, into: str
) -> None:
    def change(sheet: Any) -> None:  # noqa: ANN401 - as above
        add_to(sheet, row_of(sheet, into), figures_in(sheet, row_of(sheet, label)), 1)
        sheet.delete_rows(row_of(sheet, label))

    report = with_changed(specimens, rewritten(specimens, tmp_path, document, change))

    assert set() == names(report, Verdict.FAIL)


def test_a_row_that_is_gone_breaks_its_sums(specimens: Path, tmp_path: Path) -> None:
    changed = rewritten(specimens, tmp_path, "exh14", lambda sheet: sheet.delete_rows(row_of(sheet, "Egypt")))

    assert {"X14c.balance.africa", "X14c.exports.africa", "X14c.imports.africa"} == names(
        with_changed(specimens, changed), Verdict.FAIL
    )


def test_a_row_under_another_name_stays_in_its_sum(specimens: Path, tmp_path: Path) -> None:
    def change(sheet: Any) -> None:  # noqa: ANN401 - as above
        label_of(sheet, "Egypt").value = "Arab Republic of Egypt"

    assert set() == names(with_changed(specimens, rewritten(specimens, tmp_path, "exh14", change)), Verdict.FAIL)


def test_another_unit_for_everything_changes_nothing(specimens: Path, genuine: CheckReport) -> None:
    scaled = [
        replace(
            one,
            cells=tuple(
                replace(each, published_unit=1000 * each.published_unit) for each in map(without_noise, one.cells)
            ),
        )
        for one in august(specimens)
    ]

    assert [result.verdict for result in genuine.results] == [result.verdict for result in checked(scaled).results]


def test_another_order_of_all_figures_changes_nothing(specimens: Path, genuine: CheckReport) -> None:
    chance = random.Random(7)  # noqa: S311 - a repeatable order
    readings = [replace(one, cells=tuple(chance.sample(one.cells, len(one.cells)))) for one in august(specimens)]
    chance.shuffle(readings)

    def answers(report: CheckReport) -> dict[tuple[str, str, str], tuple[Verdict, Decimal | None]]:
        return {
            (result.statement.identity.name, str(result.statement.rows), str(result.statement.period)): (
                result.verdict,
                result.difference,
            )
            for result in report.results
        }

    assert answers(genuine) == answers(checked(readings))


def test_half_a_unit_of_rounding_in_every_figure_breaks_no_sum_of_the_rulebook_and_no_bound_is_wider(
    genuine: CheckReport,
) -> None:
    """Figures that add up before they are rounded leave a residual of what rounding moved each by, and no other."""
    system = genuine.system
    assert system is not None
    is_sum = np.array([each is not IdentityClass.EXACT for each in system.classes])
    sums, twice_limits = system.matrix[is_sum], system.twice_limits[is_sum]
    twice_moved = np.random.default_rng(11).uniform(-1, 1, (sums.shape[1], 50))
    at_most = abs(sums).sum(axis=1)

    assert len(at_most) > 6_500
    assert (abs(sums @ twice_moved) <= twice_limits[:, None]).all()
    assert twice_limits.tolist() == at_most.tolist()


def test_a_change_beyond_bound_and_residual_breaks_a_sum_whatever_figure_it_is_in(genuine: CheckReport) -> None:
    system = genuine.system
    assert system is not None
    bench = Bench(system)
    for document in ("exh1", "exh7", "exh14", "exh20", "exh2s", "exh4s"):
        columns = [c for c in bench.sheets.stated if bench.sheets.places[c].key.outlet.document == document]
        columns = [column for column in columns if bench.smallest[column] < NEVER]
        just = np.array([bench.smallest[column] for column in columns])
        for sign in (1, -1):
            changes = csr_array((sign * just, (columns, np.arange(len(columns)))), (len(system.columns), len(columns)))
            judged = bench.judge(
                Plantings(kind=Kind.UNIT, at=np.array(columns), sizes=sign * just, changes=changes.astype(np.int64))
            )

            assert set(range(len(columns))) == set(judged.plantings[judged.fails].tolist())


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_that_add_up_and_are_rounded_one_by_one_never_fail(specimens: Path, tmp_path: Path, seed: int) -> None:
    """Every flow a little off its print, all sums made of the unrounded figures, and each figure printed rounded."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable sample

    def print_again(sheet: Any) -> None:  # noqa: ANN401 - as above
        for row in sheet.iter_rows(min_row=7, max_row=sheet.max_row):
            label, figures = str(row[0].value or "").strip(), row[1:10]
            if not all(isinstance(cell.value, int | float) for cell in figures) or label.startswith("Jan."):
                continue
            parts = [figures[place].value + chance.uniform(-0.499, 0.499) for place in (4, 5, 7, 8)]
            goods, services = parts[0] - parts[2], parts[1] - parts[3]
            whole = [
                goods + services,
                goods,
                services,
                parts[0] + parts[1],
                *parts[:2],
                parts[2] + parts[3],
                *parts[2:],
            ]
            for cell, figure in zip(figures, whole, strict=True):
                cell.value = round(figure)

    report = with_changed(specimens, rewritten(specimens, tmp_path, "exh1", print_again))
    months = [each for each in report.results if each.statement.identity.name.startswith(("X1a", "X1b"))]

    assert len(months) > 200
    assert set() == {each.statement.identity.name for each in months if each.verdict is Verdict.FAIL}


def test_a_cell_changed_in_the_workbook_beyond_the_bound_always_fails(specimens: Path, tmp_path: Path) -> None:
    def change(sheet: Any) -> None:  # noqa: ANN401 - as above
        sheet.cell(row_of(sheet, "Egypt"), 4).value += 4

    report = with_changed(specimens, rewritten(specimens, tmp_path, "exh14", change))

    assert {"X14a.members.africa.egypt", "X14c.balance.africa"} == names(report, Verdict.FAIL)

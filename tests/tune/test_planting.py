"""What each kind of slip does to the figures of a sheet."""

from random import Random

import pytest

from tests.check.localise import sheet
from watchdog.check.localise.sheet import Sheets, sheets_of
from watchdog.model.cell import Measure
from watchdog.tune.planting import Ground, Kind, Plantings

GRID = sheet.genuine()


@pytest.fixture(scope="module")
def sheets() -> Sheets:
    system = sheet.report().system
    assert system is not None
    return sheets_of(system)


def at(sheets: Sheets, where: str) -> int:
    """The column of the system that stands there."""
    return next(c for c in sheets.stated if (address := sheets.cell(c).address) and address.cell == where)


def planted(sheets: Sheets, kind: Kind, *places: str) -> Plantings:
    columns = sheets.stated
    chosen = [at(sheets, where) for where in places] or columns
    chance = Random(0)  # noqa: S311 - a repeatable draw
    return Ground(sheets, "exh1", columns).plantings(kind, chosen, chance)


def wrong(sheets: Sheets, kind: Kind, *places: str) -> list[dict[str, int]]:
    """What the sheet says with each error: the cells that differ."""
    made = planted(sheets, kind, *places)
    found = []
    for number in range(len(made.at)):
        changes = made.changes[:, [number]].tocoo()
        cells = zip(changes.row.tolist(), changes.data.tolist(), strict=True)
        where = {sheets.cell(column).address: by for column, by in cells}
        found.append({address.cell: GRID[address.cell] + by for address, by in where.items() if address})
    return found


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.UNIT, [180_734, 180_732]),
        (Kind.PERCENT, [182_540, 178_926]),
        (Kind.SIGN, [-180_733]),
        (Kind.SCALE, [180_733_000, 181]),
    ],
)
def test_a_slip_in_one_figure_changes_that_one(sheets: Sheets, kind: Kind, expected: list[int]) -> None:
    assert 180_733 == GRID["F10"]
    assert [{"F10": count} for count in expected] == wrong(sheets, kind, "F10")


def test_swapped_digits_are_the_same_digits(sheets: Sheets) -> None:
    (found,) = wrong(sheets, Kind.SWAP, "F10")

    assert sorted("180733") == sorted(str(found["F10"]))
    assert found["F10"] != 180_733


def test_a_month_too_early_is_the_figure_of_the_month_before(sheets: Sheets) -> None:
    assert [{"F11": GRID["F10"]}] == wrong(sheets, Kind.MONTH, "F11")


def test_the_first_month_has_none_before_it(sheets: Sheets) -> None:
    assert [] == wrong(sheets, Kind.MONTH, "F10")


def test_a_column_one_row_too_low_repeats_a_figure_and_loses_the_last(sheets: Sheets) -> None:
    assert [sheet.lower("F", 17, 21)] == wrong(sheets, Kind.ROW, "F18")


def test_a_stale_column_repeats_the_one_to_its_left(sheets: Sheets) -> None:
    rows = range(10, 22)

    assert [{f"F{row}": GRID[f"E{row}"] for row in rows if GRID[f"E{row}"] != GRID[f"F{row}"]}] == [
        each for each in wrong(sheets, Kind.COLUMN, "F12") if "F12" in each
    ]


def test_each_column_goes_stale_once_but_for_the_first(sheets: Sheets) -> None:
    assert len(sheet.COLUMNS) - 1 == len(wrong(sheets, Kind.COLUMN))


def test_every_figure_loses_its_place_once(sheets: Sheets) -> None:
    made = planted(sheets, Kind.DELETED)

    assert sheets.stated == made.at.tolist()
    assert {Measure.LEVEL, Measure.YTD} == {sheets.places[column].key.measure for column in made.at.tolist()}

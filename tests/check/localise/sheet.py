"""A sheet like exhibit 1: nine columns, the months of a year and the year to date, which all add up; and its slips."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from tests.check.made import EXHIBIT_1, checked, identity
from tests.model.made import cell
from watchdog.check.report import CheckReport
from watchdog.model.cell import Address, Cell, Measure
from watchdog.model.identity import Rows

COLUMNS = {
    "balance.total": "B", "balance.goods": "C", "balance.services": "D",
    "exports.total": "E", "exports.goods": "F", "exports.services": "G",
    "imports.total": "H", "imports.goods": "I", "imports.services": "J",
}  # fmt: skip
IDENTITIES = (
    *EXHIBIT_1,
    *(identity(f"{key} = ytd({key}[level])", rows=[Rows.YTD]) for key in COLUMNS),
    *(replace(each, name=f"{each.name} so far", rows=(Rows.YTD,)) for each in EXHIBIT_1),
)
MONTHS = range(1, 12)

Grid = Mapping[str, int]
"""The figure at each cell: 'B10'."""


def genuine() -> dict[str, int]:
    """The sheet as it should be; its year to date stands below the eleven months."""
    grid: dict[str, int] = {}
    for month in MONTHS:
        exports = 180_000 + 733 * month * month, 95_000 + 411 * month
        imports = 260_000 - 517 * month * (month % 5), 70_000 + 97 * month * month
        for side, (goods, services) in {"exports": exports, "imports": imports}.items():
            for item, count in {"goods": goods, "services": services, "total": goods + services}.items():
                grid[f"{COLUMNS[f'{side}.{item}']}{9 + month}"] = count
        for item in ("goods", "services", "total"):
            sides = (grid[f"{COLUMNS[f'{side}.{item}']}{9 + month}"] for side in ("exports", "imports"))
            grid[f"{COLUMNS[f'balance.{item}']}{9 + month}"] = next(sides) - next(sides)
    for letter in COLUMNS.values():
        grid[f"{letter}21"] = sum(grid[f"{letter}{9 + month}"] for month in MONTHS)
    return grid


def cells(grid: Grid) -> list[Cell]:
    """What is read from the sheet."""
    of_months = [
        _at(cell(key, f"2025-{month:02}", grid[f"{letter}{9 + month}"]), f"{letter}{9 + month}")
        for key, letter in COLUMNS.items()
        for month in MONTHS
    ]
    so_far = [
        _at(cell(key, "2025-11", grid[f"{letter}21"], measure=Measure.YTD), f"{letter}21")
        for key, letter in COLUMNS.items()
    ]
    return of_months + so_far


def report(**altered: int) -> CheckReport:
    """What the identities say of the sheet with these cells altered."""
    return checked(IDENTITIES, cells(genuine() | altered))


def lower(letter: str, first: int, last: int) -> dict[str, int]:
    """The figures of a column one row too low; the first stands twice, the last is overwritten."""
    grid = genuine()
    return {f"{letter}{below}": grid[f"{letter}{above}"] for above, below in pairwise(range(first, last + 1))}


def _at(found: Cell, where: str) -> Cell:
    return replace(found, address=Address("exh1.xlsx", "1", where))

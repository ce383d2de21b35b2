"""The advance report and the two exhibits of the full one, in their formats, with figures made up by arithmetic.

Nothing here was published: exports and imports are a level, a wave and a season that cancels out within each year, and
the full report differs from the advance one by a few hundred million.
"""

from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]  # published without type information

from tests.acquire.items import saved
from watchdog.model.period import MONTH_NAMES, Period

FIRST = Period.of_month(2019, 1)
CATEGORIES = (
    "Foods, Feeds, & Beverages",
    "Industrial Supplies",
    "Capital Goods",
    "Automotive Vehicles, etc.",
    "Consumer Goods",
    "Other Goods",
)
_SEASON = (-900, -600, -300, 0, 300, 600, 900, 600, 300, 0, -300, -600)
_SHARES = (9, 34, 31, 8, 12)  # per cent of the total; the last category has the rest
Flows = tuple[int, int]
Late = Mapping[Period, Flows]
"""What the full report adds to exports and imports of some months."""


def flows(month: Period) -> Flows:
    """Exports and imports of a month, adjusted, in millions, as the advance report has them."""
    step = month.ordinal - FIRST.ordinal
    return 150_000 + 120 * step + 1_700 * (step * 7 % 5), 220_000 + 160 * step + 2_300 * (step * 11 % 7)


def unadjusted(month: Period) -> Flows:
    """The same with their season."""
    exports, imports = flows(month)
    return exports + _SEASON[month.position - 1], imports + 2 * _SEASON[month.position - 1]


def usual_difference(month: Period) -> Flows:
    """What a week's more of documents makes of a month."""
    step = month.ordinal - FIRST.ordinal
    return 40 * (step % 5) - 80, 70 * (step % 4) - 90


def months(last: Period) -> list[Period]:
    """From the first month to this one."""
    return [FIRST.shift(step) for step in range(last.ordinal - FIRST.ordinal + 1)]


def bulk(last: Period, category: str = "CBG", spoil: Callable[[str], str] = str) -> bytes:
    """The bulk file of the program as of the advance report for `last`, uncompressed."""
    periods = months(last)
    rows = [
        f"{place},1,{number},1,{adjusted},{figure}"
        for adjusted, of in ((1, flows), (0, unadjusted))
        for place, month in enumerate(periods, start=1)
        for number, figure in enumerate(_three(of(month)), start=1)
    ]
    named = "\n".join(
        f"{place},{MONTH_NAMES[month.position - 1][:3]}-{month.year}" for place, month in enumerate(periods, start=1)
    )
    return spoil(
        f"""CATEGORIES
cat_idx,cat_code,cat_desc,cat_indent
1,{category},"Goods, Census basis",0


DATA TYPES
dt_idx,dt_code,dt_desc,dt_unit
1,BAL,Balance,MLN$
2,EXP,Exports,MLN$
3,IMP,Imports,MLN$


GEO LEVELS
geo_idx,geo_code,geo_desc
1,US,U.S. Total


TIME PERIODS
per_idx,per_name
{named}


NOTES
Figures made up for tests.


DATA UPDATED ON
Made up


DATA
per_idx,cat_idx,dt_idx,geo_idx,is_adj,val
"""
        + "\n".join(rows)
        + "\n"
    ).encode()


def _three(both: Flows) -> tuple[int, int, int]:
    exports, imports = both
    return exports - imports, exports, imports


def api_rows(last: Period, category: str = "CBG") -> list[list[str | None]]:
    """The same as the time-series API answers."""
    rows: list[list[str | None]] = [
        ["cell_value", "data_type_code", "time_slot_id", "error_data", "category_code", "seasonally_adj", "time", "us"]
    ]
    for adjusted, of in (("yes", flows), ("no", unadjusted)):
        for month in months(last):
            for data_type, figure in zip(("BAL", "EXP", "IMP"), _three(of(month)), strict=True):
                rows.append([str(figure), data_type, "0", "no", category, adjusted, str(month), "1"])
    return rows


def fred(last: Period) -> bytes:
    """FRED keeps the month alone."""
    exports, imports = flows(last)
    return f"observation_date,AITGCBS\n{last}-01,{exports - imports}\n".encode()


def full(month: Period, late: Late) -> Flows:
    """A month as the full report has it: the usual difference, and what is `late` beyond it."""
    return tuple(sum(of) for of in zip(flows(month), usual_difference(month), late.get(month, (0, 0)), strict=True))  # type: ignore[return-value]  # two of them


def exhibit_5(last: Period, late: Late) -> bytes:
    """Exhibit 5 of the full report for `last`: two years and this one."""
    bases = ("Total Balance of Payments Basis", "Net Adjustments", "Total Census Basis")
    rows: list[list[Any]] = [
        [],
        ["Part A: Seasonally Adjusted"],
        ["Exhibit 5. U.S. Trade in Goods"],
        ["In millions of dollars. Details may not equal totals due to rounding. (R) - Revised."],
        ["Period", "Balance", None, "Exports", None, None, "Imports", None, None],
        [None, bases[0], bases[2], *bases, *bases],
    ]
    for year in (last.year - 1, last.year):
        periods = [Period.of_month(year, place) for place in range(1, 13)]
        there = [period for period in periods if period <= last]
        rows.append([str(year)])
        if year < last.year:
            rows.append(["Jan.- Dec.", *_of_exhibit_5(there, late)])
        rows.append([f"Jan. - {MONTH_NAMES[last.position - 1][:3]}.", *_of_exhibit_5(there[: last.position], late)])
        rows += [
            [MONTH_NAMES[period.position - 1], *(_of_exhibit_5([period], late) if period <= last else [])]
            for period in periods
        ]
    rows.append(["NOTE: Made up for tests."])
    return _workbook("5", rows)


def _of_exhibit_5(periods: list[Period], late: Late) -> list[int]:
    exports, imports = (sum(of) for of in zip(*(full(period, late) for period in periods), strict=True))
    more, less = 1_000 * len(periods), 2_000 * len(periods)
    balances = [exports + more - imports - less, exports - imports]
    return [*balances, exports + more, more, exports, imports + less, less, imports]


def parts(total: int) -> list[int]:
    """A total by the six end-use categories."""
    first = [total * share // 100 for share in _SHARES]
    return [*first, total - sum(first)]


def table_1(last: Period, spoil: Callable[[list[list[Any]]], None] = lambda _: None) -> bytes:
    """Table 1 of the advance report, as documents.yaml supposes it."""
    columns = [last, last.shift(-1), last.shift(-12)]
    rows: list[list[Any]] = [
        ["Item", *(MONTH_NAMES[month.position - 1] for month in columns)],
        [None, *(str(month.year) for month in columns)],
    ]
    for heading, of in (("Seasonally Adjusted", flows), ("Not Seasonally Adjusted", unadjusted)):
        shown = [of(month) for month in columns]
        rows += [[heading], ["Balance", *(exports - imports for exports, imports in shown)]]
        for place, name in enumerate(("Exports", "Imports")):
            rows.append([name, *(both[place] for both in shown)])
            split = [parts(both[place]) for both in shown]
            rows += [[category, *(each[line] for each in split)] for line, category in enumerate(CATEGORIES)]
    spoil(rows)
    return _workbook("Table 1", rows)


def _workbook(title: str, rows: list[list[Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)

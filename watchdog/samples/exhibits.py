"""An exhibit's rows as the workbook that the Census Bureau publishes: the same titles, headings, places and notes."""

from dataclasses import dataclass

from watchdog.samples.tables import Exhibit
from watchdog.samples.workbook import Value, workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    part: str
    title: str
    unit_line: str
    headings: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...]


_GOODS_AND_SERVICES = ("Total", "Goods (1)", "Services")
_BASES = ("Total Balance of Payments Basis", "Net Adjustments", "Total Census Basis")
_LAYOUTS = {
    1: _Layout(
        part="Part A: Seasonally Adjusted (by Commodity/Service)",
        title="Exhibit 1. U.S. International Trade in Goods and Services",
        unit_line="In millions of dollars. "
        "Details may not equal totals due to seasonal adjustment and rounding. (R) - Revised.",
        headings=(
            ("Balance", _GOODS_AND_SERVICES),
            ("Exports", _GOODS_AND_SERVICES),
            ("Imports", _GOODS_AND_SERVICES),
        ),
        notes=(
            "(1) Data are presented on a balance of payments (BOP) basis.",
            (
                "NOTE: For information on data sources and methodology, see the explanatory notes in this release "
                "or at www.census.gov/ft900 or"
            ),
            "www.bea.gov/data/intl-trade-investment/international-trade-goods-and-services.",
        ),
    ),
    12: _Layout(
        part="Part B: NOT Seasonally Adjusted",
        title="Exhibit 12. U.S. Trade in Goods",
        unit_line="In millions of dollars. Details may not equal totals due to rounding. (R) - Revised.",
        headings=(("Balance", (_BASES[0], _BASES[2])), ("Exports", _BASES), ("Imports", _BASES)),
        notes=(
            (
                "NOTE: For information on data sources, nonsampling errors, definitions, and details concerning "
                "what is included in Net Adjustments, see the explanatory notes in"
            ),
            (
                "this release or at www.census.gov/ft900 or "
                "www.bea.gov/data/intl-trade-investment/international-trade-goods-and-services."
            ),
        ),
    ),
}


def exhibit_workbook(exhibit: Exhibit) -> bytes:
    """The exhibit as an .xlsx file; the headings stand in rows 5 and 6, as published."""
    layout = _LAYOUTS[exhibit.number]
    groups: list[Value] = ["Period"]
    columns: list[Value] = [None]
    for group, names in layout.headings:
        groups += [group, *[None] * (len(names) - 1)]
        columns += names
    above: list[list[Value]] = [[], [layout.part], [layout.title], [layout.unit_line], groups, columns]
    body = ([row.label or None, *row.figures] for row in exhibit.rows)
    below = ([note] for note in layout.notes)
    return workbook(str(exhibit.number), [*above, *body, *below])

"""Workbooks in the layout of the exhibits by country, written here with invented figures, and their layout."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]  # published without type information

from tests.acquire.layouts import columns
from watchdog.model.layout import Layout, Row
from watchdog.model.series import Basis, Flow, Series
from watchdog.model.unit import Unit

Worksheet = Any
"""A sheet of openpyxl, which comes without types."""

SIDES = ("balance", "exports", "imports")
LABELS = ("Total Census Basis", "Europe", "Germany", "Other", "Africa", "Egypt", "Other", "Timing Adjustments")
ROWS = (
    *(Row(path=path) for path in (("Total Census Basis",), ("Europe",), ("Europe", "Germany"), ("Europe", "Other"))),
    *(Row(path=path) for path in (("Africa",), ("Africa", "Egypt"), ("Africa", "Other"), ("Timing Adjustments",))),
)


def template(key: str, published_unit: str = "1") -> Series:
    return Series(
        key=key,
        label="Goods, <row>",
        flow=Flow(key.split(".", maxsplit=1)[0]),
        item="goods",
        basis=Basis.parse("census/nsa"),
        unit=Unit.parse("million USD"),
        published_unit=Decimal(published_unit),
        partner="<row>",
    )


BY_COUNTRY = Layout(
    document="exh14",
    source="census",
    file="exh14.xlsx",
    parser="exhibit_rows",
    columns=columns({(side.title(),): f"{side}.goods.<row>.nsa" for side in SIDES}),
    templates={f"{side}.goods.<row>.nsa": template(f"{side}.goods.<row>.nsa") for side in SIDES},
    title="Exhibit 14.",
    part="Part B: NOT Seasonally Adjusted",
    unit_line="In millions of dollars",
    row_heading="Item",
    words={"Total Census Basis": "census"},
    periods=("month", "month-1", "ytd"),
    rows=ROWS,
)


def by_country(change: Callable[[Worksheet], None] | None = None) -> bytes:
    """Goods by country for August 2025: labels in A8 to A15, each flow with a column of marks before July's figures."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "14"
    for row in _rows():
        sheet.append(row)
    sheet.merge_cells("A6:A7")
    if change:
        change(sheet)
    return saved(workbook)


def saved(workbook: Any) -> bytes:  # noqa: ANN401 - openpyxl comes without types
    """The workbook as a file."""
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def figures(number: int) -> list[object]:
    """Balance, exports and imports of a row, each for August, July (after its mark) and the year to date."""
    cells: list[object] = []
    for flow in (-number, number, 2 * number):
        cells += [flow, "(R)" if number == 1 else None, flow + 100, flow + 1000]
    return cells


def _rows() -> list[list[object]]:
    months: list[object] = ["August\n2025", "July\n2025", None, "Year-to-Date\n2025"]
    return [
        [],
        ["Part B: NOT Seasonally Adjusted"],
        ["Exhibit 14. U.S. Trade in Goods by Selected Countries and Areas: 2025"],
        ["In millions of dollars. Details may not equal totals due to rounding."],
        ["(X) - Not applicable. (-) Represents zero or less than one-half of measurement shown."],
        ["Item (1)", "Balance", None, None, None, "Exports", None, None, None, "Imports", None, None, None],
        [None, *months, *months, *months],
        *([label, *figures(number)] for number, label in enumerate(LABELS, start=1)),
        ["(1) Detailed data are presented on a Census basis."],
        ["NOTE: For information on data sources, see the explanatory notes."],
    ]

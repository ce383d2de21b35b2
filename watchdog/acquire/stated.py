"""From what a text file says of its figures ('MLN$', 'Not Seasonally Adjusted') to a comparison with the rules."""

import re
from collections.abc import Mapping, Sequence

from watchdog.acquire.delimited import shown
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture
from watchdog.model.layout import Column, Layout
from watchdog.model.unit import Unit

# in codes, and in words as they stand in brackets
_UNITS: Mapping[str, Unit] = {
    name: Unit.parse(unit)
    for names, unit in (
        (("DOL$", "Dollars"), "USD"),
        (("THS$", "Thousands of Dollars"), "thousand USD"),
        (("MLN$", "Millions of Dollars"), "million USD"),
        (("BLN$", "Billions of Dollars"), "billion USD"),
        (("PCT", "Percent"), "percent"),
    )
    for name in names
}
_BRACKETED = re.compile(r"\[([^\[\]]+)\]")
_ADJUSTED = re.compile(r"\b(not |non[- ]?|un)?seasonally[- ]adjusted\b", re.IGNORECASE)
_CODE = re.compile(r"([A-Z0-9]{2,}): ")
_DATA_TYPES = {"BAL": "Balance", "EXP": "Exports", "IMP": "Imports"}


def check_unit(capture: Capture, layout: Layout, column: Column, text: str, where: str) -> None:
    """Refuse a file whose unit is not the one that the rules reckon with."""
    expected, found = layout.units[column.series], _UNITS.get(text)
    if found is None or found.of != expected.of or found.in_units_of(expected) != layout.scale:
        unit = f"{layout.scale} {expected}" if layout.scale != 1 else str(expected)
        message = f"{' '.join(column.path)} is counted in {shown(text)}, where the rules count in {unit}"
        raise NotUnderstood(capture.name, where, message)


def check_preamble(
    capture: Capture, layout: Layout, column: Column, lines: Sequence[str], where: str
) -> tuple[str, ...]:
    """Refuse a file that says of itself that it is another series; gives what it does not say at all. The column is
    named by category, data type, and 'adjusted' or 'unadjusted'.
    """
    texts = [line.strip('"') for line in lines]
    # category names may hold words such as 'Balance of Payments', so data types count in this line only
    described = " ".join(text for text in texts if _ADJUSTED.search(text))
    category, data_type, adjustment = column.path
    compared = (
        ("category", {match[1] for text in texts if (match := _CODE.match(text))}, category),
        ("data type", {code for code, word in _DATA_TYPES.items() if re.search(rf"\b{word}\b", described)}, data_type),
        ("adjustment", {"unadjusted" if no else "adjusted" for no in _ADJUSTED.findall(described)}, adjustment),
    )
    for what, found, expected in compared:
        if found and found != {expected}:
            message = f"the {what} is {', '.join(sorted(found))}, where the rules have {expected}"
            raise NotUnderstood(capture.name, where, message)
    units = [match[1] for text in texts if (match := _BRACKETED.search(text))]
    for unit in units:
        check_unit(capture, layout, column, unit, where)
    return tuple(what for what, found, _ in (*compared, ("unit", units, "")) if not found and what != "category")

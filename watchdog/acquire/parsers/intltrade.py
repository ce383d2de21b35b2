"""From the Census international trade API (end-use, HS; exports or imports) to the series that the layout names by the
column of values, the commodity's code and the partner's code ('-' for all countries). Whole dollars, unadjusted.
"""

from collections.abc import Iterator

from watchdog.acquire.assembly import assemble
from watchdog.acquire.census_rows import CensusRow, census_rows
from watchdog.acquire.delimited import shown
from watchdog.acquire.observations import Observation, printed
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout

_CODES = frozenset({"E_ENDUSE", "I_ENDUSE", "E_COMMODITY", "I_COMMODITY"})
_GROUP, _DETAIL = "CGP", "DET"


def read(capture: Capture, layout: Layout) -> Reading:
    """The named series; a month without a row had no trade to report or is not out, and is missing, not zero."""
    return assemble(capture, layout, printed(capture, layout, _observations(capture, layout)))


def _observations(capture: Capture, layout: Layout) -> Iterator[Observation]:
    for row in census_rows(capture):
        code, partner = _code(row), row["CTY_CODE"]
        _check_partner(row, partner)
        for column in layout.columns:
            values, wanted_code, wanted_partner = column.path
            if (code, partner) == (wanted_code, wanted_partner):
                value = row.figure(values)
                yield Observation(column=column, period=row.month(), value=value, where=row.where, found=row[values])


def _code(row: CensusRow) -> str:
    names = sorted(_CODES & row.columns)
    if len(names) != 1:
        raise row.refusal(f"expected one column of {', '.join(sorted(_CODES))}, found {', '.join(names) or 'none'}")
    return row[names[0]]


def _check_partner(row: CensusRow, partner: str) -> None:
    """Blocs stand beside their member countries in one column: '-' and 00.. or ..X are groups, the others countries."""
    expected = _GROUP if partner.startswith("00") or partner.endswith("X") else _DETAIL
    level = row.get("SUMMARY_LVL", expected)
    if partner != "-" and level != expected:
        raise row.refusal(
            f"{shown(partner)} is marked {shown(level)}: a bloc is not a country, and they are never mixed"
        )

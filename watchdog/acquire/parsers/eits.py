"""From the Census time-series API (eits/ftd) to the series that the layout names by category code, data type code, and
'adjusted' or 'unadjusted'. BOPGS is adjusted while BOPG is not: what the layout does not say of itself is never taken.
"""

from collections.abc import Iterator

from watchdog.acquire.assembly import assemble
from watchdog.acquire.census_rows import CensusRow, census_rows
from watchdog.acquire.observations import Observation, printed
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Column, Layout

_ADJUSTMENTS = {"yes": "adjusted", "no": "unadjusted"}
_COUNTRY = "US"


def read(capture: Capture, layout: Layout) -> Reading:
    """The named series; `time` is the month, since `time_slot_id` only counts within one answer."""
    return assemble(capture, layout, printed(capture, layout, _observations(capture, layout)))


def _observations(capture: Capture, layout: Layout) -> Iterator[Observation]:
    wanted = {column.path: column for column in layout.columns}
    for row in census_rows(capture):
        column = _column(row, wanted)
        # these rows carry the sampling error of a figure, not the figure
        if column is not None and row.get("error_data", "no") != "yes":
            found = row["cell_value"]
            value = row.figure("cell_value")
            yield Observation(column=column, period=row.month(), value=value, where=row.where, found=found)


def _column(row: CensusRow, wanted: dict[tuple[str, ...], Column]) -> Column | None:
    category, data_type = row["category_code"], row["data_type_code"]
    adjustment = _ADJUSTMENTS.get(row["seasonally_adj"])
    if adjustment is None or row.get("geo_level_code", _COUNTRY) != _COUNTRY:
        raise row.refusal("expected the United States as a whole, with seasonally_adj yes or no")
    column = wanted.get((category, data_type, adjustment))
    if column is None and any(path[:2] == (category, data_type) for path in wanted):
        raise row.refusal(f"{category} {data_type} is {adjustment} here, and the layout wants the other: never mixed")
    return column

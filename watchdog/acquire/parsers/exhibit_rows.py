"""From an exhibit whose rows are items (countries, commodities, states) and whose columns are periods to cells.

Columns and rows are found by what they are called, wherever they stand. A row that the rules do not know gives a series
of its own; a column that they do not know is not read. Both are told.
"""

from collections.abc import Iterator, Sequence

from watchdog.acquire.addresses import file_name
from watchdog.acquire.assembly import Printed, assemble
from watchdog.acquire.column_headings import Heading
from watchdog.acquire.delimited import shown
from watchdog.acquire.drift import columns_read, drift_of
from watchdog.acquire.entries import Entries
from watchdog.acquire.item_rows import Place
from watchdog.acquire.item_table import Part, parts_of
from watchdog.acquire.workbook import Sheet, read_sheet
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Column, Layout
from watchdog.model.naming import key_of, series_of, words_in_keys
from watchdog.model.series import Series

_MARK = "(R)"


def read(capture: Capture, layout: Layout) -> Reading:
    """All figures of the sheet by row and column; NotUnderstood names the cells that cannot be told apart."""
    sheet = read_sheet(capture, file_name(layout))
    parts = parts_of(sheet, layout)
    _refuse_repetition(sheet, layout, parts)
    drift = tuple(drift_of(sheet, layout, parts))
    series = tuple(_beyond_the_rules(layout, parts))
    printed = tuple(_printed(sheet, layout, parts))
    if drift and not any(each.value is not None for each in printed):
        raise NotUnderstood(capture.name, sheet.name, f"none of its figures can be read: {drift[0].message}")
    return assemble(capture, layout, printed, drift=drift, series=series)


def _printed(sheet: Sheet, layout: Layout, parts: Sequence[Part]) -> Iterator[Printed]:
    tables: dict[str, str] = {}
    entries = Entries(sheet)
    for part in parts:
        for place, heading, column, series in _figures(layout, part):
            first = tables.setdefault(series, part.table.name)
            found = entries.at(place.row, heading.column)
            yield Printed(
                series=series,
                period=heading.period,
                measure=heading.measure,
                address=sheet.address(place.row, heading.column),
                value=None if found.value is None else found.value * layout.scale,
                published_unit=found.unit(layout.templates[column.series].published_unit, layout),
                provenance=layout.provenance,
                block="main" if first == part.table.name else layout.tables[part.table.name],
                revised=_is_revised(sheet, place, heading),
                found=found.words,
            )
    entries.refuse()


def _figures(layout: Layout, part: Part) -> Iterator[tuple[Place, Heading, Column, str]]:
    """Each place of a figure, with its column as the rules have it and the key of its series."""
    columns = columns_read(layout, part.table, part.section)
    for place in part.places:
        words = words_in_keys(layout, place.path)
        for heading, column in columns.items():
            yield place, heading, column, key_of(layout, column, words, is_new=place.is_new)


def _is_revised(sheet: Sheet, place: Place, heading: Heading) -> bool:
    marks = [(text, column) for column in heading.marks if (text := sheet.text(place.row, column))]
    for text, column in marks:
        if text != _MARK:
            message = f"expected {_MARK} or nothing before the figure, found {shown(text)}; is a heading missing?"
            raise sheet.refusal(place.row, column, message)
    return bool(marks) or heading.revised or place.revised


def _refuse_repetition(sheet: Sheet, layout: Layout, parts: Sequence[Part]) -> None:
    """No row may stand twice: two groups or sections would have run together where their heading is missing."""
    for part in parts:
        first: dict[tuple[str, ...], Place] = {}
        for place in part.places:
            if first.setdefault(place.words, place) is not place:
                missing = [name for name in layout.sections if name not in {each.section for each in parts}]
                reason = (
                    f"the section {missing[0]!r} is missing" if missing else "a heading between them may be missing"
                )
                message = f"{place.name!r} stands here and at {first[place.words].address.cell}: {reason}"
                raise sheet.refusal(place.row, part.table.labels.start, message)


def _beyond_the_rules(layout: Layout, parts: Sequence[Part]) -> Iterator[Series]:
    """The series of the rows that the rules do not know."""
    told: set[str] = set()
    for part in parts:
        for place, _, column, key in _figures(layout, part):
            if (place.is_new or not layout.rows) and key not in told:
                told.add(key)
                words = words_in_keys(layout, place.path)
                yield series_of(layout.templates[column.series], key, place.path, words)

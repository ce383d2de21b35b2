"""How a table by items differs from the rules: rows, columns and sections that are new, missing or moved."""

from collections.abc import Iterator, Sequence

from watchdog.acquire.column_headings import Heading
from watchdog.acquire.entries import is_number
from watchdog.acquire.item_rows import Place
from watchdog.acquire.item_table import Part, Table, rows_of
from watchdog.acquire.workbook import Sheet
from watchdog.model.document import Drift, DriftKind
from watchdog.model.layout import Column, Layout
from watchdog.model.naming import slug

Words = tuple[str, ...]


def drift_of(sheet: Sheet, layout: Layout, parts: Sequence[Part]) -> Iterator[Drift]:
    """Every difference, columns first."""
    tables = {part.table.name: part.table for part in parts}.values()
    for table in tables:
        yield from _columns(sheet, layout, table)
        yield from _periods(sheet, layout, table)
        yield from _covered_numbers(sheet, table)
    for section in layout.sections or ("",):
        inside = [part for part in parts if part.section == section]
        if inside:
            yield from _rows(layout, section, inside)
        else:
            message = f"the section {section!r} is missing"
            yield Drift(kind=DriftKind.MISSING_SECTION, subject=section, message=message)


def column_at(layout: Layout, section: str, heading: Heading) -> Column | None:
    """What the rules say of the column in this section; None where they do not know it."""
    return next((c for c in layout.columns if c.section in ("", section) and words_of(c.path) == heading.name), None)


def words_of(labels: Sequence[str]) -> Words:
    """The labels as words, to be compared."""
    return tuple(slug(label) for label in labels)


def _columns(sheet: Sheet, layout: Layout, table: Table) -> Iterator[Drift]:
    known = {words_of(column.path): " / ".join(column.path) for column in layout.columns}
    found = list(dict.fromkeys(heading.name for heading in table.columns))
    for heading in table.columns:
        if heading.name not in known:
            name = heading.label or "without a name"
            message = f"the column {name!r} is not one of the rules; its figures are not read"
            yield _drift(sheet, table, DriftKind.NEW_COLUMN, heading, name, message)
    for words, name in known.items():
        if words not in found:
            missing = name or "of the figures"
            message = f"the column {missing!r} is missing"
            yield Drift(kind=DriftKind.MISSING_COLUMN, subject=missing, message=message)
    order = [words for words in known if words in found]
    for expected, words in zip(order, (words for words in found if words in known), strict=True):
        if words != expected:
            heading = next(each for each in table.columns if each.name == words)
            message = f"the column {known[words]!r} stands where {known[expected]!r} was"
            yield _drift(sheet, table, DriftKind.MOVED_COLUMN, heading, known[words], message)


def _periods(sheet: Sheet, layout: Layout, table: Table) -> Iterator[Drift]:
    """Each column comes for the same periods; a name that begins with another's ('... / Rank') belongs to it."""
    groups: dict[Words, list[Heading]] = {}
    for heading in table.columns:
        names = [heading.name[:depth] for depth in range(len(heading.name) + 1)]
        group = next((name for name in names if name in groups), heading.name)
        groups.setdefault(group, []).append(heading)
    for members in groups.values() if layout.periods else ():
        yield from _periods_of(sheet, layout, table, members)


def _periods_of(sheet: Sheet, layout: Layout, table: Table, members: Sequence[Heading]) -> Iterator[Drift]:
    """The periods of the columns of one name, against those that the rules give."""
    found = {heading.token: heading for heading in members}
    name = f"{members[0].label}, " if members[0].label else ""
    for token in layout.periods:
        if token not in found:
            subject = f"{name}{token}"
            yield Drift(kind=DriftKind.MISSING_COLUMN, subject=subject, message=f"the column {subject!r} is missing")
    for token, heading in found.items():
        if token not in layout.periods:
            message = f"the column {name}{heading.period.label} ({token}) is not one of the rules; it is read"
            yield _drift(sheet, table, DriftKind.NEW_COLUMN, heading, f"{name}{token}", message)
    order = [token for token in layout.periods if token in found]
    for expected, token in zip(order, (token for token in found if token in layout.periods), strict=True):
        if expected != token:
            message = f"the column {name}{found[token].period.label} ({token}) stands where {expected} was"
            yield _drift(sheet, table, DriftKind.MOVED_COLUMN, found[token], f"{name}{token}", message)


def _covered_numbers(sheet: Sheet, table: Table) -> Iterator[Drift]:
    for row in table.header:
        for column in range(sheet.width):
            if (row, column) in sheet.covered and is_number(sheet.rows[row][column]):
                message = f"the number {sheet.text(row, column)} lies under a merged heading, where nobody sees it"
                address = sheet.address(row, column)
                yield Drift(kind=DriftKind.UNREAD_NUMBER, subject=address.cell, message=message, address=address)


def _rows(layout: Layout, section: str, parts: Sequence[Part]) -> Iterator[Drift]:
    places = [place for part in parts for place in part.walk.places]
    seen = {place.words for place in places}
    missing = [row.path for row in rows_of(layout, section) if words_of(row.path) not in seen]
    within = f" in {section}" if section else ""
    for place in places:
        if place.is_new:
            message = f"the row {place.name!r}{within} is not one of the rules{_former_name(place, places, missing)}"
            yield Drift(kind=DriftKind.NEW_ROW, subject=place.name, message=message, address=place.address)
    for path in missing:
        name = " / ".join(path)
        yield Drift(kind=DriftKind.MISSING_ROW, subject=name, message=f"the row {name!r}{within} is missing")
    moved = [] if layout.ranked else [place for part in parts for place in part.walk.moved()]
    for place in places:
        if place.strayed is not None or place in moved:
            where = "has moved" if place.strayed is None else f"stands in {' / '.join(place.strayed) or 'no group'}"
            message = f"the row {place.name!r}{within} {where}"
            yield Drift(kind=DriftKind.MOVED_ROW, subject=place.name, message=message, address=place.address)


def _former_name(place: Place, places: Sequence[Place], missing: Sequence[Words]) -> str:
    """Which row it may be under a new name: the only one that its group lacks, while it is the only new one there."""
    group = place.words[:-1]
    lost = [path for path in missing if words_of(path[:-1]) == group]
    new = [other for other in places if other.is_new and other.words[:-1] == group]
    return f"; perhaps it is {lost[0][-1]!r}, which is missing" if len(lost) == len(new) == 1 else ""


def _drift(sheet: Sheet, table: Table, kind: DriftKind, heading: Heading, subject: str, message: str) -> Drift:
    lowest = max(r for r in table.header if (r, heading.column) not in sheet.covered)
    return Drift(kind=kind, subject=subject, message=message, address=sheet.address(lowest, heading.column))

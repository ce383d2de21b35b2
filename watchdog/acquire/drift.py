"""How a table by items differs from the rules: rows, columns and sections that are new, missing or moved."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from watchdog.acquire.column_headings import Heading
from watchdog.acquire.entries import is_number
from watchdog.acquire.item_rows import Path, Place, moved
from watchdog.acquire.item_table import Part, Table, rows_of
from watchdog.acquire.workbook import Sheet
from watchdog.acquire.worksheet import column_letters
from watchdog.model.document import Drift, DriftKind
from watchdog.model.layout import Column, Layout
from watchdog.model.naming import words_of

_Order = tuple[tuple[str, ...], ...]
_UNREAD = "its figures are not read"


def drift_of(sheet: Sheet, layout: Layout, parts: Sequence[Part]) -> Iterator[Drift]:
    """Every difference, columns first."""
    tables = {part.table.name: part.table for part in parts}
    for table in tables.values():
        yield from _names(sheet, layout, table)
        yield from _periods(sheet, layout, table)
        for heading, expected in _moved_columns(layout, table).items():
            message = f"the column {_told(heading)!r} stands where {expected!r} was; {_UNREAD}"
            yield _at(sheet, table, DriftKind.MOVED_COLUMN, heading, _told(heading), message)
        yield from _covered_numbers(sheet, table)
    for part in parts:
        yield from _emptied(sheet, layout, part)
    for name in layout.tables:
        if name not in tables:
            yield _missing(DriftKind.MISSING_SECTION, name, "table")
    for section in layout.sections or ("",):
        inside = [part for part in parts if part.section == section]
        if inside:
            yield from _rows(layout, section, inside)
        else:
            yield _missing(DriftKind.MISSING_SECTION, section, "section")


def columns_read(layout: Layout, table: Table, section: str) -> Mapping[Heading, Column]:
    """The columns that the rules know, with what they say of each in this section. Where columns have changed places,
    or a month is not the one that should be there, headings and figures may have come apart: those are not read.
    """
    by_name = {words_of(column.path): column for column in layout.columns if column.section in ("", section)}
    doubtful = set(_moved_columns(layout, table))
    doubtful |= {heading for heading in table.columns if _is_doubtful(layout, heading)}
    return {h: by_name[h.name] for h in table.columns if h.name in by_name and h not in doubtful}


def _emptied(sheet: Sheet, layout: Layout, part: Part) -> Iterator[Drift]:
    """The columns and rows of the part that the rules know and that show nothing at all, not even a dash."""
    columns = columns_read(layout, part.table, part.section)
    within = f" in {part.section}" if part.section else ""
    for heading in columns:
        if all(sheet.is_blank(place.row, range(heading.column, heading.column + 1)) for place in part.places):
            message = f"the column {_told(heading)!r}{within} has no figures"
            yield _at(sheet, part.table, DriftKind.MISSING_COLUMN, heading, _told(heading), message)
    for place in part.places:
        if columns and sheet.is_blank(place.row, part.table.figures):
            message = f"the row {place.name!r}{within} has no figures"
            yield Drift(kind=DriftKind.MISSING_ROW, subject=place.name, message=message, address=place.address)


def _names(sheet: Sheet, layout: Layout, table: Table) -> Iterator[Drift]:
    known = {words_of(column.path): " / ".join(column.path) for column in layout.columns}
    for name, headings in _by_name(table.columns).items():
        if name not in known:
            letters = ", ".join(column_letters(heading.column) for heading in headings)
            subject = headings[0].label or "without a name"
            message = f"the column {subject!r} ({letters}) is not one of the rules; {_UNREAD}"
            yield _at(sheet, table, DriftKind.NEW_COLUMN, headings[0], subject, message)
    for words, expected in known.items():
        if all(heading.name != words for heading in table.columns):
            yield _missing(DriftKind.MISSING_COLUMN, expected or "of the figures", "column")


def _periods(sheet: Sheet, layout: Layout, table: Table) -> Iterator[Drift]:
    for members in _families(table).values() if layout.periods else ():
        tokens = {heading.token: heading for heading in members}
        for token in layout.periods:
            if token not in tokens:
                label = members[0].label
                yield _missing(DriftKind.MISSING_COLUMN, f"{label}, {token}" if label else token, "column")
        for token, heading in tokens.items():
            if token not in layout.periods:
                reading = _UNREAD if _is_doubtful(layout, heading) else "it is read"
                message = f"the column {_told(heading)!r} is not one of the rules; {reading}"
                yield _at(sheet, table, DriftKind.NEW_COLUMN, heading, _told(heading), message)


def _moved_columns(layout: Layout, table: Table) -> Mapping[Heading, str]:
    """The columns out of their order, by name or by period, and what should stand there."""
    labels = {words_of(column.path): " / ".join(column.path) for column in layout.columns}
    by_name = {name: headings for name, headings in _by_name(table.columns).items() if name in labels}
    found: dict[Heading, str] = {}
    for expected, name in zip((words for words in labels if words in by_name), by_name, strict=True):
        if name != expected:
            found |= dict.fromkeys(by_name[name], labels[expected])
    for members in _families(table).values():
        periods = [heading for heading in members if heading.token in layout.periods]
        order = sorted(periods, key=lambda heading: layout.periods.index(heading.token))
        found |= {h: first.token for h, first in zip(periods, order, strict=True) if h.token != first.token}
    return {**_moved_within_periods(labels, table), **_moved_within_families(table), **found}


def _moved_within_periods(labels: Mapping[Path, str], table: Table) -> dict[Heading, str]:
    """The columns that stand in another order below one period than the rules have them."""
    order = list(labels)
    by_token: dict[str, list[Heading]] = {}
    for heading in table.columns:
        if heading.name in labels:
            by_token.setdefault(heading.token, []).append(heading)
    return {
        heading: labels[first.name]
        for headings in by_token.values()
        for heading, first in zip(headings, sorted(headings, key=lambda h: order.index(h.name)), strict=True)
        if heading.name != first.name
    }


def _moved_within_families(table: Table) -> dict[Heading, str]:
    """The columns of a name and of what belongs to it that do not come in the order that most names of their kind have
    ('month', 'ytd', 'ytd / Rank'). Where none is the usual one, all are out of order.
    """
    kinds: dict[Path, list[tuple[list[Heading], _Order]]] = {}
    for name, members in _families(table).items():
        order = tuple((*heading.name[len(name) :], heading.token) for heading in members)
        if any(len(place) > 1 for place in order):
            kinds.setdefault(tuple(sorted("/".join(place[:-1]) for place in order)), []).append((members, order))
    found: dict[Heading, str] = {}
    for families in kinds.values():
        counted = Counter(order for _, order in families).most_common()
        usual = counted[0][0]
        is_tied = len(counted) > 1 and counted[0][1] == counted[1][1]
        for members, order in families:
            if is_tied or order != usual:
                found |= {h: " / ".join(place[::-1]) for h, place in zip(members, usual, strict=True)}
    return found


def _is_doubtful(layout: Layout, heading: Heading) -> bool:
    """How many quarters and years a table goes back may vary; its months may not."""
    return bool(layout.periods) and heading.token not in layout.periods and heading.period.is_month


def _by_name(columns: Sequence[Heading]) -> dict[Path, list[Heading]]:
    by_name: dict[Path, list[Heading]] = {}
    for heading in columns:
        by_name.setdefault(heading.name, []).append(heading)
    return by_name


def _families(table: Table) -> dict[Path, list[Heading]]:
    """The columns that come for the same periods; a name that begins with another's ('... / Rank') belongs to it."""
    families: dict[Path, list[Heading]] = {}
    for heading in table.columns:
        shorter = (heading.name[:depth] for depth in range(len(heading.name)))
        families.setdefault(next((name for name in shorter if name in families), heading.name), []).append(heading)
    return families


def _covered_numbers(sheet: Sheet, table: Table) -> Iterator[Drift]:
    for row in table.header:
        for column in range(sheet.width):
            if (row, column) in sheet.covered and is_number(sheet.rows[row][column]):
                message = f"the number {sheet.text(row, column)} lies under a merged heading, where nobody sees it"
                address = sheet.address(row, column)
                yield Drift(kind=DriftKind.UNREAD_NUMBER, subject=address.cell, message=message, address=address)


def _rows(layout: Layout, section: str, parts: Sequence[Part]) -> Iterator[Drift]:
    placed = [place for part in parts for place in part.places]
    seen = {place.words for place in placed}
    missing = [row.path for row in rows_of(layout, section) if words_of(row.path) not in seen]
    within = f" in {section}" if section else ""
    for place in placed:
        if place.is_new:
            message = f"the row {place.name!r}{within} is not one of the rules{_former_name(place, placed, missing)}"
            yield Drift(kind=DriftKind.NEW_ROW, subject=place.name, message=message, address=place.address)
    whole = {path for path in missing if all(row.path in missing for row in layout.rows if row.path[:-1] == path)}
    for path in missing:
        if path[:-1] not in whole:
            yield _missing(DriftKind.MISSING_ROW, " / ".join(path), "row", within)
    out_of_order = [] if layout.ranked else [p for part in parts for p in moved(rows_of(layout, section), part.places)]
    for place in placed:
        if place.strayed is not None or place in out_of_order:
            where = "has moved" if place.strayed is None else f"stands in {' / '.join(place.strayed) or 'no group'}"
            message = f"the row {place.name!r}{within} {where}"
            yield Drift(kind=DriftKind.MOVED_ROW, subject=place.name, message=message, address=place.address)


def _former_name(place: Place, placed: Sequence[Place], missing: Sequence[Path]) -> str:
    """Which row it may be under a new name: the only one that its group lacks, while it is the only new one there."""
    group = place.words[:-1]
    lost = [path for path in missing if words_of(path[:-1]) == group]
    new = [other for other in placed if other.is_new and other.words[:-1] == group]
    return f"; perhaps it is {lost[0][-1]!r}, which is missing" if len(lost) == len(new) == 1 else ""


def _missing(kind: DriftKind, name: str, what: str, within: str = "") -> Drift:
    return Drift(kind=kind, subject=name, message=f"the {what} {name!r}{within} is missing")


def _told(heading: Heading) -> str:
    """How people are told of the column: its name, its period, and how that lies to the latest."""
    return ", ".join(part for part in (heading.label, f"{heading.period.label} ({heading.token})") if part)


def _at(sheet: Sheet, table: Table, kind: DriftKind, heading: Heading, subject: str, message: str) -> Drift:
    seen = (row for row in table.header if (row, heading.column) not in sheet.covered)
    lowest = max(seen, default=table.header[-1])
    return Drift(kind=kind, subject=subject, message=message, address=sheet.address(lowest, heading.column))

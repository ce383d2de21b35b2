"""An archive of dated files into vintages, as history: each placed when it was public, judged by what was known then,
and nobody told.

Files that the calendar puts between the same two releases are read together: memory holds one release at a time.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from watchdog.acquire.dated import DatedFile, candidates, contents, dated_files
from watchdog.acquire.sandbox import read_all
from watchdog.errors import SourceError, UsageError
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.moment import end_of_day
from watchdog.model.period import Period
from watchdog.model.release import DocumentVersion, Release
from watchdog.pipeline import press
from watchdog.pipeline.availability import Placed, place_of, surely_public
from watchdog.pipeline.release import Desk
from watchdog.pipeline.remember import remember, with_news
from watchdog.pipeline.vintage import follow, version_of, vintage_of
from watchdog.plugins import PARSERS
from watchdog.rulebook.book import Rulebook
from watchdog.store import captures, vintages
from watchdog.store.captures import Outcome

_UNDATED = datetime.min.replace(tzinfo=UTC)


class Fate(StrEnum):
    """What became of a file of the archive."""

    TAKEN_IN = "taken in"
    WOULD_BE = "would be taken in"
    KNOWN = "known already"
    NOT_READ = "not read"
    NOT_PLACED = "not placed"
    NO_DOCUMENT = "no document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A file, and why it was placed where it was or could not be; `changed` counts the figures that it brought."""

    file: str
    fate: Fate
    why: str
    document: str = ""
    release: Release | None = None
    available_at: datetime | None = None
    changed: int = 0
    vintage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A file that was read, the month of its release, and its place."""

    file: DatedFile
    capture: Capture
    reading: Reading
    month: Period
    place: Placed


def plan(
    folder: Path, rulebook: Rulebook, available: date | None = None
) -> tuple[list[list[DatedFile]], list[Imported]]:
    """The archive's files, those together that lie between the same two releases, in order; and what is none.

    `available` is the day of those that have none in their name.
    """
    found = [_with_day(each, available) for each in dated_files(folder)]
    broken = [
        Imported(file=each.document, fate=Fate.NOT_READ, why=str(each))
        for each in found
        if isinstance(each, SourceError)
    ]
    files = sorted((each for each in found if isinstance(each, DatedFile)), key=lambda file: _order(file, rulebook))
    return [list(batch) for _, batch in groupby(files, key=lambda file: _order(file, rulebook)[0])], broken


def _with_day(file: DatedFile | SourceError, day: date | None) -> DatedFile | SourceError:
    return replace(file, day=day) if isinstance(file, DatedFile) and file.day is None else file


def _order(file: DatedFile, rulebook: Rulebook) -> tuple[datetime, datetime, str]:
    """The release out by then, the file's own moment, its name; a file without a date goes first, to be refused."""
    if file.day is not None:
        own = end_of_day(file.day, rulebook.timezone)
        return max((line.at for line in rulebook.calendar if line.at <= own), default=own), own, file.shown
    if file.month is None:
        return _UNDATED, _UNDATED, file.shown
    planned = (line.at for line in rulebook.calendar if line.release.period == file.month)
    moment = next(planned, surely_public(file.month, rulebook.timezone))
    return moment, moment, file.shown


def take_in_archive(
    desk: Desk, batch: Sequence[DatedFile], now: datetime, *, document: str | None = None, keep: bool = True
) -> Iterator[Imported]:
    """Read the files of one batch, and keep the vintages that they make unless only asked to look."""
    layouts = _wanted(desk.rulebook, document)
    known, texts = _known_documents(desk), press.documents_of(desk.rulebook)
    placed: list[_Read] = []
    for file, body in contents(batch):
        answer = _understood(file, body, layouts, now, by_name=document is None)
        if isinstance(answer, Imported):
            yield answer
            continue
        capture, reading = answer
        month = _release_month(file, reading, desk.rulebook)
        earlier = known[reading.source, reading.document, month]
        if (version := version_of(reading)) in earlier:
            yield _outcome(file, reading, month, desk, Fate.KNOWN, "the same bytes are kept", earlier[version])
            continue
        is_later = reading.document not in texts and follow([reading], desk.rulebook)
        calendar = () if is_later else desk.rulebook.calendar
        place = _place(file, month, replace(desk.rulebook, calendar=calendar), tuple(earlier.values()), now)
        if isinstance(place, str):
            yield _outcome(file, reading, month, desk, Fate.NOT_PLACED, place)
            continue
        earlier[version] = place.available_at
        placed.append(_Read(file=file, capture=capture, reading=reading, month=month, place=place))
    months = {month for (_, name, month), versions in known.items() if versions and name not in texts}
    alone = [read for read in placed if read.month not in months]
    for read in alone:
        why = "a press text without its tables is no release: import these, too"
        yield _outcome(read.file, read.reading, read.month, desk, Fate.NOT_PLACED, why)
    for together in _vintages([read for read in placed if read not in alone]):
        yield from _keep(desk, together, now) if keep else _look(desk, together)


def _wanted(rulebook: Rulebook, document: str | None) -> tuple[Layout, ...]:
    if document is None:
        return rulebook.layouts
    try:
        return (rulebook.layout(document),)
    except KeyError:
        names = ", ".join(sorted(layout.document for layout in rulebook.layouts))
        raise UsageError(f"the rules have no document {document}; they have {names}") from None


_Known = defaultdict[tuple[str, str, Period], dict[DocumentVersion, datetime]]
"""Of each document and reference month, what was printed and when it became available."""


def _known_documents(desk: Desk) -> _Known:
    known: _Known = defaultdict(dict)
    with desk.store.reading() as connection:
        for entry in vintages.listing(connection, desk.rulebook.program):
            for version in entry.documents:
                known[version.source, version.document, entry.release.period][version] = entry.available_at
    return known


def _understood(
    file: DatedFile, body: bytes | SourceError, layouts: Sequence[Layout], now: datetime, *, by_name: bool
) -> tuple[Capture, Reading] | Imported:
    """The one document of the rules that the file turns out to be; its name proposes, its content decides."""
    if isinstance(body, SourceError):
        return Imported(file=file.shown, fate=Fate.NOT_READ, why=str(body))
    tiers = candidates(file, layouts) if by_name else (tuple(layouts),)
    if not tiers:
        return Imported(file=file.shown, fate=Fate.NO_DOCUMENT, why="its name is that of no document of the rules")
    work = [(_capture(file, body, layout, now), layout) for tier in tiers for layout in tier]
    answers = dict(zip((layout.document for _, layout in work), read_all(work, PARSERS), strict=True))
    for tier in tiers:
        read = [reading for layout in tier if isinstance(reading := answers[layout.document], Reading)]
        if len(read) == 1:
            (capture,) = (capture for capture, _ in work if capture.document == read[0].document)
            return capture, read[0]
        if read:
            names = " and ".join(reading.document for reading in read)
            why = f"it can be read as {names}: say with --document which it is"
            return Imported(file=file.shown, fate=Fate.NOT_READ, why=why)
    return Imported(file=file.shown, fate=Fate.NOT_READ, why="; ".join(map(str, answers.values())))


def _capture(file: DatedFile, body: bytes, layout: Layout, now: datetime) -> Capture:
    sha256 = hashlib.sha256(body).hexdigest()
    return Capture(
        source=layout.source, document=layout.document, url=file.shown, body=body, sha256=sha256, fetched_at=now
    )


def _release_month(file: DatedFile, reading: Reading, rulebook: Rulebook) -> Period:
    """The month of the release that the document came with: its latest one, or where it shows quarters only, that of
    its name, or of the last release out by its day.
    """
    if reading.reference.is_month:
        return reading.reference
    out = (
        []
        if file.day is None
        else [line.release.period for line in rulebook.calendar if line.at <= end_of_day(file.day, rulebook.timezone)]
    )
    return file.month or max(out, default=reading.reference)


def _place(
    file: DatedFile, month: Period, rulebook: Rulebook, printed: Sequence[datetime], now: datetime
) -> Placed | str:
    if not month.is_month:
        return f"it shows quarters up to {month.label}, and nothing says with which month's release it came"
    return place_of(
        month,
        day=file.day,
        month=file.month,
        calendar=rulebook.calendar,
        zone=rulebook.timezone,
        now=now,
        printed=printed,
    )


def _vintages(placed: Sequence[_Read]) -> Iterator[list[_Read]]:
    """What became available together for one release makes one vintage, each document once, in order of time."""
    groups: list[list[_Read]] = []
    for each in sorted(placed, key=_when):
        last = groups[-1] if groups else []
        is_same = last and _when(last[0]) == _when(each)
        if is_same and each.reading.document not in {read.reading.document for read in last}:
            last.append(each)
        else:
            groups.append([each])
    yield from groups


def _when(read: _Read) -> tuple[datetime, Period]:
    return read.place.available_at, read.month


def _keep(desk: Desk, together: Sequence[_Read], now: datetime) -> Iterator[Imported]:
    """One transaction: the bytes as found, the vintage, and what is judged of it; nothing goes to the outbox."""
    rulebook = desk.rulebook
    available_at, reference = _when(together[0])
    release = Release(rulebook.program, reference)
    readings = [read.reading for read in together]
    changed: Mapping[str, int] = {}
    identifier = ""
    with desk.store.writing() as connection:
        fresh = with_news(connection, release, readings, rulebook, available_at=available_at)
        for read in together:
            if read.reading in fresh:
                captures.mark(connection, captures.add(connection, read.capture), Outcome.READ)
        if fresh:
            vintage = vintage_of(release, fresh, rulebook, available_at=available_at, first_seen_at=now)
            identifier = vintage.id
            changed = Counter(
                change.key.outlet.document for change in vintages.changes(connection, vintage) if change.is_of_value
            )
            remember(connection, rulebook, vintage)
    for read in together:
        kept = _outcome(read.file, read.reading, read.month, desk, Fate.TAKEN_IN, read.place.why, available_at)
        if read.reading in fresh:
            yield replace(kept, changed=changed[read.reading.document], vintage=identifier)
        else:
            yield replace(kept, fate=Fate.KNOWN, why="the same figures were printed before")


def _look(desk: Desk, together: Sequence[_Read]) -> Iterator[Imported]:
    for read in together:
        at = read.place.available_at
        yield _outcome(read.file, read.reading, read.month, desk, Fate.WOULD_BE, read.place.why, at)


def _outcome(
    file: DatedFile,
    reading: Reading,
    month: Period,
    desk: Desk,
    fate: Fate,
    why: str,
    available_at: datetime | None = None,
) -> Imported:
    return Imported(
        file=file.shown,
        fate=fate,
        why=why,
        document=reading.document,
        release=Release(desk.rulebook.program, month),
        available_at=available_at,
    )

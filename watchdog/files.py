"""Published files on this machine, checked as a release without a store: what `watchdog check` does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

from watchdog.acquire.addresses import file_name
from watchdog.acquire.archive import open_archive
from watchdog.acquire.folder import FolderSource
from watchdog.acquire.grouping import group
from watchdog.acquire.sandbox import read_all
from watchdog.check.astray import astray
from watchdog.check.findings import findings
from watchdog.check.layout import LAYOUT
from watchdog.check.report import CheckReport, check_release
from watchdog.errors import FetchFailed, SourceError, UsageError
from watchdog.formulas.derived import FORMULAS
from watchdog.model.cell import Cell
from watchdog.model.document import Capture, Reading
from watchdog.model.finding import Finding, Severity
from watchdog.model.knowledge import Knowledge, Known, Situation, Stamp
from watchdog.model.layout import Layout
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.plugins import PARSERS, RELATION_KINDS
from watchdog.ports import Unchanged
from watchdog.rulebook.book import Rulebook

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRelease:
    """The report on the files of one release, and all figures that they print; `after` is the release before it, where
    its files are at hand too.
    """

    release: Release
    documents: tuple[str, ...]
    report: CheckReport
    findings: tuple[Finding, ...]
    cells: tuple[Cell, ...]
    after: Release | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFiles:
    """What some files were found to say; `unread` are those that could not be read, `notes` what else to know.

    `astray` names each document that shows another month than the others of its source.
    """

    releases: tuple[CheckedRelease, ...]
    astray: tuple[Finding, ...]
    unread: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """Files that were read together."""

    releases: Mapping[Period, Sequence[Reading]]
    astray: tuple[Finding, ...]
    unread: tuple[str, ...]
    notes: tuple[str, ...]


def check_files(paths: Sequence[Path], rulebook: Rulebook, now: datetime) -> Iterator[CheckedFiles]:
    """Each folder or zip is a set of its own; single files make one set together. A release whose predecessor is in any
    of the sets is compared with what that one printed.
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"there is no {', '.join(missing)}")
    files = [path for path in paths if path.is_file() and path.suffix.lower() != ".zip"]
    together = [[path] for path in paths if path not in files] + ([files] if files else [])
    sets = [_read_set(each, rulebook, now) for each in together]
    for place, one in enumerate(sets):
        # of several prints of the release before, the one named last before this one
        others = [*reversed(sets[: place + 1]), *sets[place + 1 :]]
        checked = (
            check_readings(period, readings, rulebook, now, before=_first(others, period.shift(-1)))
            for period, readings in sorted(one.releases.items())
        )
        yield CheckedFiles(releases=tuple(checked), astray=one.astray, unread=one.unread, notes=one.notes)


def _first(sets: Sequence[_Set], period: Period) -> Sequence[Reading]:
    return next((each.releases[period] for each in sets if period in each.releases), ())


def _read_set(paths: Sequence[Path], rulebook: Rulebook, now: datetime) -> _Set:
    opened = [answer for path in paths for answer in _open(path, rulebook, now)]
    captures = [answer for answer in opened if isinstance(answer, Capture)]
    answers = read_all([(capture, rulebook.layout(capture.document)) for capture in captures], PARSERS)
    read, unread = [], [str(answer) for answer in opened if isinstance(answer, SourceError)]
    for capture, answer in zip(captures, answers, strict=True):
        if isinstance(answer, Reading):
            read.append((capture, answer))
        else:
            unread.append(f"{capture.url}: {answer}")
    _refuse_twins(read)
    releases = group(reading for _, reading in read).releases
    return _Set(
        releases=releases,
        astray=tuple(astray(releases, rulebook.program, now)),
        unread=tuple(unread),
        notes=(
            *(answer for answer in opened if isinstance(answer, str)),
            *_several(releases),
            *_drift([reading for _, reading in read]),
        ),
    )


def _drift(readings: Sequence[Reading]) -> Iterator[str]:
    for reading in readings:
        for drift in reading.drift:
            yield f"{reading.document}: {drift.message}" + (f" ({drift.address})" if drift.address else "")


def _open(path: Path, rulebook: Rulebook, now: datetime) -> Iterator[Capture | SourceError | str]:
    """The documents of the rules that are there, why one could not be had, and a sentence about all other files."""
    try:
        names = _names(path)
    except SourceError as error:
        yield error
        return
    except OSError as error:
        yield FetchFailed(str(path), f"cannot be read: {error.strerror or error}")
        return
    present = [layout for layout in rulebook.layouts if any(_is_of(layout, name) for name in names)]
    others = sorted(name for name in names if not any(_is_of(layout, name) for layout in present))
    if not present:
        yield FetchFailed(str(path), "no file there has the name of a document of the rules, such as exh1.xlsx")
    elif others:
        listed = ", ".join(others[:_MOST_NAMED]) + (
            f" and {len(others) - _MOST_NAMED} more" * (len(others) > _MOST_NAMED)
        )
        yield f"{path}: not checked, for want of a document of that name in the rules: {listed}"
    for answer in FolderSource("files", path, present).fetch({}, now):
        if not isinstance(answer, Unchanged):
            yield answer


def _names(path: Path) -> set[str]:
    """The names of the files in a folder or zip, without those that systems hide there; or the file's own."""
    if path.is_dir():
        found = [file.name for file in path.iterdir() if file.is_file()]
    elif path.suffix.lower() == ".zip":
        with open_archive(path.read_bytes(), str(path)) as archive:
            found = [PurePath(entry.filename).name for entry in archive.infolist() if not entry.is_dir()]
    else:
        found = [path.name]
    return {name for name in found if not name.startswith(".")}


def _is_of(layout: Layout, name: str) -> bool:
    return name == file_name(layout) or PurePath(name).stem == layout.document


def _refuse_twins(read: Sequence[tuple[Capture, Reading]]) -> None:
    """Two copies of a document for one month cannot be one release; which is meant is not ours to guess."""
    seen: dict[tuple[str, Period], str] = {}
    for capture, reading in read:
        first = seen.setdefault((reading.document, reading.reference), capture.url)
        if first != capture.url:
            month = reading.reference.label
            raise UsageError(f"{first} and {capture.url} are both {reading.document} of {month}; check one at a time")


def _several(releases: Mapping[Period, Sequence[Reading]]) -> Iterator[str]:
    if len(releases) > 1:
        of_each = (f"{', '.join(each.document for each in of)} of {period.label}" for period, of in releases.items())
        yield f"these files are of different releases, each checked by itself: {'; '.join(of_each)}"


def check_readings(
    period: Period,
    readings: Sequence[Reading],
    rulebook: Rulebook,
    now: datetime,
    *,
    before: Sequence[Reading] = (),
) -> CheckedRelease:
    """The report on documents of one release that were read already, and those of the release `before`."""
    release = Release(rulebook.program, period)
    situation = Situation(
        release=release,
        vintage="",
        known=_known(readings, period, rulebook, now),
        before=_known(before, period.shift(-1), rulebook, now) if before else None,
        zone=rulebook.timezone,
    )
    blanks = [blank for reading in readings for blank in reading.blanks]
    report = check_release(rulebook.identities, situation, blanks, relations=rulebook.relations, kinds=RELATION_KINDS)
    return CheckedRelease(
        release=release,
        documents=tuple(reading.document for reading in readings),
        report=report,
        findings=_told(report, situation, readings),
        cells=tuple(cell for reading in readings for cell in reading.cells),
        after=Release(rulebook.program, period.shift(-1)) if before else None,
    )


def _told(report: CheckReport, situation: Situation, readings: Sequence[Reading]) -> tuple[Finding, ...]:
    """What is broken or doubtful; a layout that no sum depends on is a note."""
    found = findings(report, situation, {reading.document: reading.drift for reading in readings if reading.drift})
    return tuple(each for each in found if each.kind != LAYOUT or each.severity is not Severity.INFO)


def _known(readings: Sequence[Reading], release: Period, rulebook: Rulebook, now: datetime) -> Knowledge:
    stamp = Stamp(release, now)
    cells = (Known(cell, stamp) for reading in readings for cell in reading.cells)
    return Knowledge(as_of=now, series=rulebook.series, cells=cells, derivation=FORMULAS)

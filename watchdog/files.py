"""Published files on this machine, checked as a release without a store: what `watchdog check` does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from watchdog.acquire.folder import FolderSource
from watchdog.acquire.grouping import group
from watchdog.acquire.sandbox import read_all
from watchdog.check.findings import findings
from watchdog.check.report import CheckReport, check_release
from watchdog.errors import FetchFailed, UsageError
from watchdog.model.document import Capture, Reading
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Knowledge, Known, Situation, Stamp
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.plugins import PARSERS
from watchdog.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRelease:
    """The report on the files of one release."""

    release: Release
    documents: tuple[str, ...]
    report: CheckReport
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFiles:
    """What some files were found to say; `unread` are those that could not be read, `notes` what else to know."""

    releases: tuple[CheckedRelease, ...]
    unread: tuple[str, ...]
    notes: tuple[str, ...]


def check_files(paths: Sequence[Path], rulebook: Rulebook, now: datetime) -> Iterator[CheckedFiles]:
    """Each folder or zip is a set of its own; single files make one set together."""
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"there is no {', '.join(missing)}")
    files = [path for path in paths if path.is_file() and path.suffix.lower() != ".zip"]
    for each in [[path] for path in paths if path not in files] + ([files] if files else []):
        yield _check_set(each, rulebook, now)


def _check_set(paths: Sequence[Path], rulebook: Rulebook, now: datetime) -> CheckedFiles:
    captures = [capture for path in paths for capture in _captures(path, rulebook, now)]
    answers = read_all([(capture, rulebook.layout(capture.document)) for capture in captures], PARSERS)
    readings = [answer for answer in answers if isinstance(answer, Reading)]
    grouping = group(readings)
    where = ", ".join(map(str, paths))
    nothing = f"{where}: no file there has the name of a document of the rules, such as exh1.xlsx"
    return CheckedFiles(
        releases=tuple(_check(period, readings, rulebook, now) for period, readings in grouping.releases.items()),
        unread=tuple(f"{where}: {answer}" for answer in answers if not isinstance(answer, Reading)),
        notes=(*grouping.waiting, *_drift(readings)) if captures else (nothing,),
    )


def _drift(readings: Sequence[Reading]) -> Iterator[str]:
    for reading in readings:
        for drift in reading.drift:
            yield f"{reading.document}: {drift.message}" + (f" ({drift.address})" if drift.address else "")


def _captures(path: Path, rulebook: Rulebook, now: datetime) -> Iterator[Capture]:
    """The documents of the rules that are there; those that are not are no news here."""
    for layout in rulebook.layouts:
        for answer in FolderSource(layout.source, path, [layout]).fetch({}, now):
            if isinstance(answer, Capture):
                yield answer
            elif not isinstance(answer, FetchFailed):
                raise UsageError(str(answer))


def _check(period: Period, readings: Sequence[Reading], rulebook: Rulebook, now: datetime) -> CheckedRelease:
    release = Release(rulebook.program, period)
    stamp = Stamp(period, now)
    known = Knowledge(
        as_of=now,
        series=rulebook.series,
        cells=(Known(cell, stamp) for reading in readings for cell in reading.cells),
    )
    situation = Situation(release=release, vintage="", known=known, before=None, zone=rulebook.timezone)
    blanks = [blank for reading in readings for blank in reading.blanks]
    report = check_release(rulebook.identities, situation, blanks)
    return CheckedRelease(
        release=release,
        documents=tuple(reading.document for reading in readings),
        report=report,
        findings=tuple(findings(report, situation)),
    )

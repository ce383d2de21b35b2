"""From an archive (a folder of files with dates in their names, zips among them) to its files in order of time, each
with what its name says of when, and the documents of the rules that it may be.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path, PurePath, PurePosixPath

from watchdog.acquire.addresses import file_name
from watchdog.acquire.archive import member, open_archive
from watchdog.errors import FetchFailed, SourceError, UsageError
from watchdog.model.layout import Layout
from watchdog.model.period import Period

_MAX_SIZE = 64 * 1024 * 1024
_DAY = re.compile(r"(?<!\d)([12]\d{3})-?(\d{2})-?(\d{2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)([12]\d{3})-(\d{2})(?![\d-])")
# as in ft900xlsx_2512.zip
_SHORT_MONTH = re.compile(r"_(\d{2})(\d{2})$")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedFile:
    """One file, or `member` of a zip. `day` is the day in its name, of release or download; `month` the statistical
    month, looked for where there is no day. What neither the file nor a folder above it says is None.
    """

    path: Path
    member: str = ""
    day: date | None
    month: Period | None

    @property
    def shown(self) -> str:
        """How a person finds it."""
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @property
    def stem(self) -> str:
        """Its own name without the ending."""
        return PurePosixPath(self.member or self.path.name).stem


def dated_files(folder: Path) -> Iterator[DatedFile | SourceError]:
    """Every file of the archive by name, those in zips too; a zip that cannot be opened is yielded as its error."""
    if not folder.exists():
        raise UsageError(f"there is no {folder}")
    root = folder if folder.is_dir() else folder.parent
    for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
        if not path.is_file() or _is_hidden(path.relative_to(root)):
            continue
        within = (root.resolve().name, *path.relative_to(root).parts)
        if path.suffix.lower() != ".zip":
            yield _dated(path, "", within)
            continue
        try:
            with open_archive(_bytes(path), str(path)) as archive:
                names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        except SourceError as error:
            yield error
        else:
            members = ((name, PurePosixPath(name)) for name in names)
            yield from (_dated(path, name, (*within, *file.parts)) for name, file in members if not _is_hidden(file))


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def contents(files: Sequence[DatedFile]) -> Iterator[tuple[DatedFile, bytes | SourceError]]:
    """The bytes of each file; neighbours from one zip open it once."""
    for path, together in groupby(files, key=lambda file: file.path):
        try:
            body = _bytes(path)
            archive = open_archive(body, str(path)) if path.suffix.lower() == ".zip" else None
        except SourceError as error:
            yield from ((file, error) for file in together)
            continue
        with archive or nullcontext():
            for file in together:
                yield file, body if archive is None else _member(archive, file)


def candidates(file: DatedFile, layouts: Sequence[Layout]) -> tuple[tuple[Layout, ...], ...]:
    """The documents that its name may mean, the likelier ones first: those whose short name, file or code (BOPGSTB)
    it contains, then those whose short name begins with one of its words.
    """
    words = set(_WORD.findall(file.stem.lower()))
    named = tuple(layout for layout in layouts if not words.isdisjoint(_names(layout)))
    related = tuple(x for x in layouts if x not in named and x.document.split("_")[0] in words)
    return tuple(tier for tier in (named, related) if tier)


def _names(layout: Layout) -> set[str]:
    codes = {heading.lower() for column in layout.columns for heading in column.path if heading.isupper()}
    return {layout.document, PurePosixPath(file_name(layout)).stem.lower()} | codes


def _dated(path: Path, name: str, within: Sequence[str]) -> DatedFile:
    """A day anywhere in the path is worth more than a month; the nearest one counts, and the last in a name."""
    stems = [PurePosixPath(part).stem for part in reversed(within)]
    days = (day for stem in stems for day in reversed(list(_days(stem))))
    months = (month for stem in stems for month in reversed(list(_months(stem))))
    day = next(days, None)
    return DatedFile(path=path, member=name, day=day, month=None if day else next(months, None))


def _days(text: str) -> Iterator[date]:
    for year, month, day in _DAY.findall(text):
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue


def _months(text: str) -> Iterator[Period]:
    short = ((f"20{year}", month) for year, month in _SHORT_MONTH.findall(text))
    for year, month in (*_MONTH.findall(text), *short):
        if 1 <= int(month) <= 12:
            yield Period.of_month(int(year), int(month))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_SIZE:
            raise FetchFailed(str(path), f"it is larger than {_MAX_SIZE} bytes; it is not read")
        return path.read_bytes()
    except OSError as error:
        raise FetchFailed(str(path), f"it cannot be read: {error.strerror or error}") from error


def _member(archive: zipfile.ZipFile, file: DatedFile) -> bytes | SourceError:
    try:
        return member(archive, file.member, file.shown)
    except SourceError as error:
        return error

"""A source on this machine: a folder, a ZIP archive or a single file that holds documents under their own names."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from watchdog.acquire.addresses import only_match
from watchdog.acquire.archive import member, open_archive
from watchdog.acquire.captures import capture_or_unchanged
from watchdog.errors import FetchFailed, SourceError
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.ports import Unchanged, Validators

_MAX_SIZE = 64 * 1024 * 1024


class FolderSource:
    """Documents of any sources, found by their file name ('exh1.xlsx') or short name with any ending ('fred.csv')."""

    def __init__(self, name: str, path: Path, layouts: Sequence[Layout]) -> None:
        self.name = name
        self._path = path
        self._layouts = tuple(layouts)

    def fetch(self, known: Mapping[str, Validators], now: datetime) -> Iterator[Capture | Unchanged | SourceError]:
        """Each document's capture, or that it is unchanged, or why it could not be had."""
        for layout in self._layouts:
            try:
                url, body = self._body(layout)
                held = known.get(layout.document)
                yield capture_or_unchanged(layout=layout, url=url, body=body, known=held, now=now)
            except SourceError as error:
                yield error

    def _body(self, layout: Layout) -> tuple[str, bytes]:
        document = f"{layout.source}/{layout.document}"
        try:
            if self._path.suffix.lower() != ".zip" or self._path.is_dir():
                return self._from_files(layout, document)
            with open_archive(_bytes(self._path, document), document) as archive:
                found = only_match(archive.namelist(), layout, self._path)
                return f"{self._path}/{found}", member(archive, found, document)
        except OSError as error:
            raise FetchFailed(document, f"{self._path} cannot be read: {error.strerror or error}") from error

    def _from_files(self, layout: Layout, document: str) -> tuple[str, bytes]:
        folder = self._path if self._path.is_dir() else self._path.parent
        files = folder.iterdir() if self._path.is_dir() else [self._path]
        found = only_match([file.name for file in files if file.is_file()], layout, self._path)
        return str(folder / found), _bytes(folder / found, document)


def _bytes(path: Path, document: str) -> bytes:
    if path.stat().st_size > _MAX_SIZE:
        raise FetchFailed(document, f"{path} is larger than {_MAX_SIZE} bytes; it is not read")
    return path.read_bytes()

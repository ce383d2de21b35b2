"""A source that packs all its documents into one archive on a web server: one request, one capture for each member."""

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from watchdog.acquire.addresses import only_match
from watchdog.acquire.archive import member, open_archive
from watchdog.acquire.client import Client, Manners, captured
from watchdog.acquire.fetch import Answer
from watchdog.acquire.settled import check_settled
from watchdog.errors import FetchFailed, SourceError
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.model.period import Period
from watchdog.ports import Unchanged, Validators

LatestDue = Callable[[datetime], Period | None]
"""The reference month of the latest release that is due by a moment, for archives that are named by it."""


class BundleSource:
    """Documents in the archive at `address`, in which {YYMM} stands for the month of the latest release due."""

    def __init__(
        self, name: str, address: str, layouts: Sequence[Layout], manners: Manners, latest_due: LatestDue
    ) -> None:
        self.name = name
        self._address = address
        self._layouts = tuple(layouts)
        self._client = Client(manners)
        self._latest_due = latest_due

    def fetch(self, known: Mapping[str, Validators], now: datetime) -> Iterator[Capture | Unchanged | SourceError]:
        """Each document's capture, or that it is unchanged, or why it could not be had."""
        try:
            url = self._url(now)
            answer = self._client.get(self.name, url, self._held(known), now)
            if answer is None:
                yield from (Unchanged(document=layout.document) for layout in self._layouts)
                return
            check_settled(self._client, self.name, url, answer, self._held(known), now)
            with open_archive(answer.body, self.name) as archive:
                _check_whole(archive, self.name)
                for layout in self._layouts:
                    yield self._member(archive, layout, url, answer, known.get(layout.document), now)
        except SourceError as error:
            yield error

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _url(self, now: datetime) -> str:
        if "{YYMM}" not in self._address:
            return self._address
        month = self._latest_due(now)
        if month is None:
            raise FetchFailed(self.name, "no release of the calendar is due yet, so its archive has no name")
        return self._address.replace("{YYMM}", f"{month.year % 100:02d}{month.position:02d}")

    def _held(self, known: Mapping[str, Validators]) -> Validators | None:
        """What we hold of the archive: what its members were received with, if all came with one and the same."""
        held = [known.get(layout.document) for layout in self._layouts]
        marks = {(each.etag, each.last_modified) for each in held if each}
        return held[0] if None not in held and len(marks) == 1 else None

    def _member(
        self,
        archive: zipfile.ZipFile,
        layout: Layout,
        url: str,
        answer: Answer,
        known: Validators | None,
        now: datetime,
    ) -> Capture | Unchanged | SourceError:
        document = f"{layout.source}/{layout.document}"
        names = archive.namelist()
        try:
            found = only_match(names, layout, PurePosixPath(url))
        except FetchFailed as error:
            files = f"the archive holds {len(names)} file{'' if len(names) == 1 else 's'}"
            return FetchFailed(document, f"partial: {files}, this one not among them ({error}); it is tried again")
        shown = f"{self._client.shown(url)}/{found}"
        return captured(layout, shown, answer, member(archive, found, document), known, now)


def _check_whole(archive: zipfile.ZipFile, name: str) -> None:
    """Every member's checksum, wanted or not: a wrong one means that the archive is still being written."""
    for entry in archive.namelist():
        try:
            member(archive, entry, name)
        except SourceError as error:
            raise FetchFailed(name, f"partial: the archive is not whole yet ({error}); it is tried again") from error

"""What a source sent, byte for byte, and what was read from it."""

from dataclasses import dataclass
from datetime import datetime

from watchdog.model.cell import Blank, Cell
from watchdog.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answer as received, kept before anything reads it. `url` carries no secret; `sha256` is of `body`."""

    source: str
    document: str
    url: str
    body: bytes
    sha256: str
    fetched_at: datetime
    etag: str | None = None
    last_modified: datetime | None = None
    content_type: str | None = None

    @property
    def name(self) -> str:
        """The document's full name, source/document."""
        return f"{self.source}/{self.document}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The cells of one document. `reference` is the latest period it gives a level for."""

    source: str
    document: str
    sha256: str
    reference: Period
    cells: tuple[Cell, ...]
    blanks: tuple[Blank, ...] = ()
    stamped_at: datetime | None = None

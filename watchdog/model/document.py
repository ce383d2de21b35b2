"""What a source sent, byte for byte, and what was read from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from watchdog.model.cell import Address, Blank, Cell
from watchdog.model.period import Period
from watchdog.model.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answer as received, kept before anything reads it. `url` carries no secret; `sha256` is of `body`.
    `received_in` is what passed from its first byte to `fetched_at`.
    """

    source: str
    document: str
    url: str
    body: bytes
    sha256: str
    fetched_at: datetime
    etag: str | None = None
    last_modified: datetime | None = None
    content_type: str | None = None
    received_in: timedelta = timedelta(0)

    @property
    def seen_at(self) -> datetime:
        """When its first byte was here."""
        return self.fetched_at - self.received_in

    @property
    def name(self) -> str:
        """The document's full name, source/document."""
        return f"{self.source}/{self.document}"


class DriftKind(StrEnum):
    """How a sheet differs from what the rules describe, where it can be read all the same."""

    NEW_ROW = "new row"
    MISSING_ROW = "missing row"
    MOVED_ROW = "moved row"
    NEW_COLUMN = "new column"
    MISSING_COLUMN = "missing column"
    MOVED_COLUMN = "moved column"
    MISSING_SECTION = "missing section"
    BASE_YEAR = "base year"
    UNREAD_NUMBER = "unread number"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One difference, named: `subject` is the row, column or section; `address` where it stands, None for what is
    missing. What the rules do not describe is read under a name of its own or not at all, never as something else.
    """

    kind: DriftKind
    subject: str
    message: str
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The cells of one document. `reference` is the latest period it gives a level for: a month, or a quarter for a
    document that prints none; where the sheet repeats a release a year later, the month of the release.

    `drift` tells where the sheet is not as the rules describe; `series` are those it prints beyond the rules.
    """

    source: str
    document: str
    sha256: str
    reference: Period
    cells: tuple[Cell, ...]
    blanks: tuple[Blank, ...] = ()
    stamped_at: datetime | None = None
    drift: tuple[Drift, ...] = ()
    series: tuple[Series, ...] = ()

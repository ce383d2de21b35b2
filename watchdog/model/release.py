"""A release of a program, the vintage of figures that it brought, and when each was planned, stamped and seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from watchdog.model.cell import Blank, Cell
from watchdog.model.document import Drift
from watchdog.model.period import Period


@dataclass(frozen=True, slots=True, order=True)
class Release:
    """One statistical month of one program, written 'ft900/2025-11'."""

    program: str
    period: Period

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 'ft900/2025-11'; ValueError otherwise."""
        program, separator, period = text.partition("/")
        if not separator or not program:
            raise ValueError(f"{text!r} is not a release such as ft900/2025-11")
        return cls(program, Period.parse(period))

    def __str__(self) -> str:
        return f"{self.program}/{self.period}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledRelease:
    """A line of the agency's calendar; `at` is aware UTC."""

    release: Release
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, order=True)
class DocumentVersion:
    """One document of a vintage by its content."""

    source: str
    document: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """The figures of some documents that became available together; append-only.

    `id` is the SHA-256 of its documents' names and hashes. `available_at` (when the agency made it public) decides
    `as_of`; `first_seen_at`, `stamped_at` and `scheduled_at` are evidence. `cells` are all that the documents show;
    `drift`, by document, how they differ from the rules: told as the vintage is judged, and not kept with it.
    """

    id: str
    release: Release
    available_at: datetime
    first_seen_at: datetime
    documents: tuple[DocumentVersion, ...]
    cells: tuple[Cell, ...]
    blanks: tuple[Blank, ...] = ()
    stamped_at: datetime | None = None
    scheduled_at: datetime | None = None
    drift: Mapping[str, tuple[Drift, ...]] = field(default_factory=dict)

    @property
    def is_early(self) -> bool:
        """Whether it was seen before the release was due."""
        return self.scheduled_at is not None and self.first_seen_at < self.scheduled_at

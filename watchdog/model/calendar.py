"""What the agencies' release calendars say, each on its own, and the one schedule that they give together."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watchdog.model.cell import Address
from watchdog.model.layout import Layout
from watchdog.model.period import Period
from watchdog.model.release import Release

OWN = "rules"
"""The name under which the rulebook's own dates appear among the calendars."""


class Listed(StrEnum):
    """How a calendar lists a release: with a date, or in one of the ways of not giving one."""

    DATED = "dated"
    SUSPENDED = "suspended"
    POSTPONED = "postponed"  # to a day that is still to be announced
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLine:
    """One release in a calendar. `period` is None where the calendar names no reference month; `at` of a release that
    is not dated is the moment that it used to have, if the calendar still says; `said` are the words in place of a
    date, where they are not one of the usual ones.
    """

    at: datetime | None
    period: Period | None
    address: Address
    listed: Listed = Listed.DATED
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReading:
    """The lines of one calendar document that are about one program; `notes` say which ones were left out, and why."""

    source: str
    document: str
    sha256: str
    lines: tuple[CalendarLine, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A calendar document of the rulebook. Only a calendar of the agency itself can move a date; `polled` ones are
    asked for unless config.yaml names others.
    """

    layout: Layout
    agency: bool
    polled: bool

    @property
    def name(self) -> str:
        """Its short name, also that of its document."""
        return self.layout.document


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one calendar says of one release."""

    calendar: str
    listed: Listed
    at: datetime | None
    address: Address | None = None
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A release as all calendars together have it. `moments` are all that the calendars in force state, the earliest
    first; `opinions` are what every calendar says, those in force first.
    """

    release: Release
    listed: Listed
    moments: tuple[datetime, ...]
    opinions: tuple[Opinion, ...]
    note: str = ""

    @property
    def at(self) -> datetime | None:
        """The moment after which it is late: the last one stated; None while it has no date."""
        return self.moments[-1] if self.listed is Listed.DATED and self.moments else None

    @property
    def opens_at(self) -> datetime | None:
        """The first moment at which it may be public; None where no calendar in force states one."""
        return self.moments[0] if self.moments else None

    @property
    def is_disputed(self) -> bool:
        """Whether any calendar says something else than another."""
        return len({(opinion.listed, opinion.at) for opinion in self.opinions}) > 1


class State(StrEnum):
    """Where a planned release stands."""

    SCHEDULED = "scheduled"
    ARRIVED = "arrived"
    LATE = "late"
    UNDECIDED = "undecided"  # not there, but the calendar that dates it cannot be read
    POSTPONED = "postponed"
    SUSPENDED = "suspended"
    PARTIAL = "partial"
    UNREADABLE = "unreadable"
    CANCELLED = "cancelled"

    @property
    def is_overdue(self) -> bool:
        """Whether its moment passed and we cannot show it."""
        return self in (State.LATE, State.UNREADABLE)

    @property
    def is_here(self) -> bool:
        """Whether any of it was published."""
        return self in (State.ARRIVED, State.PARTIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of a planned release, since when and why; `moved_from` is the first date that it had, if it has
    another now; `early` says that it was seen before its moment.
    """

    planned: Planned
    state: State
    since: datetime
    why: str
    moved_from: datetime | None = None
    early: bool = False

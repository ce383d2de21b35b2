"""What people are told: an alert with its items and text, and one delivery for each target that it must reach."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watchdog.model.finding import Contribution, Figure, Finding, Reason
from watchdog.model.release import Release


class AlertType(StrEnum):
    """The `type` of a webhook, and what mail filters see."""

    DIGEST = "watchdog.digest"
    OPENED = "watchdog.alert.opened"
    UPDATED = "watchdog.alert.updated"
    RESOLVED = "watchdog.alert.resolved"
    RETRACTED = "watchdog.alert.retracted"
    CORRECTED = "watchdog.alert.corrected"


class Cause(StrEnum):
    """Why a finding that is news has no item of its own."""

    SILENCED = "silenced"
    WITHIN = "within"
    OVER_BUDGET = "over_budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What kept a finding from an item of its own: the silence with the id `by`, the finding with the key `by` that is
    told with it, or the budget; `why` in words.
    """

    cause: Cause
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding, why we speak of it, and the event id that makes saying it twice harmless.

    `corrects` quotes the earlier message (its alert id and sentence) that this one takes back or amends. `guests`
    are (rule, kind) of each finding that says the same move, and whose sentence this one carries.
    """

    finding: Finding
    reason: Reason
    event_id: str
    first_seen_at: datetime
    corrects: tuple[str, str] | None = None
    withheld: Withheld | None = None
    guests: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What the checks found in the release as a whole. `not_stated` are the documents not at hand, whose identities
    were therefore not stated.
    """

    passed: int
    warned: int
    failed: int
    undecided: int
    undecided_reasons: tuple[str, ...] = ()
    not_stated: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many identity instances were stated."""
        return self.passed + self.warned + self.failed + self.undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A cause table: the parts add up to `total` (label, figure text) exactly, remainder included."""

    title: str
    unit: str
    total: Contribution
    rows: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The text of an alert before any format: what an 8:30 reader wants, in order. Empty parts are left out.
    `published` is the day of the vintage that all figures are of.
    """

    headline: str
    published: str = ""
    facts: tuple[str, ...] = ()
    unusual: tuple[str, ...] = ()
    causes: tuple[Table, ...] = ()
    quality: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message, whatever the channel. `id` derives from its type, release, vintage and event ids.

    `thread` is stable over all messages about one release or claim; `replies_to` is the alert id it follows.
    `chart` is a PNG with the alternative text `chart_alt`. `withheld` are findings that have no item of their own.
    """

    id: str
    type: AlertType
    release: Release
    vintage: str
    created_at: datetime
    items: tuple[Told, ...]
    brief: Brief
    thread: str
    replies_to: str | None = None
    chart: bytes | None = None
    chart_alt: str = ""
    withheld: tuple[Told, ...] = ()


class DeliveryState(StrEnum):
    """Where a delivery stands; pending and leased ones will be tried again."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The bytes for one target of one channel, rendered once: every attempt sends the same `body` under one `id`."""

    id: str
    alert_id: str
    channel: str
    target: str
    body: bytes
    created_at: datetime
    due_at: datetime
    attempts: int = 0
    state: DeliveryState = DeliveryState.PENDING
    last_error: str = ""
    sent_at: datetime | None = None

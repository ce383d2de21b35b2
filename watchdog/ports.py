"""The shapes that a source, parser, rule kind, channel or clock must have; each at most three methods.

Ours are listed in `plugins.py`. A test's fake enters through one of these and nowhere else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from watchdog.errors import SourceError
from watchdog.model.alert import Alert, Delivery
from watchdog.model.calendar import CalendarReading
from watchdog.model.claim import Claim
from watchdog.model.document import Capture, Reading
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Situation
from watchdog.model.layout import Layout
from watchdog.model.retest import Retest
from watchdog.model.rule import Rule


class Clock(Protocol):
    """Where `now` comes from; everything below the composition root takes it as an argument."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server told us to send back so that it may answer 'not modified', and the hash that we hold."""

    sha256: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The source holds the same document as we do."""

    document: str


class Source(Protocol):
    """Where documents come from."""

    @property
    def name(self) -> str:
        """The source's name in the rulebook ('census')."""
        ...

    def fetch(self, known: Mapping[str, Validators], now: datetime) -> Iterator[Capture | Unchanged | SourceError]:
        """Try each document once, in order; a failed one is yielded as its error and never stops the others.

        `known` maps a document's short name to what we hold of it.
        """
        ...


Parser = Callable[[Capture, Layout], Reading]
"""Reads one document; raises NotUnderstood with the place rather than return something wrong."""

CalendarParser = Callable[[Capture, Layout], CalendarReading]
"""Reads one release calendar, in the same way."""


def _none(_: object) -> tuple[str, ...]:
    return ()


def _no_columns(_: object) -> tuple[tuple[str, str], ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKind:
    """A kind of statistical rule: its parameters (a frozen dataclass read from YAML) and a pure judgement.

    `judge` returns what the rule finds; an UNDECIDED finding, not an empty answer, where it cannot tell. A kind that
    makes claims has `retest`, which tests one of them in a later vintage; one that judges first prints or revisions
    `needs_revisions` of its `series`, one that compares them between documents names the columns (series and document)
    in `first_prints`, one that judges press texts their documents in `texts`. The parameters in `tables` are lists that
    may stand in a CSV beside the rules, by its name. `thresholds` names, of given parameters, those of which a larger
    value gives fewer alerts.
    """

    parameters: type
    judge: Callable[[Rule, Situation], Sequence[Finding]]
    retest: Callable[[Claim, Rule, Situation], Retest] | None = None
    thresholds: Callable[[Any], tuple[str, ...]] = _none
    first_prints: Callable[[Any], tuple[tuple[str, str], ...]] = _no_columns
    needs_revisions: bool = False
    texts: Callable[[Any], tuple[str, ...]] = _none
    tables: tuple[str, ...] = ()


class Channel(Protocol):
    """A way to tell people. Rendering is pure; sending is one attempt at one target."""

    def targets(self) -> tuple[str, ...]:
        """Whom it reaches: one mailbox or endpoint each, told apart in the delivery's id. No secret in it."""
        ...

    def render(self, alert: Alert, target: str) -> bytes:
        """The bytes to send, the same for every attempt."""
        ...

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Deliver once; DeliveryFailed says whether trying again can help."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelKind:
    """A kind of channel: its settings (a frozen dataclass read from config.yaml), how one is made from its name, and
    the waits after each failed attempt, after the last of which a delivery is given up.
    """

    settings: type
    make: Callable[..., Channel]
    waits: Sequence[timedelta]

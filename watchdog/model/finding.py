"""The outcome of one rule on one subject and period, and the reason why people are told of it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from watchdog.model.cell import Address, Provenance
from watchdog.model.claim import Claim
from watchdog.model.period import Period
from watchdog.model.release import Release

NOT_STATED = "not_stated"
"""The kind of an undecided finding of a rule for which no release ever brought a document: said once, in one line."""


class Verdict(StrEnum):
    """Four answers; 'could not tell' is one of them."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    WARN = "warn"
    FAIL = "fail"
    UNDECIDED = "undecided"


class Severity(StrEnum):
    """How loudly to tell; ordered info < warning < critical by `rank`."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0, 1 or 2."""
        return ("info", "warning", "critical").index(self.value)


class Reason(StrEnum):
    """Why we speak, of a finding, now."""

    NEW = "new"
    WORSE = "worse"
    REVISED = "revised"
    CONFIRMED = "confirmed"
    RESOLVED = "resolved"
    RETRACTED = "retracted"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its error: `error` bounds |printed - true| in `unit`; `text` is how to print it.
    `weakest` is the least exact of the figures that it was computed from.
    """

    name: str
    label: str
    value: Decimal
    error: Decimal
    unit: str
    provenance: Provenance
    text: str
    weakest: Provenance = Provenance.EXACT
    evidence: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One line of a cause table, in the total's unit and sign; `depth` 1 is a part of the line of depth 0 above it;
    a remainder is what the lines of its depth leave over.
    """

    label: str
    value: Decimal
    error: Decimal
    provenance: Provenance
    weakest: Provenance = Provenance.EXACT
    depth: int = 0
    is_remainder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found. `observed`, `expected`, `difference` and `limit` are in `unit`; None where they mean nothing.

    `message` is one true sentence. `key` (rule, subject, period) is stable over vintages.
    """

    rule: str
    kind: str
    verdict: Verdict
    severity: Severity
    release: Release
    vintage: str
    subject: str
    period: Period
    message: str
    known_as_of: datetime
    basis: str = ""
    provenance: Provenance = Provenance.EXACT
    observed: Decimal | None = None
    expected: Decimal | None = None
    difference: Decimal | None = None
    limit: Decimal | None = None
    unit: str = ""
    score: float | None = None
    evidence: tuple[Address, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    claim: Claim | None = None

    @property
    def key(self) -> str:
        """The same finding in the next vintage has the same key."""
        return f"{self.rule}:{self.subject}:{self.period}"

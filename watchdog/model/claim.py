"""What we printed of a series that a later vintage can make false ('smallest since June 2009'), and how it stands."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self

from watchdog.model.period import Period
from watchdog.model.release import Release

DEFICIT, SURPLUS = "deficit", "surplus"
"""In a noun they say with which sign a balance is told."""


class Side(StrEnum):
    """Which end of the distribution: 'high' is the largest value (for a balance, the smallest deficit)."""

    HIGH = "high"
    LOW = "low"


class Standing(StrEnum):
    """What the latest vintage says of a claim: `holds` is one that no later vintage has tested yet."""

    HOLDS = "holds"
    CONFIRMED = "confirmed"
    WEAKENED = "weakened"
    RETRACTED = "retracted"
    UNDECIDED = "undecided"


class Grade(StrEnum):
    """How firm a claim is, by its margin in usual revisions: from three on, from one on, less than one."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """What a later vintage said of a claim. Without figures, it could not tell."""

    __test__ = False  # not one of pytest's

    standing: Standing
    release: Release
    vintage: str
    known_as_of: datetime
    value: Decimal | None = None
    runner_up: Period | None = None
    runner_up_value: Decimal | None = None
    margin: Decimal | None = None
    robustness: float | None = None
    grade: Grade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """As it was made: `value` at `period` is beyond every later value than that of `since`; `since` None means: in the
    whole history. `tested` is what the latest vintage that was asked said of it, `standing` how it stands by that.

    `runner_up` is the closest period strictly between; `margin` its distance, `robustness` that distance in root mean
    square revisions of the series, where enough are known. `noun` names the extreme. Figures are in `unit`; all of one
    vintage, `vintage`, known at `known_as_of`, in a history from `history_start`. Of the kind `year_to_date`, `period`
    is the last month summed up, and `since` and `runner_up` are the same month a year earlier.
    """

    rule: str
    noun: str
    series: str
    period: Period
    side: Side
    value: Decimal
    since: Period | None
    since_value: Decimal | None
    runner_up: Period
    runner_up_value: Decimal
    margin: Decimal
    history_start: Period
    unit: str
    release: Release
    vintage: str
    known_as_of: datetime
    sentence: str
    standing: Standing = Standing.HOLDS
    kind: str = "extreme"
    robustness: float | None = None
    grade: Grade | None = None
    tested: Test | None = None

    @property
    def key(self) -> str:
        """The claim's stable name over vintages. A retracted claim and the one that replaces it differ in `since`, or
        in their side; both belong to one finding.
        """
        side = "" if self.kind == "extreme" else f":{self.side}"
        return f"{self.rule}:{self.series}:{self.period}:{self.since or 'all'}{side}"

    @property
    def subject(self) -> str:
        """What the sentence is about: a month, or the months from January through it."""
        return self.period.label if self.kind == "extreme" else f"January through {self.period.label}"

    @property
    def last_vintage(self) -> str:
        """The vintage that its standing is of."""
        return self.tested.vintage if self.tested else self.vintage

    @property
    def last_known_as_of(self) -> datetime:
        """When that vintage became available."""
        return self.tested.known_as_of if self.tested else self.known_as_of

    def after(self, test: Test) -> Self:
        """The same claim, as a later vintage found it; the words and figures in which it was made stay."""
        return replace(self, standing=test.standing, tested=test)

"""A superlative that we printed ('smallest since June 2009'), with all that is needed to test it again."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self

from watchdog.model.period import Period
from watchdog.model.release import Release


class Side(StrEnum):
    """Which end of the distribution: 'high' is the largest value (for a balance, the smallest deficit)."""

    HIGH = "high"
    LOW = "low"


class Standing(StrEnum):
    """What the latest vintage says of a claim."""

    HOLDS = "holds"
    RETRACTED = "retracted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`value` at `period` is beyond every later value than that of `since`; `since` None means: in the whole history.

    `runner_up` is the closest period strictly between; `margin` its distance. `noun` names the extreme.
    Figures are in `unit`; all of one vintage, `vintage`, known at `known_as_of`, in a history from `history_start`.
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

    @property
    def key(self) -> str:
        """The claim's stable name over vintages. A retracted claim and the weaker one that replaces it differ in
        `since`; both belong to the finding rule:series:period.
        """
        return f"{self.rule}:{self.series}:{self.period}:{self.since or 'all'}"

    def with_standing(self, standing: Standing) -> Self:
        """The same claim, with another standing."""
        return replace(self, standing=standing)

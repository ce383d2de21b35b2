"""What a series is: flow, item, partner, and the basis without which no two of its figures may be compared."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Self

from watchdog.model.unit import Unit


class Flow(StrEnum):
    """Which side of trade."""

    BALANCE = "balance"
    EXPORTS = "exports"
    IMPORTS = "imports"


class Accounting(StrEnum):
    """Whose definitions: balance of payments, or Census (customs) statistics."""

    BOP = "bop"
    CENSUS = "census"


class Adjustment(StrEnum):
    """Seasonally adjusted or not."""

    SA = "sa"
    NSA = "nsa"


class Price(StrEnum):
    """Current dollars or chained (volume) dollars."""

    CURRENT = "current"
    CHAINED = "chained"


@dataclass(frozen=True, slots=True)
class Basis:
    """The three choices that make two figures comparable; written 'bop/sa/current'."""

    accounting: Accounting
    adjustment: Adjustment
    price: Price = Price.CURRENT

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 'bop/sa/current' or 'census/nsa'; ValueError otherwise."""
        accounting, adjustment, *price = text.split("/")
        if len(price) > 1:
            raise ValueError(f"{text!r} is not a basis such as bop/sa/current")
        return cls(Accounting(accounting), Adjustment(adjustment), Price(price[0]) if price else Price.CURRENT)

    @property
    def in_words(self) -> str:
        """As people write it: 'seasonally adjusted, BOP basis, current dollars'."""
        words = {
            "bop": "BOP basis",
            "census": "Census basis",
            "sa": "seasonally adjusted",
            "nsa": "not seasonally adjusted",
            "current": "current dollars",
            "chained": "chained dollars",
        }
        return ", ".join(words[part] for part in (self.adjustment, self.accounting, self.price))

    def __str__(self) -> str:
        return f"{self.accounting}/{self.adjustment}/{self.price}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One statistic over time. `published_unit` is the rounding step, in `unit`s; `outlets` are the documents to
    prefer for detection, best first (an alias such as 'exh1' or 'fred'). A `signed` one may be below zero though it is
    of exports or imports: an adjustment, a residual. One with a `formula` is printed nowhere: it is computed from
    others, and `why` says what it is for.
    """

    key: str
    label: str
    flow: Flow
    item: str
    basis: Basis
    unit: Unit
    published_unit: Decimal = Decimal(1)
    partner: str = "world"
    outlets: tuple[str, ...] = ()
    signed: bool = False
    formula: str = ""
    why: str = ""

    @property
    def is_one_way(self) -> bool:
        """Whether it is counted in one direction only: its amounts are never below zero."""
        return self.flow is not Flow.BALANCE and not self.signed

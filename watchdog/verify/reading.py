"""What a figure in a text says: of which topic, which measure, of which months, against what, in which direction."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from watchdog.model.period import Period
from watchdog.verify.moments import Named
from watchdog.verify.quantities import Quantity


class Measure(StrEnum):
    """What of the topic a figure gives."""

    LEVEL = "level"
    CHANGE = "change"
    PERCENT = "percent"
    GROSS = "gross"
    NET = "net"
    DIRECTION = "direction"
    SINCE = "since"
    RECORD = "record"


class Aggregate(StrEnum):
    """Over which months."""

    MONTH = ""
    MEAN3 = "mean3"
    YTD = "ytd"
    QUARTER = "quarter"
    QTD = "qtd"
    SUM12 = "sum12"
    SPAN = "span"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Whose figure: `flow` as it is called ('deficit', 'exports'), `item` and `partner` by their words in the rulebook,
    `bases` what is said of them ('real', 'census'). '' is what the text leaves open.
    """

    flow: str = ""
    item: str = ""
    partner: str = ""
    bases: frozenset[str] = frozenset()

    @property
    def sign(self) -> int:
        """-1 where a larger figure is a smaller balance."""
        return -1 if self.flow == "deficit" else 1

    @property
    def side(self) -> str:
        """The flow as series have it."""
        return "balance" if self.flow in ("deficit", "surplus", "balance") else self.flow

    @property
    def is_bare(self) -> bool:
        """Whether it says neither of what nor with whom."""
        return not self.item and not self.partner


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to understand a figure. `lag` is how many months before `period` the other side of a comparison lies;
    `first` is where a span begins. `direction` is the sign that the words give the change, 0 where they give none.
    `prior` asks for what the release before had printed. `until` is the month that 'since' names, or 0 for a record.
    """

    topic: Topic
    measure: Measure
    period: Period
    aggregate: Aggregate = Aggregate.MONTH
    lag: int = 1
    first: Period | None = None
    direction: int = 0
    prior: bool = False
    since: Period | None = None
    since_year: bool = False
    years: int = 0
    largest: bool = False
    of_change: str = ""

    def about(self, topic: Topic) -> Self:
        """The same of another topic."""
        return replace(self, topic=topic)


class Sort(StrEnum):
    """What kind of statement a mention is."""

    AMOUNT = "amount"
    PERCENT = "percent"
    SUPERLATIVE = "superlative"
    DIRECTION = "direction"
    WEEKDAY = "weekday"
    DATE = "date"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One statement in the text, in the characters from `start` to `end` of the sentence numbered `sentence`.

    `readings` are what it can mean, the likeliest first; where the words do not settle which, it is not `settled`.
    `rivals` is true when the words themselves leave two readings equally good. `aside` says why it is none of this
    program's figures: 'other release' or another reason, with `remark`.

    `others` are readings that the words do not lead to, and that they do not exclude: they can raise a doubt. `guess`
    says why the readings can bear a figure out and not refute it. `move_at` is where the word for its move stands.
    `is_denied` says that the sentence says it is not so.
    """

    sort: Sort
    sentence: int
    start: int
    end: int
    readings: tuple[Reading, ...] = ()
    quantity: Quantity | None = None
    settled: bool = True
    rivals: bool = False
    others: tuple[Reading, ...] = ()
    guess: str = ""
    move_at: tuple[int, int] = (0, 0)
    aside: str = ""
    remark: str = ""
    is_base: bool = False
    named: Named | None = None
    of_release: bool = False
    is_denied: bool = False

"""The seven verdicts on a figure in a text, and what comes with each."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from watchdog.model.cell import Address
from watchdog.model.finding import Verdict as Severity
from watchdog.verify.reading import Mention


class Verdict(StrEnum):
    """What the release says of a figure."""

    RIGHT = "right"
    ROUNDING = "right-within-rounding"
    WRONG = "wrong"
    AMBIGUOUS = "ambiguous"
    OUTDATED = "outdated"
    OTHER = "other-release"
    UNCHECKED = "not-checkable"

    @property
    def counts_as(self) -> Severity:
        """As which of the four verdicts of every check it counts."""
        match self:
            case Verdict.WRONG:
                return Severity.FAIL
            case Verdict.AMBIGUOUS | Verdict.OUTDATED:
                return Severity.WARN
            case Verdict.UNCHECKED:
                return Severity.UNDECIDED
        return Severity.PASS


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One reading in words, with what it gives; `value` is '' where a figure is missing."""

    reading: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A mention with its verdict. `value` is the true figure in `unit`, signed as the text counts; `reason` one
    sentence; `today` what the latest vintage says where that differs. `options` are the readings of an ambiguous one.
    `is_level_right` is true of a wrong one where only the word that leads to it is wrong.
    """

    mention: Mention
    verdict: Verdict
    reason: str
    reading: str = ""
    value: Decimal | None = None
    unit: str = ""
    error: Decimal | None = None
    provenance: str = ""
    cells: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    today: str = ""
    options: tuple[Option, ...] = ()
    is_level_right: bool = False

"""An accounting identity as the rulebook states it: its two sides, where it is printed, and how exact it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from watchdog.model.finding import Severity
from watchdog.model.period import Period
from watchdog.model.row_keys import RowKeys


class IdentityClass(StrEnum):
    """What a residual may be: nothing, rounding, rounding once a printed residual is included, or anything (soft)."""

    EXACT = "exact"
    ROUNDING = "rounding"
    RESIDUAL = "residual"
    SOFT = "soft"


class Rows(StrEnum):
    """For which printed rows the identity is stated."""

    MONTHS = "months"
    YTD = "ytd"
    YEARS = "years"
    AS_PUBLISHED = "as_published"
    QUARTERS = "quarters"
    CHANGES = "changes"
    YTD_CHANGES = "ytd_changes"


class Age(StrEnum):
    """How old a period is: the release's own month, or of a year that was complete before it."""

    LATEST = "latest"
    EARLIER_YEARS = "earlier_years"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`left` = `right`, both formulas (see `watchdog.formulas`). Terms that name no outlet are those of `document`,
    in the measure and block that `rows` says. `only_months` restricts it to those months of the year (1 to 12), `only`
    to periods of that age, and `revised_in` to those that an annual revision has reached: it comes with the release for
    that month, for the year before. With `where_shown` it is stated only where the tables of all its terms show the
    periods that it needs, for one may go back further than another. Before the month `starts` it is undecided: what it
    sums may have been made up otherwise. `starts_for` gives the words of variables of which only that is said.

    With variables it is a family: one identity for each row that fits its left side, whose `family` is its name.
    `without` gives the words that a variable does not stand for, each with its reason. `paths` gives, for each document
    of the family, the series of its rows as the rules know them, by the key that spells out the path of the row.
    """

    name: str
    label: str
    why: str
    severity: Severity
    identity_class: IdentityClass
    left: str
    right: str
    document: str
    rows: tuple[Rows, ...]
    bridge: bool = False
    only_months: tuple[int, ...] = ()
    only: Age | None = None
    revised_in: int | None = None
    starts: Period | None = None
    starts_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    where_shown: bool = False
    family: str = ""
    without: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    paths: Mapping[str, RowKeys] = field(default_factory=dict, hash=False, repr=False)

    def is_older(self, period: Period) -> bool:
        """Whether the period begins before the month from which on the identity is known to hold."""
        return self.starts is not None and period.months[0] < self.starts

    def leaves_out(self, words: Mapping[str, str]) -> bool:
        """Whether a variable would stand for a word that it does not stand for here."""
        return any(word in self.without.get(name, ()) for name, word in words.items())

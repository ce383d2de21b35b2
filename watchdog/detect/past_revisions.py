"""What is usual of revisions: the root mean square of those that releases before this one made, of the same age where
enough of these are known, else of all ages.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from watchdog.model.period import Period
from watchdog.model.revisions import Revisions
from watchdog.model.unit import Unit
from watchdog.model.wording import amount

FEWEST_OF_AN_AGE = 24
"""Two years of releases."""


@dataclass(frozen=True, slots=True)
class Usual:
    """`size` in the series' unit, of `count` revisions; `age` in releases after a month's own, None where all count."""

    size: float
    count: int
    age: int | None

    def times(self, revision: Decimal) -> float | None:
        """So many usual ones; None where no revision at all is usual."""
        return abs(float(revision)) / self.size if self.size else None

    def words(self, unit: Unit) -> str:
        """What is usual, and of which it is the mean."""
        of = f"{self.count} earlier ones" + (f" {self.age} months after the month" if self.age else "")
        return f"the usual revision ({amount(Decimal(str(self.size)), unit)}, the root mean square of {of})"


def usual(known: Revisions, release: Period, month: Period, fewest: int) -> Usual | None:
    """With which a revision of `month` by `release` is compared; None where fewer than `fewest` are known.

    Of one age, months that stayed are revisions of nothing; of all ages only what moved counts, for most are closed.
    """
    age = release.ordinal - month.ordinal
    alike = [by for _, by in known.steps(release, age).get(age, ())]
    if len(alike) >= FEWEST_OF_AN_AGE:
        return Usual(_root_mean_square(alike), len(alike), age)
    every = known.moved_before(release)
    return Usual(_root_mean_square(every), len(every), None) if len(every) >= fewest else None


def _root_mean_square(amounts: Sequence[Decimal]) -> float:
    return math.sqrt(float(sum(each**2 for each in amounts)) / len(amounts))

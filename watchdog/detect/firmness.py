"""How firm a claim is: its margin in revisions of the usual size, the root mean square of those known so far.

A claim that a usual revision can undo is grade C; one that takes three of them, grade A. Too few revisions, no grade.
"""

import math
from dataclasses import dataclass
from decimal import Decimal

from watchdog.model.claim import Claim, Grade, Standing
from watchdog.model.knowledge import Situation

FEWEST_REVISIONS = 12
_GRADES = ((3.0, Grade.A), (1.0, Grade.B), (0.0, Grade.C))
_ORDER = tuple(Grade)


@dataclass(frozen=True, slots=True)
class Firmness:
    """`robustness` counts usual revisions; None, with no grade, where too few are known to say what is usual."""

    robustness: float | None = None
    grade: Grade | None = None


def firmness(margin: Decimal, series: str, situation: Situation, *, months: int = 1) -> Firmness:
    """Of a margin in the series' unit; that of a sum of `months` can move by as many revisions of one sign."""
    known = situation.revisions.get(series)
    if known is None or known.count < FEWEST_REVISIONS:
        return Firmness()
    usual = months * math.sqrt(float(known.squares) / known.count)
    robustness = round(float(margin) / usual, 2)
    return Firmness(robustness, next(grade for least, grade in _GRADES if robustness >= least))


def weaker(claim: Claim, margin: Decimal, now: Firmness, less: str) -> str:
    """In what a claim that holds is weaker than when it was made: `less` says it of a smaller margin."""
    if margin < claim.margin:
        return less
    return f", though its margin is graded {now.grade} now and was {claim.grade}: revisions have become larger"


def standing(claim: Claim, margin: Decimal, now: Firmness) -> Standing:
    """Of a claim that holds: weakened when its grade fell, or where none is known, its margin by more than half."""
    if claim.grade is not None and now.grade is not None:
        weaker = _ORDER.index(now.grade) > _ORDER.index(claim.grade)
    else:
        weaker = margin * 2 < claim.margin
    return Standing.WEAKENED if weaker else Standing.CONFIRMED

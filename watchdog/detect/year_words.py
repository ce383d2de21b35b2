"""What is said of a year so far: against the same months of the year before, in which vintage."""

from decimal import Decimal

from watchdog.detect.claim_words import as_called, is_none, size
from watchdog.model.claim import Claim, Side
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.series import Series
from watchdog.model.wording import day, number


def sentence(claim: Claim, situation: Situation) -> str:
    """How large both years are so far, and what the difference is worth."""
    series = situation.known.series[claim.series]
    other = f"the same months of {claim.period.year - 1}"
    grade = f" (grade {claim.grade}: {claim.robustness} usual revisions of that many months)" if claim.grade else ""
    return (
        f"{months(claim.period)}, the {claim.noun} was {side(claim)} than in {other}: "
        f"{_size(claim.value, claim.noun, series)} against {_size(claim.runner_up_value, claim.noun, series)}, "
        f"{change(claim.value, claim.runner_up_value)}{grade}, vintage of "
        f"{day(claim.known_as_of, situation.zone)}"
    )


def last_said(claim: Claim, situation: Situation) -> str:
    """The figures with which the claim held last."""
    test = claim.tested
    if test is None or test.value is None or test.runner_up is None or test.runner_up_value is None:
        value, rival, month, known = claim.value, claim.runner_up_value, claim.period, claim.known_as_of
    else:
        value, rival, month, known = test.value, test.runner_up_value, test.runner_up.shift(12), test.known_as_of
    return f"{change(value, rival)} {months(month)} in the vintage of {day(known, situation.zone)}"


def side(claim: Claim) -> str:
    """Which of the two years is meant."""
    return "larger" if claim.side is Side.HIGH else "smaller"


def months(last: Period) -> str:
    """The months summed up."""
    return f"in all of {last.year}" if last.position == 12 else f"from January through {last.label}"


def change(value: Decimal, before: Decimal) -> str:
    """In per cent, of two sums above zero; else there is none."""
    if before <= 0 or value <= 0:
        return "both below zero" if before < 0 and value < 0 else "across zero"
    return f"{number(100 * (value - before) / before, signed=True)} %"


def no_such(claim: Claim, situation: Situation) -> str:
    """Why nothing can be said of this year's deficit where it has a surplus so far; else nothing."""
    series = situation.known.series[claim.series]
    return is_none(as_called(claim.value, claim.noun), claim.noun, f"January through {claim.period.label}", series)


def _size(told: Decimal, noun: str, series: Series) -> str:
    """A claim on a year keeps the deficit as people speak of it, above zero."""
    return size(as_called(told, noun), noun, series)

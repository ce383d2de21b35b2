"""What is said of a year so far: against the same months of the year before, in which vintage."""

from decimal import Decimal

from watchdog.model.claim import Claim, Side
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.wording import amount, day, number


def sentence(claim: Claim, situation: Situation) -> str:
    """How large both years are so far, and what the difference is worth."""
    unit = situation.known.series[claim.series].unit
    other = f"the same months of {claim.period.year - 1}"
    grade = f" (grade {claim.grade}: {claim.robustness} usual revisions of that many months)" if claim.grade else ""
    return (
        f"{months(claim.period)}, the {claim.noun} was {side(claim)} than in {other}: "
        f"{amount(claim.value, unit)} against {amount(claim.runner_up_value, unit)}, "
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
    """In per cent, of two sums of one sign; else there is none."""
    if before <= 0 or value <= 0:
        return "across zero"
    return f"{number(100 * (value - before) / before, signed=True)} %"

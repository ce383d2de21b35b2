"""What is said of an extreme: sentences that are true by construction, for they state all that they rest on."""

from decimal import Decimal

from watchdog.model.claim import DEFICIT, SURPLUS, Claim
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.series import Series
from watchdog.model.wording import amount, day


def since_words(noun: str, since: Period | None, start: Period) -> str:
    """'the smallest deficit since June 2009'; without an earlier one, the whole history is named."""
    return f"the {noun} since {since.label}" if since else f"the {noun} in the published history, from {start.label}"


def describe(claim: Claim, situation: Situation) -> str:
    """The claim as a sentence that is true by construction: value, since, runner-up, margin, history."""
    verb = "is" if claim.period == situation.release.period else "was then"
    series = situation.known.series[claim.series]
    value = size(claim.value, claim.noun, series, _decimals(claim, series))
    return f"{claim.period.label}, at {value}, {verb} {claim.sentence}{grounds(claim, situation)}"


def grounds(claim: Claim, situation: Situation) -> str:
    """What a claim rests on, to follow its sentence."""
    series = situation.known.series[claim.series]
    decimals = _decimals(claim, series)
    since = "" if claim.since_value is None else f" ({size(claim.since_value, claim.noun, series, decimals)})"
    grade = f" (grade {claim.grade}: {claim.robustness} usual revisions)" if claim.grade else ""
    return (
        f"{since}; runner-up {claim.runner_up.label} at {size(claim.runner_up_value, claim.noun, series, decimals)}, "
        f"margin {amount(claim.margin, series.unit, decimals=2)}{grade}; in data published through "
        f"{day(claim.known_as_of, situation.zone)}, series from {claim.history_start.label}."
    )


def size(value: Decimal, noun: str, series: Series, decimals: int = 1) -> str:
    """A balance as what the noun calls it, deficit or surplus, and as the other where it is the other."""
    told = as_called(value, noun)
    if told >= 0 or (DEFICIT not in noun and SURPLUS not in noun):
        return amount(told, series.unit, decimals=decimals)
    return f"a {SURPLUS if DEFICIT in noun else DEFICIT} of {amount(-told, series.unit, decimals=decimals)}"


def _decimals(claim: Claim, series: Series) -> int:
    """As few as tell the value from those that differ from it, which would read like a tie."""
    others = {each for each in (claim.since_value, claim.runner_up_value) if each not in (None, claim.value)}
    shown = {count: amount(claim.value, series.unit, decimals=count) for count in (1, 2, 3)}
    told_apart = (
        count
        for count, value in shown.items()
        if all(value != amount(other, series.unit, decimals=count) for other in others if other is not None)
    )
    return next(told_apart, 3)


def as_called(value: Decimal, noun: str) -> Decimal:
    """A balance is below zero; the deficit that people speak of is above it."""
    return -value if DEFICIT in noun else value


def is_none(value: Decimal, noun: str, period: str, series: Series) -> str:
    """Why nothing can be claimed of a deficit where there is a surplus, or the other way round; else nothing."""
    called = DEFICIT if DEFICIT in noun else SURPLUS
    if called not in noun or as_called(value, noun) >= 0:
        return ""
    return f"{period} shows {size(value, noun, series)}, and so no {called}"

"""What is said of an extreme: sentences that are true by construction, for they state all that they rest on."""

from decimal import Decimal

from watchdog.model.claim import Claim
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.series import Flow, Series
from watchdog.model.wording import amount, day


def since_words(noun: str, since: Period | None, start: Period) -> str:
    """'the smallest deficit since June 2009'; without an earlier one, the whole history is named."""
    return f"the {noun} since {since.label}" if since else f"the {noun} in the published history, from {start.label}"


def describe(claim: Claim, situation: Situation) -> str:
    """The claim as a sentence that is true by construction: value, since, runner-up, margin, history."""
    verb = "is" if claim.period == situation.release.period else "was then"
    value = size(claim.value, situation.known.series[claim.series])
    return f"{claim.period.label}, at {value}, {verb} {claim.sentence}{grounds(claim, situation)}"


def grounds(claim: Claim, situation: Situation) -> str:
    """What a claim rests on, to follow its sentence."""
    series = situation.known.series[claim.series]
    since = f" ({size(claim.since_value, series)})" if claim.since_value is not None else ""
    grade = f" (grade {claim.grade}: {claim.robustness} usual revisions)" if claim.grade else ""
    return (
        f"{since}; runner-up {claim.runner_up.label} at {size(claim.runner_up_value, series)}, margin "
        f"{amount(claim.margin, series.unit, decimals=2)}{grade}; in data published through "
        f"{day(claim.known_as_of, situation.zone)}, series from {claim.history_start.label}."
    )


def size(value: Decimal, series: Series) -> str:
    """A balance is told as its deficit, the way people speak of it."""
    return amount(-value if series.flow is Flow.BALANCE else value, series.unit)

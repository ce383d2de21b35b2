"""Verdicts on what is said without an amount: superlatives, moves, weekdays and days."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from watchdog.formulas.evaluate import Missing
from watchdog.model.wording import day, number
from watchdog.verify.dating import Dating
from watchdog.verify.evidence import Answer
from watchdog.verify.extremes import Reach
from watchdog.verify.judge import Bench
from watchdog.verify.moments import full_date
from watchdog.verify.phrasing import dollars, in_words, value_in_words
from watchdog.verify.reading import Measure, Mention, Reading, Sort
from watchdog.verify.verdict import Judged, Verdict
from watchdog.verify.words import WEEKDAYS

_SCALES = {"thousand": 3, "million": 6, "billion": 9}


def judge_superlative(mention: Mention, bench: Bench) -> Judged:
    """Whether the month is what the text says it is the extreme of."""
    judged = [_superlative(reading, mention, bench) for reading in mention.readings]
    return next((each for each in judged if each.verdict in (Verdict.RIGHT, Verdict.OUTDATED)), judged[0])


def _superlative(reading: Reading, mention: Mention, bench: Bench) -> Judged:
    series = bench.index.find(reading.topic)
    words = in_words(reading, series)
    if series is None:
        reason = f"the rules have no series {bench.index.name(reading.topic)}"
        return Judged(mention=mention, verdict=Verdict.UNCHECKED, reading=words, reason=reason)
    then = _reach(reading, bench, bench.as_of)
    if isinstance(then, str):
        cells = (f"{series.key} {reading.period}",)
        return Judged(mention=mention, verdict=Verdict.UNCHECKED, reading=words, reason=then, cells=cells)
    if _is_out_of_sight(reading, then):
        told = f"the months of {series.key} before {then.start} are not at hand, and could hold one as extreme"
        cells = (f"{series.key} {reading.since}",)
        return Judged(mention=mention, verdict=Verdict.UNCHECKED, reading=words, reason=told, cells=cells)
    is_true = _is_true(reading, then)
    told = _told(then, series.unit.scale, reading)
    if is_true and _is_weaker(reading, then):
        told += ": more than the text says"
    percent = reading.of_change == "percent"
    value = then.value if percent else then.value.scaleb(_SCALES.get(series.unit.scale, 0))
    judged = Judged(
        mention=mention, verdict=Verdict.RIGHT if is_true else Verdict.WRONG, reading=words, reason=told, value=value,
        unit="percent" if percent else series.unit.of, provenance="exact",
        cells=(f"{series.key} {then.start} to {then.period}",),
        addresses=(then.address,) if then.address else (),
    )  # fmt: skip
    if not is_true:
        return _was_true(judged, reading, bench)
    now = _reach(reading, bench, bench.now)
    if isinstance(now, str) or _is_true(reading, now):
        return judged
    today = _told(now, series.unit.scale, reading)
    reason = f"right then: {told}; today: {today}"
    return replace(judged, verdict=Verdict.OUTDATED, reason=reason, today=today)


def judge_direction(mention: Mention, bench: Bench) -> Judged:
    """Whether it went the way that the words say."""
    first = mention.readings[0]
    outcomes = [(reading, _moved(reading, bench, bench.as_of)) for reading in mention.readings]
    words = in_words(first, bench.index.find(first.topic))
    for reading, by in outcomes:
        if isinstance(by, Missing):
            continue
        if by.value * reading.direction > 0 and abs(by.value) > by.error:
            verdict = Verdict.ROUNDING if by.crosses else Verdict.RIGHT
            told = value_in_words(by.value, reading)
            judged = Judged(
                mention=mention, verdict=verdict, reading=in_words(reading, bench.index.find(reading.topic)),
                reason=f"it changed by {told}", value=by.value, unit="USD", error=by.error,
                provenance=by.weakest.value, cells=by.cells, addresses=by.addresses,
            )  # fmt: skip
            return _still_moved(judged, reading, bench)
    missing = next((by.reason for _, by in outcomes if isinstance(by, Missing)), "")
    by = outcomes[0][1]
    if isinstance(by, Missing) or missing or by.crosses or abs(by.value) <= by.error:
        reason = missing or "its levels are of different releases, or too close to tell"
        return Judged(mention=mention, verdict=Verdict.UNCHECKED, reading=words, reason=reason)
    told = value_in_words(by.value, first)
    return Judged(
        mention=mention, verdict=Verdict.WRONG, reading=words, reason=f"it changed by {told}", value=by.value,
        unit="USD", error=by.error, provenance=by.weakest.value, cells=by.cells, addresses=by.addresses,
    )  # fmt: skip


def judge_day(mention: Mention, dating: Dating) -> Judged:
    """Whether the release came out on the day that the text says."""
    is_weekday = mention.sort is Sort.WEEKDAY
    if is_weekday and mention.named is not None and (written := full_date(mention.named)):
        is_it = int(mention.remark) == written.weekday()
        reason = f"{written} is a {WEEKDAYS[written.weekday()].title()}"
        return Judged(
            mention=mention, verdict=Verdict.RIGHT if is_it else Verdict.WRONG, reading="the weekday of a date",
            reason=reason, cells=("the calendar",), provenance="exact",
        )  # fmt: skip
    if not is_weekday and dating.release is not None and mention.named is not None and full_date(mention.named):
        out = dating.release.available_at.astimezone(dating.zone).date()
        if full_date(mention.named) == out:
            mention = replace(mention, of_release=True)
    if not mention.of_release or dating.release is None:
        what = "a weekday" if is_weekday else "a date"
        reason = f"{what} that is not said of the release"
        return Judged(mention=mention, verdict=Verdict.UNCHECKED, reason=reason)
    out = dating.release.available_at.astimezone(dating.zone)
    told = f"the release of {dating.release.period.label} came out on {WEEKDAYS[out.weekday()].title()}, "
    told += day(dating.release.available_at, dating.zone)
    is_true = int(mention.remark) == out.weekday() if is_weekday else _is_day(mention, out)
    verdict = Verdict.RIGHT if is_true else Verdict.WRONG if is_weekday else Verdict.UNCHECKED
    cells = (f"release {dating.release.period} {dating.release.available_at:%Y-%m-%dT%H:%MZ}",)
    provenance = "exact"
    return Judged(
        mention=mention, verdict=verdict, reading="when the release came out", reason=told, cells=cells,
        provenance=provenance,
    )  # fmt: skip


def _is_day(mention: Mention, out: datetime) -> bool:
    named = mention.named
    if named is None:
        return False
    return date(named.year or out.year, out.month, out.day) == out.date() and (named.month, named.day) == (
        out.month,
        out.day,
    )


def _reach(reading: Reading, bench: Bench, moment: datetime) -> Reach | str:
    series = bench.index.find(reading.topic)
    if series is None:
        return "no such series"
    return bench.reach(reading, series, moment)


def _is_true(reading: Reading, found: Reach) -> bool:
    if reading.measure is Measure.RECORD:
        return found.since is None
    since = found.since or found.start.shift(-1)
    if reading.years:
        return found.period.ordinal - since.ordinal >= 12 * reading.years
    if reading.since is None or reading.since >= found.period:
        return False
    return since.year <= reading.since.year if reading.since_year else since <= reading.since


def _is_out_of_sight(reading: Reading, found: Reach) -> bool:
    """Whether what the text names lies before all that is kept."""
    if found.since is not None or reading.measure is Measure.RECORD:
        return False
    since = reading.since or found.period.shift(-12 * reading.years)
    return since < found.start


def _is_weaker(reading: Reading, found: Reach) -> bool:
    """Whether the text could have said more: 'since 2012' where it is since 2009."""
    if reading.measure is Measure.RECORD or reading.years or reading.since is None:
        return False
    since = found.since or found.start.shift(-1)
    return since.year < reading.since.year if reading.since_year else since < reading.since


def _told(found: Reach, scale: str, reading: Reading) -> str:
    def shown(value: Decimal) -> str:
        if reading.of_change == "percent":
            return f"{number(value, signed=True)} %"
        return dollars(value.scaleb(_SCALES.get(scale, 0)), signed=bool(reading.of_change))

    here = f"{found.period.label} is {shown(found.value)}"
    if found.since is None or found.since_value is None:
        return f"{here}, and no month from {found.start.label} on was as extreme"
    return f"{here}; {found.since.label} ({shown(found.since_value)}) was the last as extreme"


def _was_true(judged: Judged, reading: Reading, bench: Bench) -> Judged:
    for moment in bench.moments_before():
        found = _reach(reading, bench, moment)
        if isinstance(found, Reach) and _is_true(reading, found):
            reason = f"right in the vintage of {day(moment, bench.zone)}; when this was written: {judged.reason}"
            return replace(judged, verdict=Verdict.OUTDATED, reason=reason)
    return judged


def _moved(reading: Reading, bench: Bench, moment: datetime) -> Answer | Missing:
    series = bench.index.find(reading.topic)
    if series is None:
        return Missing(f"the rules have no series {bench.index.name(reading.topic)}")
    return bench.answer(reading, series, moment)


def _still_moved(judged: Judged, reading: Reading, bench: Bench) -> Judged:
    now = _moved(reading, bench, bench.now)
    if isinstance(now, Missing) or now.crosses or now.value * reading.direction > 0:
        return judged
    told = value_in_words(now.value, reading)
    return replace(judged, verdict=Verdict.OUTDATED, reason=f"right then; today it changed by {told}", today=told)

"""From the readings of a figure to its verdict, by the vintages that were public before, then, and today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from watchdog.formulas.evaluate import Missing
from watchdog.model.knowledge import Knowledge
from watchdog.model.series import Series
from watchdog.model.wording import day
from watchdog.verify.archive import Archive
from watchdog.verify.evidence import Answer, answer, level
from watchdog.verify.extremes import Reach, reach
from watchdog.verify.fit import Fit, Grade, fit
from watchdog.verify.held import Held, judged_of, options_of, value_of
from watchdog.verify.phrasing import in_words, subject_of, value_in_words
from watchdog.verify.quantities import Quantity
from watchdog.verify.reading import Aggregate, Measure, Mention, Reading
from watchdog.verify.series_index import SeriesIndex
from watchdog.verify.verdict import Judged, Verdict

_MOST_VINTAGES_BACK = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What verdicts are made of: the archive, when the text was written, and the moment that 'today' is."""

    archive: Archive
    index: SeriesIndex
    as_of: datetime
    now: datetime
    zone: ZoneInfo
    answers: dict[tuple[Reading, datetime], Answer | Missing] = field(default_factory=dict)
    reaches: dict[tuple[Reading, datetime], Reach | str] = field(default_factory=dict)

    def answer(self, reading: Reading, series: Series, as_of: datetime) -> Answer | Missing:
        """What the reading gives by what was public then; a text says many things more than once."""
        plain = replace(reading, direction=0)
        if (plain, as_of) not in self.answers:
            self.answers[plain, as_of] = answer(plain, series, self.known(series, as_of))
        return self.answers[plain, as_of]

    def reach(self, reading: Reading, series: Series, as_of: datetime) -> Reach | str:
        """How far back the reading's month is the extreme of its series, by what was public then; searched for once."""
        plain = replace(reading, measure=Measure.SINCE, since=None, since_year=False, years=0, direction=0)
        if (plain, as_of) not in self.reaches:
            self.reaches[plain, as_of] = _reach(plain, series, self.known(series, as_of))
        return self.reaches[plain, as_of]

    def known(self, series: Series, as_of: datetime | None = None) -> Knowledge:
        """The series as it was public then."""
        return self.archive.known(as_of or self.as_of, series.key)

    def moments_before(self) -> Iterator[datetime]:
        """When the vintages before the newest one were public, that one first."""
        earlier = [each.available_at for each in self.archive.vintages if each.available_at <= self.as_of]
        yield from list(reversed(earlier))[1 : 1 + _MOST_VINTAGES_BACK]


def _reach(reading: Reading, series: Series, known: Knowledge) -> Reach | str:
    if reading.period not in known.history(series.key).known:
        return f"{series.key} is not at hand for {reading.period}"
    high, sign = reading.largest, reading.topic.sign
    return reach(series.key, reading.period, known, high=high, sign=sign, of_change=reading.of_change)


def judge_quantity(mention: Mention, bench: Bench) -> Judged:
    """The verdict on an amount or a percentage."""
    quantity = mention.quantity
    if quantity is None:
        raise AssertionError("an amount has its quantity")
    held = [hold(reading, quantity, bench, mention) for reading in mention.readings]
    if mention.rivals:
        return _rivals(mention, held, quantity, bench)
    good = next((each for each in held if each.is_good), None)
    if good is not None:
        judged, first = _good(mention, good, quantity, bench), held[0]
        if isinstance(first.found, Missing) and first.reading.aggregate and not good.reading.aggregate:
            told = f"{judged.reason}, if monthly; {in_words(first.reading, first.series)}: {first.found.reason}"
            return replace(judged, reason=told)
        return judged
    if found := _on_another_basis(mention, held[0], quantity, bench):
        return found
    if found := _otherwise(mention, held[0], quantity, bench):
        return found
    if mention.guess:
        told = f"{in_words(held[0].reading, held[0].series)}: {value_of(held[0], quantity)}"
        return judged_of(mention, held[0])(verdict=Verdict.UNCHECKED, reason=f"{mention.guess}. {told}")
    return _bad(mention, held, quantity, bench)


def hold(reading: Reading, quantity: Quantity, bench: Bench, mention: Mention, as_of: datetime | None = None) -> Held:
    """One reading against what was public at a moment."""
    series = bench.index.find(reading.topic)
    if series is None:
        missing = Missing(f"the rules have no series {bench.index.name(reading.topic)}")
        return Held(reading=reading, series=None, found=missing, fit=None)
    moment: datetime | None = as_of or bench.as_of
    if reading.prior:
        moment = next(bench.moments_before(), None)
    if moment is None:
        return Held(reading=reading, series=series, found=Missing("no release before it is at hand"), fit=None)
    known = bench.known(series, moment)
    found = bench.answer(reading, series, moment)
    if isinstance(found, Missing):
        return Held(reading=reading, series=series, found=found, fit=None)
    compared = fit(quantity, reading, found)
    if not compared.is_good and _is_own_arithmetic(reading, series, known, quantity):
        compared = Fit(Grade.BY_ROUNDING, "it is computed from rounded figures")
    turned = _turned(reading, series, bench, moment, mention) if compared.is_good else ""
    return Held(reading=reading, series=series, found=found, fit=compared, turned=turned)


def _turned(reading: Reading, series: Series, bench: Bench, moment: datetime, mention: Mention) -> str:
    """For a level that the words lead up or down to: that it moved the other way."""
    if reading.measure is not Measure.LEVEL or not reading.direction:
        return ""
    moved = replace(reading, period=reading.period.shift(reading.lag)) if mention.is_base else reading
    by = bench.answer(replace(moved, measure=Measure.CHANGE), series, moment)
    if isinstance(by, Missing) or by.crosses or abs(by.value) <= by.error or by.value * reading.direction > 0:
        return ""
    told = value_in_words(by.value, replace(reading, measure=Measure.CHANGE))
    return f"the words say {'up' if reading.direction > 0 else 'down'}, and it changed by {told}"


def _is_own_arithmetic(reading: Reading, series: Series, known: Knowledge, quantity: Quantity) -> bool:
    """Whether the writer computed it from figures rounded as the text has them."""
    if reading.measure not in (Measure.CHANGE, Measure.PERCENT) or reading.aggregate is not Aggregate.MONTH:
        return False
    if quantity.hedge or quantity.high is not None:
        return False
    step = quantity.step if reading.measure is Measure.CHANGE else Decimal(10) ** 8
    now, before = (level(replace(reading, period=month), series, known) for month in (
        reading.period, reading.period.shift(-reading.lag)))  # fmt: skip
    if isinstance(now, Missing) or isinstance(before, Missing):
        return False
    to, base = (each.value.quantize(step, rounding=ROUND_HALF_UP) for each in (now, before))
    if reading.measure is Measure.CHANGE:
        return abs(to - base) == quantity.value and (to - base) * (reading.direction or (to - base)) >= 0
    if not base:
        return False
    own = 100 * (to - base) / abs(base)
    return abs(abs(own) - quantity.value) <= quantity.step / 2 and own * (reading.direction or own) >= 0


def _rivals(mention: Mention, held: Sequence[Held], quantity: Quantity, bench: Bench) -> Judged:
    """Readings that the words leave equally good: told apart only where all agree on the figure."""
    good = [each for each in held if each.is_good]
    if len(good) == len(held):
        return _good(mention, good[0], quantity, bench)
    options, told = options_of(held, quantity)
    first = good[0] if good else next((each for each in held if isinstance(each.found, Answer)), held[0])
    common = judged_of(mention, first)
    if good:
        return common(verdict=Verdict.AMBIGUOUS, reason=f"the words leave it open: {told}", options=options)
    missing = next((each.found.reason for each in held if isinstance(each.found, Missing)), "")
    if missing:
        return common(verdict=Verdict.UNCHECKED, reason=f"{missing}; {told}", options=options)
    return common(verdict=Verdict.WRONG, reason=f"by no reading: {told}", options=options)


def _good(mention: Mention, held: Held, quantity: Quantity, bench: Bench) -> Judged:
    found, compared = held.found, held.fit
    if not isinstance(found, Answer) or compared is None:
        raise AssertionError("a reading that is good has an answer")
    exact = compared.grade is Grade.FITS
    reason = f"{value_in_words(found.value, held.reading, step=quantity.step)}"
    if not exact:
        plus = value_in_words(found.error, replace(held.reading, measure=Measure.LEVEL), step=quantity.step)
        if held.reading.measure is Measure.PERCENT:
            plus = f"{found.error:.2f} points"
        reason += f", known to ±{plus}"
    if compared.allowance:
        reason += f"; allowed: {compared.allowance}"
    if found.crosses:
        reason += "; its two levels are of different releases: consistent, not verified"
    verdict = Verdict.RIGHT if exact else Verdict.ROUNDING
    judged = judged_of(mention, held)(verdict=verdict, reason=reason)
    return _today(judged, held, quantity, bench, mention)


def _today(judged: Judged, held: Held, quantity: Quantity, bench: Bench, mention: Mention) -> Judged:
    """The same by the latest vintage: a figure that was revised is told; one whose sign turned is outdated."""
    now = hold(held.reading, quantity, bench, mention, bench.now)
    if now.is_good or not isinstance(now.found, Answer) or now.fit is None or now.found.crosses:
        return judged
    told = value_in_words(now.found.value, held.reading, step=quantity.step)
    if now.fit.grade is Grade.OTHER_SIGN or now.turned or _turns(held, now):
        reason = f"right then ({judged.reason}); today it is {told}: the other way"
        return replace(judged, verdict=Verdict.OUTDATED, reason=reason, today=told)
    return replace(judged, today=told)


def _turns(then: Held, now: Held) -> bool:
    if then.reading.measure not in (Measure.CHANGE, Measure.PERCENT):
        return False
    if not isinstance(then.found, Answer) or not isinstance(now.found, Answer):
        return False
    return then.found.value * now.found.value < 0


def _on_another_basis(mention: Mention, first: Held, quantity: Quantity, bench: Bench) -> Judged | None:
    """A figure that is right on a basis which the text does not name: that is ambiguous, not wrong."""
    topic = first.reading.topic
    if topic.bases or not (topic.partner or topic.item == "goods"):
        return None
    other = replace(topic, bases=frozenset({"nsa"} if topic.partner else {"census"}))
    held = hold(first.reading.about(other), quantity, bench, mention)
    if not held.is_good:
        return None
    both = (first, held)
    options, told = options_of(both, quantity)
    reason = f"right on a basis that the text does not name: {told}"
    return judged_of(mention, held)(verdict=Verdict.AMBIGUOUS, reason=reason, options=options)


def _otherwise(mention: Mention, first: Held, quantity: Quantity, bench: Bench) -> Judged | None:
    """A figure that is right of something else that was spoken of, where nothing ties it to what it is read as."""
    held = (hold(reading, quantity, bench, mention) for reading in mention.others)
    other = next((each for each in held if each.is_good), None)
    if other is None or first.turned:
        return None
    options, told = options_of((other, first), quantity)
    reason = f"the words do not say clearly of what it is: {told}"
    return judged_of(mention, other)(verdict=Verdict.AMBIGUOUS, reason=reason, options=options)


def _bad(mention: Mention, held: Sequence[Held], quantity: Quantity, bench: Bench) -> Judged:
    first = held[0]
    if isinstance(first.found, Missing):
        return _unkept(mention, held, first.found, quantity)
    if not first.refutes:
        reason = "its levels are of different releases, and do not bear it out"
        return judged_of(mention, first)(verdict=Verdict.UNCHECKED, reason=reason)
    missing = next((each for each in held if isinstance(each.found, Missing)), None)
    if not mention.settled and missing is not None and isinstance(missing.found, Missing):
        told = f"{in_words(first.reading, first.series)}: {value_of(first, quantity)}; {missing.found.reason}"
        return judged_of(mention, first)(verdict=Verdict.UNCHECKED, reason=f"which one is not said. {told}")
    truth = value_of(first, quantity)
    turned = next((each for each in held if each.turned), None)
    if turned is not None:
        words = f"{value_of(turned, quantity)} is right, but {turned.turned}"
        return judged_of(mention, turned)(verdict=Verdict.WRONG, reason=words, is_level_right=True)
    if earlier := next(filter(None, (_earlier(each.reading, quantity, bench, mention) for each in held)), ""):
        reason = f"right in the vintage of {earlier}, {truth} in the one that was public when this was written"
        return judged_of(mention, first)(verdict=Verdict.OUTDATED, reason=reason)
    return judged_of(mention, first)(verdict=Verdict.WRONG, reason=_refutation(first, truth))


def _unkept(mention: Mention, held: Sequence[Held], missing: Missing, quantity: Quantity) -> Judged:
    """A figure of months that are not kept; where it may be of the one month after all, that one is told."""
    first = held[0]
    single = next((each for each in held if each.refutes and each.reading.aggregate is Aggregate.MONTH), None)
    if single is None or not first.reading.aggregate:
        return judged_of(mention, first)(verdict=Verdict.UNCHECKED, reason=missing.reason)
    options, _ = options_of((first, single), quantity)
    reason = (
        f"{in_words(first.reading, first.series)}: {missing.reason}; if monthly, it is {value_of(single, quantity)}"
    )
    return judged_of(mention, first)(verdict=Verdict.AMBIGUOUS, reason=reason, options=options)


def _refutation(held: Held, truth: str) -> str:
    subject = subject_of(held.reading.topic, held.series)
    if held.fit is not None and held.fit.grade is Grade.OTHER_SIGN:
        return f"the size is right, and the direction is not: {subject} changed by {truth}"
    allowed = f" (allowed: {held.fit.allowance})" if held.fit and held.fit.allowance else ""
    return f"it is {truth}{allowed}"


def _earlier(reading: Reading, quantity: Quantity, bench: Bench, mention: Mention) -> str:
    """The day of the latest earlier vintage by which the figure was right; '' where there is none."""
    for moment in bench.moments_before():
        if hold(reading, quantity, bench, mention, moment).is_good:
            return day(moment, bench.zone)
    return ""

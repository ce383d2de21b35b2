"""Computes what a reading says from the figures that were public at a moment, or names the one that is missing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
from watchdog.model.cell import Address, Provenance
from watchdog.model.knowledge import Knowledge
from watchdog.model.period import Period
from watchdog.model.series import Series
from watchdog.verify.reading import Aggregate, Measure, Reading

_SCALES = {"thousand": 3, "million": 6, "billion": 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the release says: `value` in dollars or per cent, in the direction in which the text counts; `error` bounds
    what rounding of its figures hides. `crosses` says that its figures are of different releases. `cells` name the
    figures it rests on, `addresses` where they stand.
    """

    value: Decimal
    error: Decimal
    is_printed: bool
    weakest: Provenance
    cells: tuple[str, ...]
    addresses: tuple[Address, ...]
    crosses: bool = False
    words: str = ""


def answer(reading: Reading, series: Series, known: Knowledge) -> Answer | Missing:
    """The reading's figure."""
    formula = _formula(reading, series)
    power = 0 if reading.measure is Measure.PERCENT else _SCALES.get(series.unit.scale, 0)
    found = _evaluated(reading, formula, known)
    if isinstance(found, Missing):
        return _across_releases(reading, series, known) or found
    return Answer(
        value=found.value.scaleb(power),
        error=found.error.scaleb(power),
        is_printed=found.provenance is not Provenance.DERIVED,
        weakest=found.weakest,
        cells=tuple(_cells(reading, series)),
        addresses=found.evidence,
        words=formula,
    )


def level(reading: Reading, series: Series, known: Knowledge) -> Answer | Missing:
    """The level that a change of this reading leads to."""
    return answer(replace(reading, measure=Measure.LEVEL), series, known)


def _evaluated(reading: Reading, formula: str, known: Knowledge) -> Bounded | Missing:
    if reading.measure in (Measure.GROSS, Measure.NET):
        return _summed(reading, formula, known)
    return evaluate(parse(formula), reading.period, known)


def _summed(reading: Reading, formula: str, known: Knowledge) -> Bounded | Missing:
    """The changes of a span added up, with or without their signs."""
    months = _months(reading)
    parts: list[Bounded] = []
    for month in months:
        part = evaluate(parse(formula), month, known)
        if isinstance(part, Missing):
            return part
        parts.append(part)
    sized: Callable[[Decimal], Decimal] = abs if reading.measure is Measure.GROSS else lambda value: value
    return replace(
        parts[0],
        value=sum((sized(part.value) for part in parts), Decimal(0)),
        error=sum((part.error for part in parts), Decimal(0)),
        provenance=Provenance.DERIVED,
        evidence=tuple(dict.fromkeys(address for part in parts for address in part.evidence)),
    )


def _formula(reading: Reading, series: Series) -> str:
    base = f"-{series.key}" if reading.topic.sign < 0 else series.key
    whole = _aggregated(reading, base)
    if reading.aggregate is Aggregate.QTD:
        return _of_quarter(reading, base, whole)
    lag = reading.lag
    match reading.measure:
        case Measure.CHANGE | Measure.DIRECTION:
            return _difference(whole, lag)
        case Measure.PERCENT:
            if lag in (1, 12):
                return f"pct({whole})" if lag == 1 else f"yoy_pct({whole})"
            return f"share({_difference(whole, lag)}, lag({whole}, {lag}))"
        case Measure.GROSS | Measure.NET:
            return f"diff({base})"
    return whole


def _aggregated(reading: Reading, base: str) -> str:
    match reading.aggregate:
        case Aggregate.MEAN3:
            return f"mean({base}, 3)"
        case Aggregate.YTD:
            return f"ytd({base})"
        case Aggregate.QUARTER:
            return f"3 * mean({base}, 3)"
        case Aggregate.QTD:
            return _mean(base, _months_of_quarter(reading))
        case Aggregate.SUM12:
            return f"12 * mean({base}, 12)"
        case Aggregate.SPAN if reading.measure is Measure.LEVEL:
            months = len(_months(reading))
            return f"{months} * mean({base}, {months})"
    return base


def _of_quarter(reading: Reading, base: str, whole: str) -> str:
    """The monthly mean so far, or how far it is from that of the quarter before."""
    before = f"lag(mean({base}, 3), {_months_of_quarter(reading)})"
    match reading.measure:
        case Measure.CHANGE | Measure.DIRECTION:
            return f"{whole} - {before}"
        case Measure.PERCENT:
            return f"share({whole} - {before}, {before})"
    return whole


def _months_of_quarter(reading: Reading) -> int:
    return (reading.period.position - 1) % 3 + 1


def _mean(base: str, months: int) -> str:
    return base if months == 1 else f"mean({base}, {months})"


def _difference(whole: str, lag: int) -> str:
    if lag == 1:
        return f"diff({whole})"
    return f"yoy({whole})" if lag == 12 else f"{whole} - lag({whole}, {lag})"


def _months(reading: Reading) -> list[Period]:
    first = reading.first or reading.period
    return [first.shift(step) for step in range(max(1, min(24, reading.period.ordinal - first.ordinal + 1)))]


def _across_releases(reading: Reading, series: Series, known: Knowledge) -> Answer | None:
    """A change between levels of two releases: it can bear a figure out, and never refute one."""
    if reading.measure not in (Measure.CHANGE, Measure.PERCENT, Measure.DIRECTION) or reading.aggregate:
        return None
    now, before = known.best(series.key, reading.period), known.best(series.key, reading.period.shift(-reading.lag))
    if now is None or before is None:
        return None
    sign = reading.topic.sign
    change_by = sign * (now.cell.value - before.cell.value)
    error = now.cell.rounding + before.cell.rounding
    power = _SCALES.get(series.unit.scale, 0)
    if reading.measure is Measure.PERCENT:
        if not before.cell.value:
            return None
        size = abs(before.cell.value)
        change_by, error, power = 100 * change_by / size, 100 * error * (1 + abs(change_by) / size) / size, 0
    return Answer(
        value=change_by.scaleb(power),
        error=error.scaleb(power),
        is_printed=False,
        weakest=max((now.cell.provenance, before.cell.provenance), key=list(Provenance).index),
        cells=tuple(_cells(reading, series)),
        addresses=tuple(each.cell.address for each in (now, before) if each.cell.address),
        crosses=True,
        words=f"{series.key} {reading.period} less {reading.period.shift(-reading.lag)}, of two releases",
    )


def _cells(reading: Reading, series: Series) -> list[str]:
    """The figures of the release that the reading rests on, as series and month."""
    ends = [reading.period]
    if reading.measure in (Measure.CHANGE, Measure.PERCENT, Measure.DIRECTION):
        ends.append(reading.period.shift(-reading.lag))
    if reading.aggregate is Aggregate.SPAN:
        ends = _months(reading)
    suffix = f" {reading.aggregate}" if reading.aggregate not in (Aggregate.MONTH, Aggregate.SPAN) else ""
    return [f"{series.key}{suffix} {end}" for end in ends]

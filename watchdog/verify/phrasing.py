"""Readings and values in words, as a person would say them."""

from decimal import Decimal

from watchdog.model.period import MONTH_NAMES, Period
from watchdog.model.series import Series
from watchdog.model.wording import number
from watchdog.verify.reading import Aggregate, Measure, Reading, Topic

_AGGREGATES = {
    Aggregate.MEAN3: "three-month average of {}",
    Aggregate.YTD: "year to date of {}",
    Aggregate.QUARTER: "quarter of {}",
    Aggregate.QTD: "monthly mean in the quarter to date of {}",
    Aggregate.SUM12: "twelve months of {}",
}


def in_words(reading: Reading, series: Series | None) -> str:
    """The reading, as a phrase."""
    subject = subject_of(reading.topic, series)
    whole = _AGGREGATES.get(reading.aggregate, "{}").format(subject)
    when = reading.period.label
    if reading.aggregate is Aggregate.SPAN and reading.first:
        when = f"{month(reading.first)} to {reading.period.label}"
    elif reading.aggregate:
        when = f"through {when}"
    against = f"against {reading.period.shift(-reading.lag).label}"
    kind = "largest" if reading.largest else "smallest"
    match reading.measure:
        case Measure.LEVEL:
            return f"{whole}, {when}" + (", as the release before printed it" if reading.prior else "")
        case Measure.CHANGE:
            return f"change of {whole}, {when} {against}"
        case Measure.PERCENT:
            return f"per cent change of {whole}, {when} {against}"
        case Measure.DIRECTION:
            return f"whether {whole} went {'up' if reading.direction > 0 else 'down'}, {when} {against}"
        case Measure.GROSS:
            return f"changes of {subject}, {when}, added up without their signs (gross)"
        case Measure.NET:
            return f"changes of {subject}, {when}, added up with their signs (net)"
    moved = "change of " if reading.of_change else ""
    return f"since when {moved}{subject} was last as {'large' if kind == 'largest' else 'small'} as in {when}"


def subject_of(topic: Topic, series: Series | None) -> str:
    """Whose figure it is, and on which basis where that matters."""
    if series is None:
        parts = (topic.flow or "exports or imports", topic.item.split("|")[0].rsplit(".", 1)[-1].replace("_", " "))
        return " ".join(part for part in (*parts, topic.partner.replace("_", " ")) if part)
    label = series.label[:1].lower() + series.label[1:]
    if series.flow.value == "balance":
        noun = topic.flow if topic.flow in ("deficit", "surplus") else "balance"
        label = label.replace("balance of trade", f"{noun} of trade" if noun == "balance" else noun, 1)
    return label


def month(period: Period) -> str:
    """A month without its year."""
    return MONTH_NAMES[period.position - 1]


def value_in_words(value: Decimal, reading: Reading, *, step: Decimal | None = None) -> str:
    """'$56.8 billion', '+$27.6 billion', '-3.6 %', with at least one decimal and as many as the text has."""
    signed = reading.measure not in (Measure.LEVEL, Measure.GROSS)
    if reading.measure is Measure.PERCENT:
        decimals = max(1, -int(step.adjusted())) if step is not None and step < 1 else 1
        return f"{number(value, decimals=decimals, signed=True)} %"
    return dollars(value, signed=signed, step=step)


def dollars(value: Decimal, *, signed: bool = False, step: Decimal | None = None) -> str:
    """An amount in billions; small ones in millions."""
    for power, name in ((9, "billion"), (6, "million")):
        if abs(value) >= Decimal(1).scaleb(power) / 10 or power == 6:
            finest = power - step.adjusted() if step is not None else 1
            shown = number(value.scaleb(-power), decimals=min(3, max(1, finest)), signed=signed)
            sign = shown[0] if shown[0] in "+-" else ""
            return f"{sign}${shown.removeprefix(sign)} {name}"
    return str(value)

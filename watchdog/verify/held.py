"""A reading held against the release, and the beginnings of a verdict on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from watchdog.formulas.evaluate import Missing
from watchdog.model.series import Series
from watchdog.verify.evidence import Answer
from watchdog.verify.fit import Fit
from watchdog.verify.phrasing import in_words, value_in_words
from watchdog.verify.quantities import Quantity
from watchdog.verify.reading import Measure, Mention, Reading
from watchdog.verify.verdict import Judged, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One reading, held against the release: `found` is what it gives, `fit` how the text's figure compares."""

    reading: Reading
    series: Series | None
    found: Answer | Missing
    fit: Fit | None
    turned: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the text's figure is this one, with the direction that the words give it."""
        return self.fit is not None and self.fit.is_good and not self.turned

    @property
    def refutes(self) -> bool:
        """Whether it shows the figure to be another one; levels of two releases cannot."""
        return isinstance(self.found, Answer) and not self.found.crosses and not self.is_good


def value_of(held: Held, quantity: Quantity) -> str:
    """The true figure in words, or why there is none."""
    if isinstance(held.found, Missing):
        return held.found.reason
    return value_in_words(held.found.value, held.reading, step=quantity.step)


def judged_of(mention: Mention, held: Held) -> partial[Judged]:
    """A verdict on this reading, its reason still to be said."""
    reading = in_words(held.reading, held.series)
    if isinstance(held.found, Missing):
        return partial(Judged, mention=mention, reading=reading, cells=_missing_cells(held))
    return partial(
        Judged,
        mention=mention,
        reading=reading,
        value=held.found.value,
        error=held.found.error,
        unit="percent" if held.reading.measure is Measure.PERCENT else held.series.unit.of if held.series else "",
        provenance=held.found.weakest.value,
        cells=held.found.cells,
        addresses=held.found.addresses,
    )


def _missing_cells(held: Held) -> tuple[str, ...]:
    return (f"{held.series.key} {held.reading.period}",) if held.series else ()


def options_of(held: Sequence[Held], quantity: Quantity) -> tuple[tuple[Option, ...], str]:
    """The readings with what each gives, and the same in one line."""
    options = tuple(Option(reading=in_words(e.reading, e.series), value=value_of(e, quantity)) for e in held)
    return options, "; ".join(f"{option.reading}: {option.value}" for option in options)

"""Whether a written figure is the computed one, by the digits that are written; and what a hedge allows."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from watchdog.verify.evidence import Answer
from watchdog.verify.quantities import Quantity
from watchdog.verify.reading import Measure, Reading


class Grade(StrEnum):
    """How a figure fits."""

    FITS = "fits"
    BY_ROUNDING = "by rounding"
    OTHER_SIGN = "other sign"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Fit:
    """The grade, and what was allowed and why, in words; '' where nothing needs saying."""

    grade: Grade
    allowance: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the figure stands."""
        return self.grade in (Grade.FITS, Grade.BY_ROUNDING)


def fit(quantity: Quantity, reading: Reading, found: Answer) -> Fit:
    """Compare the figure with what the release gives."""
    value = found.value
    if reading.measure is Measure.LEVEL:
        written = quantity.value * (quantity.signed or 1)
        if reading.topic.flow == "balance" and not quantity.signed:
            value = abs(value)
        return _sized(written, value, quantity, found)
    size = _sized(quantity.value, abs(value), quantity, found)
    if size.is_good and reading.direction and value * reading.direction < 0 and abs(value) >= quantity.step / 2:
        return Fit(Grade.OTHER_SIGN)
    return size


def _sized(written: Decimal, value: Decimal, quantity: Quantity, found: Answer) -> Fit:
    low, high, words = _bounds(written, quantity)
    if low <= value <= high:
        loose = not found.is_printed and found.error > quantity.step / 2 and not quantity.hedge
        if found.crosses or loose:
            return Fit(Grade.BY_ROUNDING, words)
        return Fit(Grade.FITS, words)
    if low - found.error <= value <= high + found.error:
        return Fit(Grade.BY_ROUNDING, words)
    return Fit(Grade.DIFFERS, words)


def _bounds(written: Decimal, quantity: Quantity) -> tuple[Decimal, Decimal, str]:
    """Within what the true figure has to lie. A hedge counts in places of the last digit that is no trailing zero."""
    half, place = quantity.step / 2, quantity.place
    if quantity.high is not None:
        return written - half, quantity.high + half, "between the two ends of the range"
    match quantity.hedge:
        case "under":
            return written - max(place / 2, half), written, "below it by at most half of its last place"
        case "over":
            return written, written + place, "above it by at most one of its last place"
        case "below":
            return written - place, written, "below it by at most one of its last place"
        case "about":
            return written - place / 2, written + place / 2, "half of its last place either way"
    return written - half, written + half, ""

"""What may have gone wrong with one figure: slips of the pen whose undoing gives a value that the statements allow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

# A slip that chance would offer more often than once in so many times says nothing.
COINCIDENCE = 5
# The periods beside it, its neighbours on the sheet, and the release before.
_BESIDE = 7


class Slip(IntEnum):
    """What went wrong, the most telling first."""

    SWAP = 0
    EXCHANGE = 1
    SIGN = 2
    FACTOR = 3
    COPY = 4
    TYPO = 5
    ROUNDING = 6
    UNKNOWN = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A slip, and the count that undoes it, None where it is lost; `one_in`: chance alone offers as much once in so
    many times.
    """

    slip: Slip
    words: str
    count: int | None
    one_in: int


def diagnoses(printed: int, least: int, most: int, copies: Sequence[str] = ()) -> tuple[Diagnosis, ...]:
    """The slips that explain `printed` where the statements allow `least` to `most`, the most telling first; `copies`
    name what beside it, or before it, says the same.
    """
    width, around = most - least + 1, 2 * 10 ** len(str(abs(printed)))
    found: list[Diagnosis] = []
    for slip, undone in _SLIPS.items():
        tried = dict(undone(printed))
        allowed = [count for count in tried if least <= count <= most]
        one_in = around // (max(len(tried), 1) * width)
        if allowed and (one_in >= COINCIDENCE):
            count = min(allowed, key=lambda count: abs(2 * count - least - most))
            found.append(Diagnosis(slip=slip, words=tried[count], count=count, one_in=one_in))
    found += _times(printed, least, most, around)
    one_in = around // (2 * _BESIDE)
    if copies and one_in >= COINCIDENCE and not least <= printed <= most:
        found.append(Diagnosis(slip=Slip.COPY, words=f"repeats {copies[0]}", count=None, one_in=one_in))
    nearest = least if printed < least else most
    if 0 < abs(printed - nearest) <= 2:
        found.append(Diagnosis(slip=Slip.ROUNDING, words="one or two units off", count=nearest, one_in=1))
    return tuple(sorted(found, key=lambda each: (each.slip, each.one_in < 100)))


def _swapped(printed: int) -> Iterator[tuple[int, str]]:
    digits = str(abs(printed))
    for place in range(len(digits) - 1):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        if swapped != digits and swapped[0] != "0":
            yield _signed(swapped, printed), "two digits swapped"


def _turned(printed: int) -> Iterator[tuple[int, str]]:
    if printed:
        yield -printed, "the sign turned"


def _mistyped(printed: int) -> Iterator[tuple[int, str]]:
    """All numbers one digit away, the sign kept: another digit, one more, one less."""
    digits = str(abs(printed))
    for place in range(len(digits) + 1):
        before, after = digits[:place], digits[place:]
        for digit in "0123456789":
            yield _signed(before + digit + after, printed), "a digit left out"
            if after and digit != after[0]:
                yield _signed(before + digit + after[1:], printed), "one digit wrong"
        if after and len(digits) > 1:
            yield _signed(before + after[1:], printed), "a digit too many"


def _times(printed: int, least: int, most: int, around: int) -> Iterator[Diagnosis]:
    """Factors of ten; what was divided was rounded, so that its value is known to half the factor."""
    width = most - least + 1
    for factor in (1000, 100, 10) if printed else ():
        low, high = max(least, printed * factor - factor // 2), min(most, printed * factor + factor // 2)
        for words, count, one_in in (
            ("times too large", printed // factor, around // (3 * width)),
            ("times too small", min(max(printed * factor, low), high), around * factor // (3 * (width + factor))),
        ):
            is_it = printed % factor == 0 if words == "times too large" else low <= high
            if is_it and least <= count <= most and one_in >= COINCIDENCE:
                yield Diagnosis(slip=Slip.FACTOR, words=f"{factor:,} {words}", count=count, one_in=one_in)


def _signed(digits: str, like: int) -> int:
    return -int(digits) if like < 0 else int(digits)


_SLIPS = {Slip.SWAP: _swapped, Slip.SIGN: _turned, Slip.TYPO: _mistyped}

"""Finds amounts of dollars and percentages among tokens, with the step of the last digit that is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from watchdog.verify.currencies import is_foreign
from watchdog.verify.tokens import Kind, Token
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import NUMBERS, SCALES, SHORT_SCALES

_PERCENT = ("%", "percent", "percentage", "pct", "pc")
_THINGS = words_in(
    "barrel people job ton tonne unit bushel share worker american household vehicle car gallon user customer"
    " mile ounce euro pound yen yuan peso metric tonnes million"
)
_LONGEST = 18


class Sort(StrEnum):
    """What a quantity counts."""

    AMOUNT = "amount"
    PERCENT = "percent"
    POINTS = "percentage points"
    FOREIGN = "another unit"
    CURRENCY = "another currency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """`value` in dollars or per cent; `step` is that of its last written digit, `place` that of its last digit that is
    no trailing zero of a whole number. `high` is the other end of a range. `hedge` says on which side of it the truth
    may lie.
    """

    sort: Sort
    value: Decimal
    step: Decimal
    place: Decimal
    high: Decimal | None = None
    hedge: str = ""
    signed: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity, in the tokens from `start` up to `end`."""

    quantity: Quantity
    start: int
    end: int


def quantity_at(tokens: Sequence[Token], start: int, declared: int | None) -> Found | None:
    """The quantity that begins at this token; `declared` is the power of ten that the sentence or paragraph gives for
    figures in parentheses ('in billions of dollars').
    """
    at, sign, dollars = _prefix(tokens, start)
    number = _number(tokens, at)
    if number is None:
        return None
    value, decimals, end = number
    found = _with_unit(tokens, at, end, value, decimals, dollars=dollars, declared=declared)
    if found is None:
        return None
    ranged = _range(tokens, replace(found, start=start), dollars=dollars)
    if found.quantity.sort in (Sort.AMOUNT, Sort.FOREIGN) and is_foreign(tokens, start, ranged.end):
        return Found(replace(ranged.quantity, sort=Sort.CURRENCY, signed=sign), start, ranged.end)
    return Found(replace(ranged.quantity, signed=sign), start, ranged.end)


def declared_scale(tokens: Sequence[Token]) -> int | None:
    """The power of ten of 'in billions of dollars', None where nothing is declared."""
    keys = [token.key for token in tokens]
    for place, key in enumerate(keys[:-2]):
        if key == "in" and keys[place + 1] in SCALES and keys[place + 2] in ("of", "dollar", "$", "us"):
            return SCALES[keys[place + 1]]
    return None


def _prefix(tokens: Sequence[Token], start: int) -> tuple[int, int, bool]:
    at, sign, dollars = start, 0, False
    if _key(tokens, at) in ("-", "+") and _touches(tokens, at):
        sign = -1 if tokens[at].key == "-" else 1
        at += 1
    if _key(tokens, at) in ("us", "usd", "u") and _key(tokens, at + 1) in ("$", *"0123456789"):
        at, dollars = at + 1, True
    if _key(tokens, at) == "$":
        at, dollars = at + 1, True
        if _key(tokens, at) == "-" and not sign:
            at, sign = at + 1, -1
    return at, sign, dollars


def _number(tokens: Sequence[Token], at: int) -> tuple[Decimal, int, int] | None:
    """Its value, its decimals, and where it ends."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind is Kind.NUMBER:
        digits = token.key.replace(",", "")
        if len(digits) > _LONGEST:
            return None
        _, _, fraction = digits.partition(".")
        return Decimal(digits), len(fraction), at + 1
    return _number_in_words(tokens, at) if token.key in NUMBERS and _key(tokens, at - 1) != "point" else None


def _number_in_words(tokens: Sequence[Token], at: int) -> tuple[Decimal, int, int] | None:
    """'five', 'fifty-six', 'fifty-six point eight', where a unit follows."""
    value, end = NUMBERS[tokens[at].key], at + 1
    if value >= 20 and 0 < NUMBERS.get(_key(tokens, end), 0) < 10:
        value, end = value + NUMBERS[tokens[end].key], end + 1
    digits = ""
    if _key(tokens, end) == "point":
        end += 1
        while NUMBERS.get(_key(tokens, end), 10) < 10:
            digits, end = digits + str(NUMBERS[tokens[end].key]), end + 1
    if _key(tokens, end) not in (*SCALES, *_PERCENT, "per", "-"):
        return None
    return Decimal(f"{value}.{digits}" if digits else value), len(digits), end


def _with_unit(
    tokens: Sequence[Token], at: int, end: int, value: Decimal, decimals: int, *, dollars: bool, declared: int | None
) -> Found | None:
    key = _key(tokens, end)
    if not dollars and (width := _percent_width(tokens, end)):
        points = "point" in (_key(tokens, end + width), _key(tokens, end + 1))
        sort = Sort.POINTS if points else Sort.PERCENT
        return Found(_quantity(sort, value, decimals, 0), at, end + width + points)
    if key in SCALES and (dollars or key not in SHORT_SCALES) and _is_scale(tokens, end):
        return _scaled(tokens, at, end + 1, value, decimals, SCALES[key], dollars=dollars)
    if declared is not None and (dollars or _is_enclosed(tokens, at, end)):
        return Found(_quantity(Sort.AMOUNT, value, decimals, declared), at, end)
    if dollars:
        return Found(_quantity(Sort.AMOUNT, value, decimals, 0), at, end)
    return None


def _scaled(
    tokens: Sequence[Token], at: int, end: int, value: Decimal, decimals: int, power: int, *, dollars: bool
) -> Found:
    following = _key(tokens, end)
    if following in ("dollar", "usd"):
        return Found(_quantity(Sort.AMOUNT, value, decimals, power), at, end + 1)
    if following in ("us", "u") and _key(tokens, end + 1) == "dollar":
        return Found(_quantity(Sort.AMOUNT, value, decimals, power), at, end + 2)
    thing = not dollars and following in _THINGS
    return Found(_quantity(Sort.FOREIGN if thing else Sort.AMOUNT, value, decimals, power), at, end)


def _is_scale(tokens: Sequence[Token], at: int) -> bool:
    """A single letter is a scale where it touches its number."""
    return tokens[at].key not in SHORT_SCALES or tokens[at - 1].end == tokens[at].start


def _percent_width(tokens: Sequence[Token], at: int) -> int:
    if _key(tokens, at) in _PERCENT:
        return 1
    return 2 if (_key(tokens, at), _key(tokens, at + 1)) == ("per", "cent") else 0


def _is_enclosed(tokens: Sequence[Token], at: int, end: int) -> bool:
    return _key(tokens, at - 1) == "(" and _key(tokens, end) in (")", ",", ";")


def _quantity(sort: Sort, value: Decimal, decimals: int, power: int) -> Quantity:
    step = Decimal(1).scaleb(power - decimals)
    zeros = len(str(int(value))) - len(str(int(value)).rstrip("0")) if value and not decimals else 0
    return Quantity(sort=sort, value=value.scaleb(power), step=step, place=step.scaleb(zeros))


def _range(tokens: Sequence[Token], found: Found, *, dollars: bool) -> Found:
    """'$6 to $7 billion': the first takes the scale of the second."""
    if found.quantity.sort is not Sort.AMOUNT or not dollars:
        return found
    if found.quantity.step >= 1000:
        return _between(tokens, found)
    if _key(tokens, found.end) not in ("to", "-", "and"):
        return found
    other = quantity_at(tokens, found.end + 1, None)
    if other is None or other.quantity.step < 1000 or other.quantity.high is not None:
        return found
    scale = other.quantity.step / found.quantity.step
    low = found.quantity.value * (scale if found.quantity.step == 1 else other.quantity.step * 10)
    if not 0 < low < other.quantity.value:
        return found
    return Found(replace(other.quantity, value=low, high=other.quantity.value), found.start, other.end)


def _between(tokens: Sequence[Token], found: Found) -> Found:
    """'between $50 billion and $60 billion'."""
    if _key(tokens, found.start - 1) != "between" or _key(tokens, found.end) != "and":
        return found
    other = quantity_at(tokens, found.end + 1, None)
    if other is None or other.quantity.sort is not Sort.AMOUNT or other.quantity.value <= found.quantity.value:
        return found
    return Found(replace(other.quantity, value=found.quantity.value, high=other.quantity.value), found.start, other.end)


def _touches(tokens: Sequence[Token], at: int) -> bool:
    if at + 1 >= len(tokens) or tokens[at].end != tokens[at + 1].start:
        return False
    return at == 0 or tokens[at - 1].end < tokens[at].start or tokens[at - 1].key in ("(", "~", "=")


def _key(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].key if 0 <= at < len(tokens) else ""

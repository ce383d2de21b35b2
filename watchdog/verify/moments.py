"""Months, quarters, years, days and weekdays as texts name them, before anybody says which year is meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from watchdog.verify.tokens import Kind, Token
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import MONTHS, NUMBERS, ORDINALS, WEEKDAYS

_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_A_YEAR = words_in(
    "in of since from than for through during all by until to and year - over at full the whole entire calendar"
)
_NO_DAY = words_in("% percent percentage pct per billion million trillion bn")
_SEPARATORS = frozenset({"through", "to", "-", "and", "\u2014"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A month, quarter or year as written; `year` is 0 where none is. `first` is the month from which a span runs to
    this one ('between October and November': 10), `day` that of a date.
    """

    month: int = 0
    quarter: int = 0
    year: int = 0
    day: int = 0
    first: int = 0
    is_ytd: bool = False
    is_sum: bool = False

    @property
    def is_date(self) -> bool:
        """Whether it is a day."""
        return self.day > 0


@dataclass(frozen=True, slots=True)
class Place:
    """What is named in the tokens from `start` up to `end`."""

    named: Named
    start: int
    end: int


def moment_at(tokens: Sequence[Token], at: int) -> Place | None:
    """The month, quarter, year or day that begins at this token."""
    token = tokens[at]
    if token.kind is Kind.WORD:
        if token.key in MONTHS and _is_month(tokens, at):
            return _month(tokens, at)
        return _first_months(tokens, at) or _quarter(tokens, at)
    if token.kind is Kind.NUMBER:
        return _day_first(tokens, at) or _iso(tokens, at) or _year(tokens, at)
    return None


def weekday_at(tokens: Sequence[Token], at: int) -> int | None:
    """0 for Monday to 6 for Sunday."""
    token = tokens[at]
    name = token.written.lower().removesuffix("'s")
    return WEEKDAYS.index(name) if token.is_capitalised and name in WEEKDAYS else None


def full_date(named: Named) -> date | None:
    """The day, where year, month and day are all written and there is such a day."""
    if not (named.day and named.month and named.year):
        return None
    try:
        return date(named.year, named.month, named.day)
    except ValueError:
        return None


def _is_month(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if not token.is_capitalised:
        return False
    if token.key in ("may", "march", "mar", "sun", "sat", "dec", "jan") and at == 0:
        return _year_in(tokens, at + 1) > 0 or tokens[at].is_possessive or token.key in ("dec", "jan")
    return True


def _month(tokens: Sequence[Token], at: int, *, alone: bool = False) -> Place:
    month, start, end = MONTHS[tokens[at].key], at, at + 1
    end += _key(tokens, end) == "." and len(tokens[at].key) <= 4
    day = _day_in(tokens, end)
    if day:
        end += 1
        end += _key(tokens, end) in ("st", "nd", "rd", "th")
        after_comma = end + (_key(tokens, end) == ",")
        year = _year_in(tokens, after_comma)
        return Place(Named(month=month, day=day, year=year), start, after_comma + 1 if year else end)
    after_of = end + (_key(tokens, end) in (",", "of"))
    year = _year_in(tokens, after_of)
    end = after_of + 1 if year else end
    span = None if alone else _span(tokens, start, end, month, year)
    return span or Place(Named(month=month, year=year), start, end)


def _span(tokens: Sequence[Token], start: int, end: int, month: int, year: int) -> Place | None:
    """'October and November', 'January through November 2025', 'Jan-Nov'."""
    separator = _key(tokens, end)
    if separator not in _SEPARATORS or end + 1 >= len(tokens):
        return None
    if tokens[end + 1].kind is not Kind.WORD or tokens[end + 1].key not in MONTHS or not tokens[end + 1].is_capitalised:
        return None
    other = _month(tokens, end + 1, alone=True)
    if other.named.day:
        return None
    before = _key(tokens, start - 1)
    if (separator == "to" and before == "from") or (separator == "and" and before not in ("between", "in", "for")):
        return None  # 'from October to November' is a change; 'November and October' elsewhere are two months
    last = other.named
    ytd = month == 1 and separator != "and" and year in (0, last.year)
    named = Named(month=last.month, year=last.year or year, first=month, is_ytd=ytd, is_sum=not ytd)
    return Place(named, start, other.end)


def _first_months(tokens: Sequence[Token], at: int) -> Place | None:
    """'the first eleven months of 2025', 'the first 10 months'."""
    if tokens[at].key != "first" or _key(tokens, at + 2) != "month":
        return None
    word = _key(tokens, at + 1)
    count = int(word) if word.isdigit() and len(word) < 3 else NUMBERS.get(word, 0)
    if not 1 <= count <= 12:
        return None
    end = at + 3
    year = _year_in(tokens, end + 1) if _key(tokens, end) in ("of", "in") else 0
    return Place(Named(month=count, year=year, is_ytd=True), at, end + 2 if year else end)


def _quarter(tokens: Sequence[Token], at: int) -> Place | None:
    key = tokens[at].key
    if key in ORDINALS and _key(tokens, at + 1) == "quarter":
        quarter, end = ORDINALS[key], at + 2
    elif key == "q" and _key(tokens, at + 1) in ("1", "2", "3", "4"):
        quarter, end = int(tokens[at + 1].key), at + 2
    else:
        return None
    after_of = end + (_key(tokens, end) in ("of", ","))
    year = _year_in(tokens, after_of)
    return Place(Named(quarter=quarter, year=year), at, after_of + 1 if year else end)


def _day_first(tokens: Sequence[Token], at: int) -> Place | None:
    """'29 January 2026'."""
    key = tokens[at].key
    if not (key.isdigit() and len(key) < 3 and 1 <= int(key) <= 31) or at + 1 >= len(tokens):
        return None
    following = tokens[at + 1]
    if following.key not in MONTHS or not following.is_capitalised:
        return None
    end = at + 2 + (_key(tokens, at + 2) == "." and len(following.key) <= 4)
    year = _year_in(tokens, end)
    return Place(Named(month=MONTHS[following.key], day=int(key), year=year), at, end + 1 if year else end)


def _iso(tokens: Sequence[Token], at: int) -> Place | None:
    keys = [_key(tokens, at + step) for step in range(5)]
    if _YEAR.fullmatch(keys[0]) and keys[1] == "-" and keys[3] == "-" and keys[2].isdigit() and keys[4].isdigit():
        month, day = int(keys[2][:4]), int(keys[4][:4])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return Place(Named(month=month, day=day, year=int(keys[0])), at, at + 5)
    return None


def _year(tokens: Sequence[Token], at: int) -> Place | None:
    year = _year_in(tokens, at)
    if year and (_key(tokens, at - 1) in _BEFORE_A_YEAR or at == 0):
        return Place(Named(year=year), at, at + 1)
    return None


def _year_in(tokens: Sequence[Token], at: int) -> int:
    key = _key(tokens, at)
    unit = _key(tokens, at + 1)
    return int(key) if _YEAR.fullmatch(key) and unit not in _NO_DAY else 0


def _day_in(tokens: Sequence[Token], at: int) -> int:
    key = _key(tokens, at)
    if key.isdigit() and len(key) < 3 and 1 <= int(key) <= 31 and _key(tokens, at + 1) not in _NO_DAY:
        return int(key)
    return 0


def _key(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].key if 0 <= at < len(tokens) else ""

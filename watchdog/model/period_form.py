"""How the months of a table are written: a form such as '%Y-%m' or '%b-%Y' to what recognises them, in English."""

import re
from functools import cache

from watchdog.model.period import MONTH_NAMES, Period

_SHORT = tuple(name[:3] for name in MONTH_NAMES)
_PARTS = {
    "%Y": r"(?P<year>[12][0-9]{3})",
    "%m": r"(?P<number>0?[1-9]|1[0-2])",
    "%B": rf"(?P<name>{'|'.join(MONTH_NAMES)})",
    "%b": rf"(?P<short>{'|'.join(_SHORT)})",
    "%d": r"(?:0?[1-9]|[12][0-9]|3[01])",
    "%%": "%",
}


@cache
def period_pattern(form: str) -> re.Pattern[str]:
    """What a month written in this form looks like; ValueError where the form does not tell year and month once."""
    pieces = re.split(r"(%.?)", form)
    signs = [piece for piece in pieces if piece.startswith("%")]
    unknown = [sign for sign in signs if sign not in _PARTS]
    if unknown or signs.count("%Y") != 1 or sum(signs.count(month) for month in ("%m", "%b", "%B")) != 1:
        raise ValueError(f"{form!r} is not a form of months such as '%Y-%m', '%b-%Y', '%B %Y' or '%Y-%m-%d'")
    return re.compile("".join(_PARTS.get(piece, re.escape(piece)) for piece in pieces))


def period_in(text: str, form: str) -> Period | None:
    """The month that the text names in this form; None where it is not written so."""
    match = period_pattern(form).fullmatch(text)
    if match is None:
        return None
    found = match.groupdict()
    if number := found.get("number"):
        month = int(number)
    elif name := found.get("name"):
        month = MONTH_NAMES.index(name) + 1
    else:
        month = _SHORT.index(found["short"]) + 1
    return Period.of_month(int(found["year"]), month)

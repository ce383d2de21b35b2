"""From the agencies' ways to write a period ('Jul-2026', 'Jan. - Aug.', 'July (R)') to what they mean, or None."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from watchdog.model.period import MONTH_NAMES, Period

_FOOTNOTE = re.compile(r"\(\d{1,2}\)|\xad")  # a year in brackets is none
_HYPHENATED = re.compile(r"(?<=[a-z])-\s*(?=[a-z])")
_REVISED = re.compile(r"\s*\(R\)$")
_TO_DATE = re.compile(r"Jan\. ?[-–] ?(?:([A-Z][a-z]{2,8})\.?)?")  # noqa: RUF001 - an en dash is what a careful editor types
_REPEATED = re.compile(r"([A-Z][a-z]+) data as published last month:?")
_NOTE = re.compile(r"\(\d+\) |NOTES?:|n\.i\.e\. |n\.a\. |\*+ ")
_MONTH_YEAR = re.compile(r"([A-Z][a-z]{2})-([12][0-9]{3})")
_YEAR = re.compile(r"[12][0-9]{3}(?:\.0)?")


class RowKind(Enum):
    """What a row of an exhibit is."""

    SECTION = auto()  # a heading within the table ('Imports'), below which the years begin again
    YEAR = auto()  # opens the block of a year
    MONTH = auto()
    ANNUAL = auto()
    TO_DATE = auto()  # January through a month
    REPEATED_HEADING = auto()  # 'July data as published last month:'
    REPEATED = auto()  # the unlabelled row below that heading
    NOTE = auto()  # footnotes: the table has ended


@dataclass(frozen=True, slots=True)
class RowLabel:
    """A row's kind, the year or month that it names, and whether it is marked as revised."""

    kind: RowKind
    number: int = 0
    revised: bool = False


def fold(text: str) -> str:
    """A heading without footnote marks, hyphenation and doubled spaces."""
    return " ".join(_HYPHENATED.sub("", _FOOTNOTE.sub("", text)).split())


def row_label(text: str) -> RowLabel | None:
    """What a row's label says; None for a label that no exhibit is known to carry."""
    words = " ".join(text.split())
    if is_note(words):
        return RowLabel(RowKind.NOTE)
    if _YEAR.fullmatch(words):
        return RowLabel(RowKind.YEAR, int(words[:4]))
    label = _REVISED.sub("", words)
    revised = label != words
    if label in MONTH_NAMES:
        return RowLabel(RowKind.MONTH, MONTH_NAMES.index(label) + 1, revised)
    if (match := _REPEATED.fullmatch(label)) and match[1] in MONTH_NAMES:
        return RowLabel(RowKind.REPEATED_HEADING, MONTH_NAMES.index(match[1]) + 1)
    if (match := _TO_DATE.fullmatch(label)) and (month := _month(match[1] or "January")):
        return RowLabel(RowKind.ANNUAL if month == 12 else RowKind.TO_DATE, month, revised)
    return None


def is_note(text: str) -> bool:
    """Whether a row's label begins the notes below the table."""
    return _NOTE.match(" ".join(text.split())) is not None


def month_year(text: str) -> Period | None:
    """Read 'Jul-2026'; None for anything else."""
    match = _MONTH_YEAR.fullmatch(text)
    month = _month(match[1]) if match else None
    return Period.of_month(int(match[2]), month) if match and month else None


def _month(abbreviation: str) -> int | None:
    months = [place for place, name in enumerate(MONTH_NAMES, start=1) if name.startswith(abbreviation)]
    return months[0] if len(months) == 1 else None

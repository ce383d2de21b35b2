"""From the heading rows of a table by items to what each column gives: its name, its period and its measure.

A heading reads downwards ('Imports', 'July', '2021'); what is no period names the column. A group's heading stands in
its first column only. Of columns with one heading the last has the figures; those before it have marks such as '(R)'.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from watchdog.acquire.delimited import shown
from watchdog.acquire.workbook import Sheet
from watchdog.acquire.worksheet import column_letters
from watchdog.model.cell import Measure
from watchdog.model.naming import slug
from watchdog.model.period import MONTH_NAMES, Frequency, Period

_QUARTERS = ("First", "Second", "Third", "Fourth")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?:\.0\b)?")
_REVISED = re.compile(r"\(R\)")
_WORDS = re.compile(
    rf"\b(?P<month>{'|'.join(MONTH_NAMES)})\b|\b(?P<quarter>{'|'.join(_QUARTERS)}) Quarter\b|\b(?P<annual>Annual)\b"
    r"|\b(?P<to_date>Year[- ]to[- ]Date)\b|\b(?P<change>(?:Monthly )?Change)\b|\bMonthly\b"
)
_FOOTNOTE = re.compile(r"\(\d{1,2}\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column of figures with the columns of `marks` before it. `name` is a path of words; `token` says how its period
    lies to the latest one of the table ('month-1', 'ytd-12'), as a layout writes it.
    """

    column: int
    marks: range
    name: tuple[str, ...]
    label: str
    period: Period
    measure: Measure
    token: str
    revised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What a heading says, before its period is known: `year` None where none is said."""

    column: int
    marks: range
    name: tuple[str, ...]
    label: str
    year: int | None
    month: int | None
    quarter: int | None
    annual: bool
    to_date: bool
    change: bool
    revised: bool


def headings(sheet: Sheet, header: range, first_column: int, year: int | None) -> tuple[Heading, ...]:
    """The columns of figures from left to right; `year` is the one that the sheet's title states, if it does."""
    texts = _texts(sheet, header, first_column)
    words = []
    start = first_column
    for column in range(first_column, first_column + len(texts)):
        own = texts[column - first_column]
        if column + 1 < first_column + len(texts) and texts[column + 1 - first_column] == own:
            continue
        if any(own):
            words.append(_words(sheet, header, column, range(start, column), own))
        start = column + 1
    return _dated(sheet, header, words, year)


def _texts(sheet: Sheet, header: range, first_column: int) -> list[tuple[str, ...]]:
    """Each column's heading from the top down, groups carried to the right until a heading at or above them begins."""
    shows = {
        (row, column): " ".join(sheet.text(row, column).split())
        for row in header
        for column in range(first_column, sheet.width)
        if (row, column) not in sheet.covered and sheet.text(row, column)
    }
    carried = [""] * len(header)
    texts = []
    for column in range(first_column, max((column for _, column in shows), default=first_column - 1) + 1):
        for depth, row in enumerate(header):
            if text := shows.get((row, column)):
                carried[depth:] = [text, *([""] * (len(header) - depth - 1))]
        texts.append(tuple(carried))
    return texts


def _words(sheet: Sheet, header: range, column: int, marks: range, texts: Sequence[str]) -> _Words:
    joined = " ".join(texts)
    found = [match.groupdict() for match in _WORDS.finditer(joined)]
    months, quarters = ({words[kind] for words in found if words[kind]} for kind in ("month", "quarter"))
    years = {int(match[0][:4]) for match in _YEAR.finditer(joined)}
    if len(months) + len(quarters) > 1 or len(years) > 1:
        raise sheet.refusal(header[0], column, f"the heading {shown(joined)} names more than one period")
    parts = [part for text in texts if (part := _name(text))]
    return _Words(
        column=column,
        marks=marks,
        name=tuple(slug(part) for part in parts),
        label=" / ".join(parts),
        year=next(iter(years), None),
        month=MONTH_NAMES.index(months.pop()) + 1 if months else None,
        quarter=_QUARTERS.index(quarters.pop()) + 1 if quarters else None,
        annual=any(words["annual"] for words in found),
        to_date=any(words["to_date"] for words in found),
        change=any(words["change"] for words in found),
        revised=_REVISED.search(joined) is not None,
    )


def _name(text: str) -> str:
    """The heading without its period, footnotes and marks."""
    for pattern in (_WORDS, _YEAR, _REVISED, _FOOTNOTE):
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def _dated(sheet: Sheet, header: range, words: Sequence[_Words], year: int | None) -> tuple[Heading, ...]:
    months = [
        Period.of_month(stated, each.month)
        for each in words
        if each.month and (stated := each.year or year) is not None
    ]
    latest = max(months, default=None)
    if year is not None and latest is not None and latest.year != year:
        message = f"the headings go to {latest.label}, but the title says {year}"
        raise sheet.refusal(header[0], words[0].column, message)
    dated: list[tuple[_Words, Period, Measure]] = []
    for each in words:
        measure = _measure(each)
        if each.month or each.quarter or each.annual or each.to_date or each.change:
            period = _period(each, year, latest)
        else:  # such as a rank, which is that of the figures before it
            measure, period = (dated[-1][2], dated[-1][1]) if dated else (measure, None)
        if period is None:
            raise sheet.refusal(header[0], each.column, f"the heading {shown(each.label)} does not say of which period")
        for other, *same in dated:
            if (other.name, *same) == (each.name, period, measure):
                twice = f"the column {shown(each.label)} of {period.label} stands here and at"
                message = f"{twice} {column_letters(other.column)}: is a heading missing?"
                raise sheet.refusal(header[0], each.column, message)
        dated.append((each, period, measure))
    last = {
        frequency: max((p for _, p, _ in dated if p.frequency is frequency), default=None) for frequency in Frequency
    }
    return tuple(
        Heading(
            column=each.column,
            marks=each.marks,
            name=each.name,
            label=each.label,
            period=period,
            measure=measure,
            token=_token(period, measure, last[period.frequency]),
            revised=each.revised,
        )
        for each, period, measure in dated
    )


def _measure(words: _Words) -> Measure:
    if words.change:
        return Measure.YTD_CHANGE if words.to_date else Measure.CHANGE
    return Measure.YTD if words.to_date else Measure.LEVEL


def _period(words: _Words, year: int | None, latest: Period | None) -> Period | None:
    """The period that the words name; year to date and changes are those of the table's latest month."""
    stated = words.year or year
    if words.change:
        return latest
    if words.to_date:
        return latest and Period.of_month(stated or latest.year, latest.position)
    if stated is None:
        return None
    if words.month:
        return Period.of_month(stated, words.month)
    return Period(Frequency.QUARTER, stated * 4 + words.quarter - 1) if words.quarter else Period.of_year(stated)


def _token(period: Period, measure: Measure, last: Period | None) -> str:
    names = {Frequency.MONTH: "month", Frequency.QUARTER: "quarter", Frequency.YEAR: "year"}
    name = names[period.frequency] if measure is Measure.LEVEL else measure.value
    back = last.ordinal - period.ordinal if last is not None else 0
    return f"{name}-{back}" if back else name

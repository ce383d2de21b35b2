"""From the labelled rows of an exhibit by months to the period of each: within a year the year as a whole, then January
to the latest month, then the months. What stands elsewhere is refused; what is not there, or empty, is told.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from watchdog.acquire.period_labels import RowKind, RowLabel
from watchdog.acquire.workbook import Sheet
from watchdog.model.cell import Measure
from watchdog.model.document import Drift, DriftKind
from watchdog.model.period import MONTH_NAMES, Period

_ORDER = (RowKind.YEAR, RowKind.ANNUAL, RowKind.TO_DATE, RowKind.MONTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A row with figures: what they are of, and in which section and block they stand."""

    row: int
    section: str
    period: Period
    measure: Measure
    block: str = "main"
    revised: bool = False

    @property
    def name(self) -> str:
        """How people are told of the row."""
        within = f"{self.section}, " if self.section else ""
        return f"{within}{_name(self.period, self.measure)}{', as published last month' * (self.block != 'main')}"


def _name(period: Period, measure: Measure) -> str:
    return f"January to {period.label}" if measure is Measure.YTD else period.label


def dated_rows(
    sheet: Sheet, columns: range, rows: Iterable[tuple[int, RowLabel]], section: str, month_measure: Measure
) -> list[FigureRow]:
    """The rows with figures of one section and the period of each, which depends on the rows above."""
    figures = partial(FigureRow, section=section)
    found: list[FigureRow] = []
    year: int | None = None
    month: Period | None = None
    latest: Period | None = None
    repeated, previous = 0, RowKind.YEAR
    for row, label in rows:
        if label.kind in _ORDER:
            _check_order(sheet, row, previous, label.kind)
            previous = label.kind
        if label.kind is RowKind.YEAR:
            year = _next_year(sheet, row, year, label.number)
        elif label.kind is RowKind.REPEATED_HEADING:
            repeated = label.number
        elif label.kind is RowKind.REPEATED:
            period = _repeated_month(sheet, row, repeated, latest)
            found.append(figures(row=row, period=period, measure=month_measure, block="as_published"))
        elif year is None:
            raise sheet.refusal(row, columns.start - 1, "figures stand above the first year")
        elif label.kind is RowKind.MONTH:
            month = _next_month(sheet, row, month, Period.of_month(year, label.number))
            latest = latest if sheet.is_blank(row, columns) else month
            found.append(figures(row=row, period=month, measure=month_measure, revised=label.revised))
        elif label.kind is RowKind.ANNUAL:
            annual = Period.of_year(year)
            found.append(figures(row=row, period=annual, measure=Measure.LEVEL, revised=label.revised))
        else:
            to_date = Period.of_month(year, label.number)
            found.append(figures(row=row, period=to_date, measure=Measure.YTD, revised=label.revised))
    _check_sums(sheet, found, latest)
    return found


def row_drift(sheet: Sheet, columns: range, rows: Sequence[FigureRow]) -> Iterator[Drift]:
    """The rows of one section that are not there, those without any figure, and the columns without any."""
    filled = {each.row for each in rows if not sheet.is_blank(each.row, columns)}
    months = [each for each in rows if _is_month(each)]
    latest = max((each.period for each in months if each.row in filled), default=None)
    if latest is None:
        return
    there = {(each.period, each.measure) for each in rows}
    for period, measure in _promised(months, latest):
        if (period, measure) not in there:
            name = FigureRow(row=0, section=rows[0].section, period=period, measure=measure).name
            yield Drift(kind=DriftKind.MISSING_ROW, subject=name, message=f"the row {name!r} is missing")
    # a sheet that gives no year to date at all has lost none: they are blank, and what needs them is undecided
    gives_sums = any(each.measure is Measure.YTD for each in rows if each.row in filled)
    for each in rows:
        is_lost = each.row not in filled and (each.measure is not Measure.YTD or gives_sums)
        if is_lost and (not each.period.is_month or each.period <= latest):
            message = f"the row {each.name!r} has no figures"
            address = sheet.address(each.row, columns.start)
            yield Drift(kind=DriftKind.MISSING_ROW, subject=each.name, message=message, address=address)
    for column in columns:
        if not any(sheet.text(row, column) for row in filled):
            address = sheet.address(rows[0].row, column)
            message = f"the column from {address.cell} down has no figures"
            yield Drift(kind=DriftKind.MISSING_COLUMN, subject=address.cell, message=message, address=address)


def _promised(months: Sequence[FigureRow], latest: Period) -> Iterator[tuple[Period, Measure]]:
    """What the years of the table give beside their months, and the months before the first; means are not summed."""
    first, measure = months[0].period, months[0].measure
    yield from ((Period.of_month(first.year, number), measure) for number in range(1, first.position))
    for year in range(first.year, latest.year + 1) if measure is Measure.LEVEL else ():
        if year < latest.year or latest.position == len(MONTH_NAMES):
            yield Period.of_year(year), Measure.LEVEL
        if latest.position < len(MONTH_NAMES):
            yield Period.of_month(year, latest.position), Measure.YTD


def _is_month(row: FigureRow) -> bool:
    return row.period.is_month and row.measure is not Measure.YTD and row.block == "main"


def _check_order(sheet: Sheet, row: int, previous: RowKind, kind: RowKind) -> None:
    """A label that changed places with another's would give its figures another meaning."""
    if kind is RowKind.YEAR or _ORDER.index(kind) > _ORDER.index(previous) or kind is previous is RowKind.MONTH:
        return
    message = "expected the year as a whole, then January to the latest month, then its months: a row has moved"
    raise sheet.refusal(row, 0, message)


def _check_sums(sheet: Sheet, rows: Sequence[FigureRow], latest: Period | None) -> None:
    """Every year is summed up to the month of the table's latest one, and as a whole when it is over."""
    if latest is None:
        return
    for each in rows:
        if each.measure is Measure.YTD and each.period.position != latest.position:
            month = MONTH_NAMES[latest.position - 1]
            message = f"expected January to {month}, the table's latest month, found {each.name}"
            raise sheet.refusal(each.row, 0, message)
        if not each.period.is_month and each.period.months[-1] > latest:
            raise sheet.refusal(each.row, 0, f"{each.name} is summed up, but the table ends with {latest.label}")


def _next_year(sheet: Sheet, row: int, year: int | None, found: int) -> int:
    if year is not None and found != year + 1:
        raise sheet.refusal(row, 0, f"expected the year {year + 1}, found {found}")
    return found


def _next_month(sheet: Sheet, row: int, month: Period | None, found: Period) -> Period:
    if month is not None and found != month.shift(1):
        raise sheet.refusal(row, 0, f"expected {month.shift(1).label}, found {found.label}: a row is missing or moved")
    return found


def _repeated_month(sheet: Sheet, row: int, number: int, latest: Period | None) -> Period:
    if latest is None or latest.shift(-1).position != number:
        reference = latest.label if latest else "no month"
        message = f"{MONTH_NAMES[number - 1]} is repeated, but the table ends with {reference}"
        raise sheet.refusal(row - 1, 0, message)
    return latest.shift(-1)

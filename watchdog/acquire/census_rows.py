"""From the Census API's array of arrays to its rows by column name: the first array names the columns, and a predicate
that was also asked for comes back as a second column of the same name.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from watchdog.acquire.assembly import number
from watchdog.acquire.delimited import shown
from watchdog.acquire.json_text import json_of
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture
from watchdog.model.period import Period

_MISSING = frozenset({"", "NA", "(NA)", "(S)", "(X)", "(D)"})


class CensusRow:
    """One row; a column that the answer lacks is a refusal that names it."""

    def __init__(self, capture: Capture, where: str, fields: Mapping[str, str]) -> None:
        self.where = where
        self._capture = capture
        self._fields = fields

    @property
    def columns(self) -> frozenset[str]:
        """The columns' names."""
        return frozenset(self._fields)

    def __getitem__(self, column: str) -> str:
        """The text in this column, '' for null."""
        if column not in self._fields:
            raise NotUnderstood(self._capture.name, "row 0", f"the answer has no column {column}; ask for it in `get`")
        return self._fields[column]

    def get(self, column: str, default: str) -> str:
        """The text in a column that need not be there."""
        return self._fields.get(column, default)

    def refusal(self, message: str) -> NotUnderstood:
        """The error that names the row."""
        return NotUnderstood(self._capture.name, self.where, message)

    def month(self) -> Period:
        """The month in `time`."""
        try:
            period = Period.parse(self["time"])
        except ValueError:
            period = None
        if period is None or not period.is_month:
            raise self.refusal(f"{shown(self['time'])} is not a month such as 2025-11")
        return period

    def figure(self, column: str) -> Decimal | None:
        """The number in a column, exactly as written; None where the agency's marks say that there is none."""
        text = self[column]
        value = number(text)
        if value is None and text not in _MISSING:
            raise self.refusal(f"expected a figure in {column}, found {shown(text)}")
        return value


def census_rows(capture: Capture) -> Iterator[CensusRow]:
    """The rows below the first, numbered from 1."""
    content = json_of(capture)
    if not isinstance(content, list) or not content or not all(isinstance(row, list) for row in content):
        message = f"expected an array of arrays, the first naming the columns, found {shown(content)}"
        raise NotUnderstood(capture.name, "", message)
    header = content[0]
    if not header or not all(isinstance(name, str) for name in header):
        raise NotUnderstood(capture.name, "row 0", f"expected the names of the columns, found {shown(header)}")
    for place, row in enumerate(content[1:], start=1):
        yield _row(capture, place, header, row)


def _row(capture: Capture, place: int, header: list[str], row: list[object]) -> CensusRow:
    where = f"row {place}"
    if len(row) != len(header):
        raise NotUnderstood(capture.name, where, f"expected {len(header)} fields, found {len(row)}: {shown(row)}")
    fields: dict[str, str] = {}
    for name, value in zip(header, row, strict=True):
        if value is not None and not isinstance(value, str):
            raise NotUnderstood(capture.name, where, f"expected text in {name}, found {shown(value)}")
        if fields.setdefault(name, value or "") != (value or ""):
            message = f"the two columns {name} disagree: {shown(fields[name])} and {shown(value)}"
            raise NotUnderstood(capture.name, where, message)
    return CensusRow(capture, where, fields)

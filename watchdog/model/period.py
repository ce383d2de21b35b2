"""A reference period (2025-11, 2025-Q3, 2025): what a figure is about; never a timestamp."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_TEXT = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])))?")


class Frequency(StrEnum):
    """How long a reference period is."""

    MONTH = "M"
    QUARTER = "Q"
    YEAR = "Y"

    __hash__ = str.__hash__  # an enum's own is slower, and periods are looked up by the thousand


PER_YEAR = {Frequency.MONTH: 12, Frequency.QUARTER: 4, Frequency.YEAR: 1}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, quarter or year, counted in its own frequency since the year 0; ordered within one frequency."""

    frequency: Frequency
    ordinal: int

    @classmethod
    def of_month(cls, year: int, month: int) -> Self:
        """The month `month` (1 to 12) of `year`."""
        if not 1 <= month <= 12:
            raise ValueError(f"month {month} is not one of 1 to 12")
        return cls(Frequency.MONTH, year * 12 + month - 1)

    @classmethod
    def of_year(cls, year: int) -> Self:
        """The calendar year."""
        return cls(Frequency.YEAR, year)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read '2025-11', '2025-Q3' or '2025'; ValueError for anything else."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a reference period such as 2025-11, 2025-Q3 or 2025")
        year = int(match["year"])
        if match["month"]:
            return cls.of_month(year, int(match["month"]))
        if match["quarter"]:
            return cls(Frequency.QUARTER, year * 4 + int(match["quarter"]) - 1)
        return cls.of_year(year)

    @property
    def year(self) -> int:
        """The calendar year it lies in."""
        return self.ordinal // PER_YEAR[self.frequency]

    @property
    def months(self) -> tuple[Self, ...]:
        """The calendar months that it spans."""
        each = 12 // PER_YEAR[self.frequency]
        return tuple(type(self)(Frequency.MONTH, self.ordinal * each + step) for step in range(each))

    @property
    def position(self) -> int:
        """Its place within the year, from 1: the month's number for a month."""
        return self.ordinal % PER_YEAR[self.frequency] + 1

    @property
    def is_month(self) -> bool:
        """Whether it is a calendar month."""
        return self.frequency is Frequency.MONTH

    @property
    def label(self) -> str:
        """As a person writes it: 'November 2025', 'third quarter 2025', '2025'."""
        if self.frequency is Frequency.MONTH:
            return f"{MONTH_NAMES[self.position - 1]} {self.year}"
        if self.frequency is Frequency.QUARTER:
            return f"{('first', 'second', 'third', 'fourth')[self.position - 1]} quarter {self.year}"
        return str(self.year)

    def shift(self, by: int) -> Self:
        """The period `by` steps later (earlier when negative), at the same frequency."""
        return type(self)(self.frequency, self.ordinal + by)

    def year_before(self) -> Self:
        """The same period one year earlier."""
        return self.shift(-PER_YEAR[self.frequency])

    def year_to_date(self) -> Iterator[Self]:
        """From the year's first period of this frequency through this one; for a year, its twelve months."""
        if self.frequency is Frequency.YEAR:
            yield from (self.of_month(self.year, month) for month in range(1, 13))
        else:
            yield from (self.shift(-back) for back in range(self.position - 1, -1, -1))

    def quarter_to_date(self) -> Iterator[Self]:
        """The months from the first of its quarter through this one; a quarter or year itself."""
        passed = self.ordinal % 3 if self.is_month else 0
        yield from (self.shift(-back) for back in range(passed, -1, -1))

    def quarter_before(self) -> Iterator[Self]:
        """The three months of the quarter before a month's; else the period before."""
        last = next(iter(self.quarter_to_date())).shift(-1)
        yield from last.quarter_to_date()

    def quarters_and_months(self) -> Iterator[Self]:
        """The year to date in as few pieces as there are: its complete quarters, and the months after them."""
        months = list(self.year_to_date())
        complete = len(months) // 3
        yield from (type(self)(Frequency.QUARTER, self.year * 4 + quarter) for quarter in range(complete))
        yield from months[3 * complete :]

    def __str__(self) -> str:
        if self.frequency is Frequency.MONTH:
            return f"{self.year:04d}-{self.position:02d}"
        if self.frequency is Frequency.QUARTER:
            return f"{self.year:04d}-Q{self.position}"
        return f"{self.year:04d}"

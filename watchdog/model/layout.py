"""How a document of a source is laid out, as the rulebook describes it: all that a parser may assume."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from watchdog.model.cell import Measure, Provenance
from watchdog.model.series import Series
from watchdog.model.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of figures: the header path that must stand above it ('Balance', 'Total'), and what it gives.

    `section` is the heading that opens its part of the table ('Exports'), '' in a table without such headings. In a
    table whose rows are items, `series` is the key of a template.
    """

    path: tuple[str, ...]
    series: str
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that the table should have: its label below those of the groups it belongs to ('Africa', 'Other'), and the
    only section that has it, '' where all have.
    """

    path: tuple[str, ...]
    section: str = ""


PRESS_TEXT = "press_text"
"""The parser of documents that are words about the release, and give no figures."""


class TableKind(StrEnum):
    """What a plain table is written in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """A plain table, a row a month: `period` is the column that holds the month, written as `period_form` says.

    In JSON, columns are keys of a record or pointers into it ('/value/amount'), and `rows` points to the records.
    `missing` are the texts that mean that nothing is published; `only` are columns with the value that a row must
    have to count, and `skip` a pattern of what stands for the month in rows that do not; `sheet` and `header_rows` are
    a workbook's; `thousands` separates the digits of large numbers.
    """

    kind: TableKind
    period: str
    period_form: str = "%Y-%m"
    rows: str = ""
    sheet: str = ""
    header_rows: int = 1
    only: Mapping[str, str] = field(default_factory=dict)
    skip: str = ""
    missing: tuple[str, ...] = ()
    thousands: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One document: `document` is its short name everywhere ('exh1'), `file` what is asked for below the source's
    address, `parser` the name of its reader in plugins.py. With a `link`, `file` is a page, and the document is the one
    file whose name matches the pattern `link` among those that the page links to.

    `title`, `part` and `unit_line` must be found on the sheet where they are given; `month_measure` is what the
    month rows give; `scale` is how many series units one unit of the file is.
    `columns` stand in the order of the sheet. `published_units` gives each series' rounding step in that series' unit;
    `units` gives the unit itself, for files that state one beside each figure.

    `sections` are the headings that open the parts of the table, in their order; `base_year` that of chained dollars,
    '<base>' in a series. Where figures are `unrounded`, one finer than its step is kept as it is printed; `dash_unit`
    is the unit that '(-)' is less than half of, where it is not the step.

    A table whose rows are items has `templates` (series with '<row>' or '<path>' in their key), `rows` as far as they
    are known, `ranked` where their order means nothing, `words` for labels whose word in a key is not their own, `same`
    for keys that are another series, `periods` of its columns, `tables` (headings that open a further table, and the
    block of what it repeats), and `prior_year` where it shows the release's months a year earlier.
    What `follows` a release comes some time after it, on a day that the program's calendar does not know.
    A calendar has no columns: its `title` is how it names the release, its moments are in `zone` where they state
    none, and at `time_of_day` ('08:30') where it gives days only.
    """

    document: str
    source: str
    file: str
    parser: str
    columns: tuple[Column, ...]
    published_units: Mapping[str, Decimal] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    title: str = ""
    part: str = ""
    unit_line: str = ""
    row_heading: str = "Period"
    month_measure: Measure = Measure.LEVEL
    scale: Decimal = Decimal(1)
    provenance: Provenance = Provenance.EXACT
    sections: tuple[str, ...] = ()
    base_year: str = ""
    unrounded: bool = False
    dash_unit: Decimal | None = None
    templates: Mapping[str, Series] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    ranked: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    periods: tuple[str, ...] = ()
    tables: Mapping[str, str] = field(default_factory=dict)
    prior_year: bool = False
    zone: str = ""
    time_of_day: str = ""
    link: str = ""
    follows: bool = False
    table: TableShape | None = None

    @property
    def is_text(self) -> bool:
        """Whether it is the release's press text: it comes with the tables or after them, and never instead of them."""
        return self.parser == PRESS_TEXT

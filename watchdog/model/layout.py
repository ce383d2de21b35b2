"""How a document of a source is laid out, as the rulebook describes it: all that a parser may assume."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from watchdog.model.cell import Measure, Provenance
from watchdog.model.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of figures: the header path that must stand above it ('Balance', 'Total'), and what it gives."""

    path: tuple[str, ...]
    series: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One document: `document` is its short name everywhere ('exh1'), `file` what is asked for below the source's
    address, `parser` the name of its reader in plugins.py.

    `title`, `part` and `unit_line` must be found on the sheet where they are given; `month_measure` is what the
    month rows give; `scale` is how many series units one unit of the file is.
    `columns` stand in the order of the sheet. `published_units` gives each series' rounding step in that series' unit;
    `units` gives the unit itself, for files that state one beside each figure.
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
    zone: str = ""
    time_of_day: str = ""

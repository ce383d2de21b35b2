"""The text tables of figures/, read into what each document of a release says.

Every table opens with its title, unit, basis, vintage and source; a figure that is not known is absent, never zero.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

from watchdog.model.period import MONTH_NAMES, Period

_FIGURES = files("watchdog.samples") / "figures"
_BLOCK = re.compile(r"\[([^]]+)\].*")
_ABSENT = "."
_SAME_MONTHS = re.compile(r"January-December\s+= (\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of an exhibit: its label as printed and its figures in sheet order; a row of only a label has none."""

    label: str
    figures: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """The rows of one exhibit between its headings and its notes."""

    number: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """One FRED series, whole, as it stood in one vintage."""

    series: str
    figures: Mapping[Period, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Exports (EXP), imports (IMP) and balance (BAL) of one FTD category, and when the file was stamped (UTC)."""

    category: str
    stamped_at: datetime
    figures: Mapping[str, Mapping[Period, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PressTable:
    """Figures known from print only, in the form in which such tables are kept."""

    text: str


Content = Exhibit | Observations | Totals | PressTable


def table_text(name: str) -> str:
    """One table of figures/ as it stands."""
    return (_FIGURES / name).read_text(encoding="utf-8")


def read_exhibit(number: int, release: str) -> Exhibit:
    """The table of one exhibit; months that equal another release's are taken from that table."""
    rows: list[Row] = []
    year = ""
    for line in _body(table_text(f"exh{number}_{release}.txt")):
        label, *groups = (part.strip() for part in line.split("|"))
        if groups:
            rows.append(Row(label=label, figures=tuple(_figure(text) for text in " ".join(groups).split())))
        elif same := _SAME_MONTHS.fullmatch(label):
            rows.extend(_months(read_exhibit(number, same[1]), year))
        else:
            rows.append(Row(label=label))
            year = label if label.isdigit() else year
    return Exhibit(number=number, rows=tuple(rows))


def read_observations(release: str) -> Observations:
    """The FRED series as it stood after the release: the first vintage with every later change up to it."""
    figures: dict[Period, int] = {}
    for vintage, changed in _monthly(_body(table_text("fred.txt"))).items():
        if vintage <= release:
            figures |= changed
    return Observations(series="BOPGSTB", figures=figures)


def read_totals(release: str) -> Totals:
    """The FTD file of the release."""
    text = table_text(f"ftd_{release}.txt")
    stamp, zone = read_head(text)["stamp"].rsplit(" ", 1)
    return Totals(
        category="BOPGS",
        stamped_at=datetime.fromisoformat(stamp).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC),
        figures=_monthly(_body(text)),
    )


def read_press(release: str) -> PressTable:
    """The table of printed figures of the release."""
    return PressTable(text=table_text(f"press_{release}.csv"))


def read_head(text: str) -> dict[str, str]:
    """What a table says of itself: the `key: value` lines before its first blank line."""
    head = text.partition("\n\n")[0].replace("\n  ", " ")
    return dict(line.split(": ", 1) for line in head.splitlines())


def _body(text: str) -> list[str]:
    return [line for line in text.partition("\n\n")[2].splitlines() if line and not line.startswith("#")]


def _monthly(lines: Sequence[str]) -> dict[str, dict[Period, int]]:
    blocks: dict[str, dict[Period, int]] = {}
    block: dict[Period, int] = {}
    for line in lines:
        if match := _BLOCK.fullmatch(line):
            block = blocks[match[1]] = {}
            continue
        year, *months = line.split()
        for month, text in zip(range(1, 13), months, strict=True):
            if (figure := _figure(text)) is not None:
                block[Period.of_month(int(year), month)] = figure
    return blocks


def _months(exhibit: Exhibit, year: str) -> list[Row]:
    start = next(at for at, row in enumerate(exhibit.rows) if row.label == year)
    months = [row for row in exhibit.rows[start:] if row.label.startswith(MONTH_NAMES)]
    return months[:12]


def _figure(text: str) -> int | None:
    return None if text == _ABSENT else int(text)

"""How surely one wrong figure among genuine ones is found, and how closely it is named."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.acquire.workbooks import exhibit_1
from watchdog.acquire.folder import FolderSource
from watchdog.acquire.sandbox import read_all
from watchdog.check.localise.causes import causes
from watchdog.check.report import CheckReport
from watchdog.errors import UsageError
from watchdog.files import check_files, check_readings
from watchdog.model.cell import Cell, CellKey
from watchdog.model.document import Capture, Reading
from watchdog.model.finding import Verdict
from watchdog.plugins import PARSERS
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules

BOOK = load(packaged_rules() / "us_trade")
NOW = datetime(2026, 9, 3, 12, 30, tzinfo=UTC)
EXHIBITS = ("exh1", "exh2", "exh3", "exh4", "exh5", "exh12")
CELLS_AN_EXHIBIT = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Genuine:
    """A published release as read; and for each figure that an identity covers the change that must be noticed."""

    readings: Sequence[Reading]
    certain: Mapping[CellKey, Decimal]

    def report(self, cell: Cell | None = None, steps: int = 0) -> CheckReport:
        """What the identities say when one figure is that many of its published units off."""
        readings = [self._altered(reading, cell, steps) if cell else reading for reading in self.readings]
        return check_readings(readings[0].reference, readings, BOOK, NOW).report

    def _altered(self, reading: Reading, cell: Cell, steps: int) -> Reading:
        wrong = replace(cell, count=cell.count + steps)
        return replace(reading, cells=tuple(wrong if each.key == cell.key else each for each in reading.cells))


@pytest.fixture(scope="module")
def genuine(specimens: Path) -> Genuine:
    layouts = [layout for layout in BOOK.layouts if layout.document in EXHIBITS]
    source = FolderSource("files", specimens / "ft900" / "release_2021-08", layouts)
    captures = [answer for answer in source.fetch({}, NOW) if isinstance(answer, Capture)]
    answers = read_all([(capture, BOOK.layout(capture.document)) for capture in captures], PARSERS)
    readings = [answer for answer in answers if isinstance(answer, Reading)]
    untouched = Genuine(readings=readings, certain={})
    return replace(untouched, certain=dict(_certain(untouched.report())))


def _certain(report: CheckReport) -> Iterator[tuple[CellKey, Decimal]]:
    """Beyond the bound plus the residual that is there already, at the least demanding of its identities."""
    needed: dict[CellKey, list[Fraction]] = defaultdict(list)
    for result in report.results:
        if result.limit is not None and result.difference is not None:
            for place, weight in result.statement.weights.items():
                room = Fraction(result.limit) + abs(Fraction(result.difference))
                needed[result.statement.cells[place].key].append(room / abs(weight))
    for key, rooms in needed.items():
        least = min(rooms)
        yield key, Decimal(least.numerator) / Decimal(least.denominator)


@pytest.mark.specimens
@pytest.mark.parametrize("exhibit", EXHIBITS)
def test_every_wrong_figure_is_found_and_among_those_that_are_named(genuine: Genuine, exhibit: str) -> None:
    covered = [
        cell
        for reading in genuine.readings
        for cell in reading.cells
        if cell.key.outlet.document == exhibit and cell.key in genuine.certain
    ]
    chance = random.Random(exhibit)  # noqa: S311 - a repeatable sample

    for cell in chance.sample(covered, CELLS_AN_EXHIBIT):
        steps = int(genuine.certain[cell.key] / cell.published_unit) + 1
        found = causes(genuine.report(cell, chance.choice((-1, 1)) * steps)).breaches

        assert found, f"{cell.key} off by {steps} was not noticed"
        assert cell.key in {suspect.key for breach in found for suspect in breach.suspects}


@pytest.mark.specimens
def test_every_figure_of_the_summary_exhibits_is_covered(genuine: Genuine) -> None:
    cells = [cell for reading in genuine.readings for cell in reading.cells]

    assert 2150 == len(cells)
    assert [] == [cell for cell in cells if cell.key not in genuine.certain]


@pytest.mark.specimens
def test_rounding_alone_raises_nothing(genuine: Genuine) -> None:
    verdicts = [result.verdict for result in genuine.report().results]

    assert 0 == verdicts.count(Verdict.FAIL)
    assert verdicts.count(Verdict.WARN) <= 2


def test_files_of_two_releases_are_checked_apart_and_it_is_said(tmp_path: Path) -> None:
    def a_year_later(sheet: object) -> None:
        for row in sheet.iter_rows(max_col=1):  # type: ignore[attr-defined]  # a sheet of openpyxl, which has no types
            if row[0].value in ("2024", "2025"):
                row[0].value = str(int(row[0].value) + 1)

    for name, content in (("this", exhibit_1()), ("next", exhibit_1(a_year_later))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "exh1.xlsx").write_bytes(content)

    (checked,) = check_files([tmp_path / "this" / "exh1.xlsx", tmp_path / "next" / "exh1.xlsx"], BOOK, NOW)

    assert ["ft900/2025-08", "ft900/2026-08"] == [str(each.release) for each in checked.releases]
    assert (
        "these files are of different releases, each checked by itself: exh1 of August 2025; exh1 of August 2026",
    ) == checked.notes


def test_each_folder_is_a_set_of_its_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "exh1.xlsx").write_bytes(exhibit_1())

    checked = list(check_files([tmp_path / "one", tmp_path / "two"], BOOK, NOW))

    assert [1, 1] == [len(each.releases) for each in checked]


def test_hidden_files_and_folders_are_no_documents(tmp_path: Path) -> None:
    (tmp_path / "exh1.xlsx").write_bytes(exhibit_1())
    (tmp_path / ".DS_Store").write_bytes(b"")
    (tmp_path / "old").mkdir()

    (checked,) = check_files([tmp_path], BOOK, NOW)

    assert ((), ()) == (checked.notes, checked.unread)


def test_many_files_without_a_document_are_named_in_part(tmp_path: Path) -> None:
    (tmp_path / "exh1.xlsx").write_bytes(exhibit_1())
    for number in range(30, 41):
        (tmp_path / f"exh{number}.xlsx").write_bytes(b"")

    (checked,) = check_files([tmp_path], BOOK, NOW)

    (note,) = checked.notes
    assert note.endswith(
        "exh30.xlsx, exh31.xlsx, exh32.xlsx, exh33.xlsx, exh34.xlsx, exh35.xlsx, exh36.xlsx, exh37.xlsx and 3 more"
    )


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no .*nowhere"):
        list(check_files([tmp_path / "nowhere"], BOOK, NOW))

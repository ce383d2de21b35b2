"""The packaged identities on the published workbooks: nothing genuine fails, and a figure that was changed is named."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from tests.model.made import VINTAGE, printed
from watchdog.check.localise.causes import causes
from watchdog.check.report import CheckReport, check_release
from watchdog.model.cell import Blank, Cell, CellKey
from watchdog.model.document import Capture, Reading
from watchdog.model.finding import Verdict
from watchdog.model.knowledge import Knowledge, Situation
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.plugins import PARSERS
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.load import load

RULES = Path(__file__).resolve().parents[2] / "rules" / "us_trade"
SAMPLED = 12

pytestmark = pytest.mark.specimens


@cache
def rulebook() -> Rulebook:
    return load(RULES)


@cache
def reading(path: Path) -> Reading:
    body = path.read_bytes()
    capture = Capture(
        source="census",
        document=path.stem,
        url=path.name,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=datetime(2026, 3, 12, 13, 0, tzinfo=UTC),
    )
    layout = rulebook().layout(path.stem)
    return PARSERS[layout.parser](capture, layout)


def checked(period: Period, cells: Sequence[Cell], blanks: Sequence[Blank] = ()) -> CheckReport:
    known = printed(str(period), cells)
    known_as_of = Knowledge(as_of=known[0].stamp.available_at, series=rulebook().series, cells=known)
    situation = Situation(
        release=Release("ft900", period),
        vintage=VINTAGE,
        known=known_as_of,
        before=None,
        zone=rulebook().timezone,
    )
    at_hand = {cell.key.outlet.document for cell in cells}
    return check_release([each for each in rulebook().identities if each.document in at_hand], situation, blanks)


def figures(folder: Path, *documents: str) -> tuple[Period, list[Cell]]:
    readings = [reading(folder / f"{document}.xlsx") for document in documents]
    return readings[0].reference, [cell for each in readings for cell in each.cells]


@pytest.mark.parametrize(
    ("release", "documents", "statements"),
    [
        ("2021-08", ("exh1", "exh2", "exh3", "exh4", "exh5", "exh12"), 1000),
        ("2025-11", ("exh12",), 100),
        ("2025-12", ("exh1", "exh12"), 300),
        ("2026-01", ("exh1", "exh12"), 300),
    ],
)
def test_no_identity_fails_on_a_genuine_release(
    specimens: Path, release: str, documents: tuple[str, ...], statements: int
) -> None:
    period, cells = figures(specimens / "ft900" / f"release_{release}", *documents)
    quality = checked(period, cells).quality

    assert release == str(period)
    assert 0 == quality.failed
    assert quality.warned <= 2
    assert quality.passed >= statements


def least_certain_move(report: CheckReport, key: CellKey) -> int:
    """The smallest whole move of the figure that is certain to break a statement about it."""
    moves = [
        int((Fraction(result.limit or 0) + abs(Fraction(result.difference or 0))) / abs(weight)) + 1
        for result in report.results
        for place, weight in result.statement.weights.items()
        if place.key == key and result.verdict is not Verdict.UNDECIDED
    ]
    return min(moves)


def sample(report: CheckReport) -> list[CellKey]:
    covered = {
        place.key
        for result in report.results
        if result.verdict is not Verdict.UNDECIDED
        for place in result.statement.weights
    }
    return random.sample(sorted(covered), SAMPLED)


def test_a_figure_changed_by_more_than_bound_and_residual_is_found_and_named(specimens: Path) -> None:
    period, cells = figures(specimens / "ft900" / "release_2021-08", "exh1", "exh5")
    genuine = checked(period, cells)

    for key in sample(genuine):
        move = least_certain_move(genuine, key)
        changed = [replace(each, count=each.count + move) if each.key == key else each for each in cells]
        named = {suspect.key for breach in causes(checked(period, changed)).breaches for suspect in breach.suspects}

        assert key in named


def test_a_figure_deleted_is_undecided_and_not_passed(specimens: Path) -> None:
    period, cells = figures(specimens / "ft900" / "release_2021-08", "exh1", "exh5")
    genuine = checked(period, cells)
    decided = [result for result in genuine.results if result.verdict is not Verdict.UNDECIDED]
    touching = {
        key: sum(key in {place.key for place in result.statement.weights} for result in decided)
        for key in sample(genuine)
    }

    for deleted in (cell for cell in cells if cell.key in touching):
        assert deleted.address is not None
        blank = Blank(key=deleted.key, address=deleted.address)
        holed = checked(period, [cell for cell in cells if cell is not deleted], [blank]).quality

        assert genuine.quality.undecided + touching[deleted.key] == holed.undecided
        assert 0 == holed.failed

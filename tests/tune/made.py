"""Archives made by hand: vintages of the trade balance and some of its parts, kept in a store without any file."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from watchdog.model.cell import Cell, CellKey, Measure, Outlet
from watchdog.model.period import Period
from watchdog.model.release import DocumentVersion, Release, Vintage
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules
from watchdog.store import vintages
from watchdog.store.database import Store

OUTLETS = {"balance.total": Outlet("fred", "fred")}
LINES = Outlet("census", "exh8")
_ONE = Decimal(1)


@cache
def packaged_book() -> Rulebook:
    """The rules that come with us."""
    return load(packaged_rules() / "us_trade")


def rules_folder(folder: Path, text: str) -> Path:
    """A pack of one's own with these rules."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(f"extends: us_trade\n{text}")
    return folder


def published(release: Period) -> datetime:
    """Some morning after the month."""
    after = release.shift(2)
    return datetime(after.year, after.position, 5, 13, 30, tzinfo=UTC)


def vintage(
    release: Period, levels: Mapping[str, Mapping[Period, int]], *, at: datetime | None = None, of: str = ""
) -> Vintage:
    """What one release prints of these series, whole million dollars."""
    cells = [
        Cell(key=CellKey(series, period, Measure.LEVEL, OUTLETS.get(series, LINES)), count=count, published_unit=_ONE)
        for series, by_month in levels.items()
        for period, count in by_month.items()
    ]
    outlets = sorted({(cell.key.outlet.source, cell.key.outlet.document) for cell in cells})
    content = f"{release} {of} {sorted((str(cell.key), cell.count) for cell in cells)}"
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    moment = at or published(release)
    return Vintage(
        id=sha256,
        release=Release("ft900", release),
        available_at=moment,
        first_seen_at=moment,
        documents=tuple(DocumentVersion(*outlet, sha256) for outlet in outlets),
        cells=tuple(sorted(cells, key=lambda cell: cell.key)),
    )


def keep(store: Store, kept: Iterable[Vintage]) -> None:
    """Put them into the store, in that order."""
    with store.writing() as connection:
        for each in kept:
            vintages.add(connection, each, rules_hash="made", code_version="made")


def months(first: str, count: int) -> list[Period]:
    """So many months from the first."""
    start = Period.parse(first)
    return [start.shift(step) for step in range(count)]


def walk(count: int, seed: int, *, start: int = -60_000, step: int = 4_000) -> list[int]:
    """A balance that wanders."""
    random, level, found = Random(seed), start, []  # noqa: S311 - figures for a test
    for _ in range(count):
        level += round(random.gauss(0, step))
        found.append(level)
    return found


def grown(first: str, values: Sequence[int], releases: int, *, series: str = "balance.total") -> list[Vintage]:
    """An archive in which each release prints one month more, and nothing is revised."""
    periods = months(first, len(values))
    return [
        vintage(periods[last], {series: dict(zip(periods[: last + 1], values, strict=False))})
        for last in range(len(values) - releases, len(values))
    ]

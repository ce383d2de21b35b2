"""The balance as it was known at each release, from the published files."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from tests.model.made import cell, knowledge, month, printed, situation
from watchdog.model.knowledge import Known, Situation

RELEASES = {
    "2025-06": ("BOPGSTB_asof_2025-08-10.csv", datetime(2025, 8, 5, 12, 30, tzinfo=UTC)),
    "2025-07": ("BOPGSTB_asof_2025-09-05.csv", datetime(2025, 9, 4, 12, 30, tzinfo=UTC)),
    "2025-08": ("BOPGSTB_asof_2025-11-20.csv", datetime(2025, 11, 19, 13, 30, tzinfo=UTC)),
    "2025-09": ("BOPGSTB_asof_2026-01-07.csv", datetime(2025, 12, 11, 13, 30, tzinfo=UTC)),
    "2025-10": ("BOPGSTB_asof_2026-01-08.csv", datetime(2026, 1, 8, 13, 30, tzinfo=UTC)),
    "2025-11": ("BOPGSTB_asof_2026-02-01.csv", datetime(2026, 1, 29, 13, 30, tzinfo=UTC)),
    "2025-12": ("BOPGSTB_asof_2026-02-22.csv", datetime(2026, 2, 19, 13, 30, tzinfo=UTC)),
    "2026-01": ("BOPGSTB_asof_2026-03-15.csv", datetime(2026, 3, 12, 12, 30, tzinfo=UTC)),
    "2026-07": ("ftd_bopgs_sa_vintage_2026-09-03.csv", datetime(2026, 9, 3, 12, 30, tzinfo=UTC)),
}
"""By statistical month: the file, and when the release came out. A file holds all that was known of every month."""


def balance(specimens: Path, release: str) -> dict[str, Decimal]:
    """The balance by month, in million USD, as that release had it."""
    name, _ = RELEASES[release]
    with (specimens / "vintages" / name).open(newline="") as lines:
        header, *rows = csv.reader(lines)
    value = header.index("balance") if "balance" in header else 1
    return {row[0][:7]: Decimal(row[value]) for row in rows if row[value] not in ("", ".")}


def release_of(specimens: Path, release: str, *more: Known) -> Situation:
    """The release with its balance and what else it printed, and the release that is on file before it."""
    earlier = [each for each in RELEASES if each < release]
    before = knowledge(*_known(specimens, earlier[-1])) if earlier else None
    return situation(release, *_known(specimens, release), *more, before=before)


def _known(specimens: Path, release: str) -> Iterator[Known]:
    name, at = RELEASES[release]
    document = "ftd" if name.startswith("ftd") else "fred"
    cells = [
        cell("balance.total", month(text), value, document=document)
        for text, value in balance(specimens, release).items()
    ]
    yield from printed(release, cells, at)

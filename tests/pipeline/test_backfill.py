"""An archive taken in: what was known when, what was found in it, and that nobody is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acquire.texts import archive
from tests.model.made import month
from watchdog.errors import UsageError
from watchdog.model.finding import Finding, Verdict
from watchdog.model.release import Release
from watchdog.pipeline.backfill import Fate, Imported, plan, take_in_archive
from watchdog.pipeline.post import Post
from watchdog.pipeline.release import Desk
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules
from watchdog.store import alerts, claims, delivery_record, findings, knowledge, vintages
from watchdog.store.database import open_store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOOK = load(packaged_rules() / "us_trade")
BALANCES = (-60_177, -78_154, -59_550, -52_828, -29_350, -56_825)
"""From June 2025 on."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(f"sqlite:///{tmp_path / 'watchdog.db'}")
    yield Desk(store=store, rulebook=BOOK, post=Post())
    store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "archive"
    made.mkdir()
    return made


def fred(last: str, *, header: str = "observation_date,BOPGSTB", **other: int) -> str:
    """FRED's file through a month; `other` gives a month (y2025_07) another figure."""
    months = [(month("2025-06").shift(step), value) for step, value in enumerate(BALANCES)]
    changed = {month(name[1:].replace("_", "-")): value for name, value in other.items()}
    rows = [f"{period}-01,{changed.get(period, value)}" for period, value in months if period <= month(last)]
    return "\n".join([header, *rows, ""])


def taken(desk: Desk, folder: Path, document: str | None = None, *, keep: bool = True) -> list[Imported]:
    batches, broken = plan(folder, BOOK)
    for batch in batches:
        broken += take_in_archive(desk, batch, NOW, document=document, keep=keep)
    return broken


def by_name(outcomes: list[Imported]) -> dict[str, Imported]:
    return {Path(each.file).name: each for each in outcomes}


def october(desk: Desk, as_of: str) -> int | None:
    with desk.store.reading() as connection:
        known = knowledge.known(connection, datetime.fromisoformat(as_of), BOOK.series)
    found = known.best("balance.total", month("2025-10"))
    return None if found is None else found.cell.count


def found_in(desk: Desk, release: str) -> list[Finding]:
    with desk.store.reading() as connection:
        kept = findings.listing(connection, release=Release.parse(release))
    return [each for each in kept if each.verdict in (Verdict.WARN, Verdict.FAIL)]


def test_each_file_is_known_from_when_its_release_was_public(desk: Desk, folder: Path) -> None:
    (folder / "BOPGSTB_asof_2026-01-20.csv").write_text(fred("2025-10"))
    (folder / "BOPGSTB_asof_2026-01-07.csv").write_text(fred("2025-09"))
    (folder / "BOPGSTB_asof_2026-02-01.csv").write_text(fred("2025-11", header="date,value", y2025_10=-29_206))
    outcomes = taken(desk, folder)

    assert ["2025-12-11T13:30", "2026-01-08T13:30", "2026-01-29T13:30"] == [
        f"{each.available_at:%Y-%m-%dT%H:%M}" for each in outcomes
    ]
    assert [(Fate.TAKEN_IN, "fred", 4), (Fate.TAKEN_IN, "fred", 1), (Fate.TAKEN_IN, "fred", 2)] == [
        (each.fate, each.document, each.changed) for each in outcomes
    ]
    assert [None, -29_350, -29_206] == [
        october(desk, f"{day}T23:59-05:00") for day in ("2026-01-07", "2026-01-08", "2026-01-29")
    ]


def test_nobody_is_told_and_findings_and_claims_are_there_as_history(desk: Desk, folder: Path) -> None:
    (folder / "BOPGSTB_asof_2025-11-20.csv").write_text(fred("2025-08"))
    (folder / "BOPGSTB_asof_2026-01-07.csv").write_text(fred("2025-09", y2025_07=-77_154))
    taken(desk, folder)
    with desk.store.reading() as connection:
        assert () == alerts.listing(connection, history=True)
        assert () == delivery_record.listing(connection)
        assert [] == [claim for claim in claims.listing(connection) if claim.known_as_of > NOW]

    window, pattern = found_in(desk, "ft900/2025-09")
    assert "Months before the revision window" in window.message
    assert "July 2025: round-number revision by exactly +1,000 million USD" in pattern.message
    assert datetime(2025, 12, 11, 13, 30, tzinfo=UTC) == pattern.known_as_of


def test_a_second_import_changes_nothing(desk: Desk, folder: Path) -> None:
    (folder / "BOPGSTB_asof_2026-01-07.csv").write_text(fred("2025-09"))
    (folder / "BOPGSTB_asof_2026-01-20.csv").write_text(fred("2025-10"))
    taken(desk, folder)
    again = taken(desk, folder)
    with desk.store.reading() as connection:
        kept = vintages.listing(connection)

    assert [Fate.KNOWN, Fate.KNOWN] == [each.fate for each in again]
    assert [again[0].available_at, again[1].available_at] == [entry.available_at for entry in kept]


def test_an_archive_that_grew_is_taken_in_where_it_grew(desk: Desk, folder: Path) -> None:
    (folder / "BOPGSTB_asof_2026-02-01.csv").write_text(fred("2025-11", y2025_10=-29_206))
    taken(desk, folder)
    (folder / "BOPGSTB_asof_2026-01-20.csv").write_text(fred("2025-10"))
    fates = {each.file[-8:-4]: each.fate for each in taken(desk, folder)}

    assert {"1-20": Fate.TAKEN_IN, "2-01": Fate.KNOWN} == fates
    assert [-29_350, -29_206] == [october(desk, f"{day}T12:00Z") for day in ("2026-01-20", "2026-02-01")]


def test_the_same_figures_in_other_bytes_are_no_vintage(desk: Desk, folder: Path) -> None:
    (folder / "BOPGSTB_asof_2026-01-09.csv").write_text(fred("2025-10"))
    (folder / "BOPGSTB_asof_2026-01-20.csv").write_text(fred("2025-10", header="date,value"))
    _, second = taken(desk, folder)

    assert (Fate.KNOWN, "the same figures were printed before") == (second.fate, second.why)
    with desk.store.reading() as connection:
        assert 1 == len(vintages.listing(connection))


def test_a_correction_in_the_archive_is_found_and_known_from_its_day_on(desk: Desk, folder: Path) -> None:
    (folder / "BOPGSTB_asof_2026-01-09.csv").write_text(fred("2025-10"))
    (folder / "BOPGSTB_asof_2026-01-20.csv").write_text(fred("2025-10", y2025_10=-29_530))
    taken(desk, folder)
    (erratum,) = [each for each in found_in(desk, "ft900/2025-10") if each.kind == "erratum"]

    assert "balance.total 2025-10 -29,350 → -29,530 (fredgraph.csv line 6)" in erratum.message
    assert [-29_350, -29_530] == [october(desk, moment) for moment in ("2026-01-20T23:00-05:00", "2026-01-21T06:00Z")]


def test_documents_of_one_release_make_one_vintage(desk: Desk, folder: Path) -> None:
    table = "period,exports,imports,balance\n2025-09,290000,342828,-52828\n2025-10,301000,330350,-29350\n"
    (folder / "ftd_bopgs_vintage_2026-01-12.csv").write_text(table)
    (folder / "BOPGSTB_asof_2026-01-09.csv").write_text(fred("2025-10"))
    taken(desk, folder)
    with desk.store.reading() as connection:
        (entry,) = vintages.listing(connection)

    assert ["ftd_table", "fred"] == [version.document for version in entry.documents]


def test_zips_and_folders_named_after_the_month_are_read(desk: Desk, folder: Path) -> None:
    (folder / "fred_2510.zip").write_bytes(archive({"BOPGSTB.csv": fred("2025-10").encode()}))
    (folder / "release_2025-09").mkdir()
    (folder / "release_2025-09" / "fred.csv").write_text(fred("2025-09"))
    outcomes = by_name(taken(desk, folder))

    assert [Fate.TAKEN_IN, Fate.TAKEN_IN] == [outcomes[name].fate for name in ("fred.csv", "BOPGSTB.csv")]
    assert datetime(2026, 1, 8, 13, 30, tzinfo=UTC) == outcomes["BOPGSTB.csv"].available_at


def test_what_cannot_be_taken_in_says_why_and_stops_nothing(desk: Desk, folder: Path) -> None:
    (folder / "BOPGSTB_asof_2026-01-09.csv").write_text(fred("2025-10"))
    (folder / "BOPGSTB_asof_2026-01-10.csv").write_text("<html>maintenance</html>")
    (folder / "BOPGSTB.csv").write_text(fred("2025-09"))
    (folder / "README.md").write_text("what this is")
    (folder / "ft900xlsx_2510.zip").write_bytes(b"PK\x03\x04 cut")
    outcomes = by_name(taken(desk, folder))

    assert {
        "BOPGSTB_asof_2026-01-09.csv": Fate.TAKEN_IN,
        "BOPGSTB_asof_2026-01-10.csv": Fate.NOT_READ,
        "BOPGSTB.csv": Fate.NOT_PLACED,
        "README.md": Fate.NO_DOCUMENT,
        "ft900xlsx_2510.zip": Fate.NOT_READ,
    } == {name: each.fate for name, each in outcomes.items()}
    assert "expected observation_date,BOPGSTB" in outcomes["BOPGSTB_asof_2026-01-10.csv"].why
    assert "carries no date" in outcomes["BOPGSTB.csv"].why


def test_looking_keeps_nothing(desk: Desk, folder: Path) -> None:
    (folder / "BOPGSTB_asof_2026-01-09.csv").write_text(fred("2025-10"))
    (outcome,) = taken(desk, folder, keep=False)
    with desk.store.reading() as connection:
        assert () == vintages.listing(connection)

    assert (Fate.WOULD_BE, Release.parse("ft900/2025-10")) == (outcome.fate, outcome.release)


def test_a_document_that_is_named_is_read_whatever_the_files_are_called(desk: Desk, folder: Path) -> None:
    (folder / "saved-2026-01-09.txt").write_text(fred("2025-10"))

    assert [Fate.NO_DOCUMENT] == [each.fate for each in taken(desk, folder)]
    assert [Fate.TAKEN_IN] == [each.fate for each in taken(desk, folder, "fred")]
    with pytest.raises(UsageError, match="the rules have no document freed; they have"):
        taken(desk, folder, "freed")


def test_a_claim_of_a_later_vintage_is_not_tested_by_an_earlier_one(desk: Desk, folder: Path) -> None:
    (folder / "BOPGSTB_asof_2026-02-01.csv").write_text(fred("2025-11"))
    taken(desk, folder)
    (folder / "BOPGSTB_asof_2026-01-20.csv").write_text(fred("2025-10"))
    taken(desk, folder)
    with desk.store.reading() as connection:
        ledger = claims.listing(connection)
        entries = {entry.id: entry.available_at for entry in vintages.listing(connection)}

    assert all(claim.known_as_of <= entries[claim.vintage] + timedelta() for claim in ledger)


@pytest.mark.specimens
def test_the_published_vintages_answer_as_of_any_day(desk: Desk, specimens: Path) -> None:
    outcomes = taken(desk, specimens / "vintages")

    assert {Fate.TAKEN_IN} == {each.fate for each in outcomes}
    assert [-29_206, -31_102, -37_376] == [
        october(desk, f"{day}T23:59-05:00") for day in ("2026-02-01", "2026-03-15", "2026-11-23")
    ]
    with desk.store.reading() as connection:
        standing = {(claim.sentence, claim.standing.value) for claim in claims.listing(connection)}
    assert ("the smallest deficit since June 2009", "retracted") in standing
    assert ("the smallest deficit since November 2019", "holds") in standing


def press_text(folder: Path, day: str, words: str) -> None:
    title = "U.S. International Trade in Goods and Services, November 2025"
    (folder / f"bea_text_{day}.html").write_text(f"<title>{title}</title><p>{words}</p>")


def test_a_press_text_is_part_of_its_release_and_no_release_without_tables(desk: Desk, folder: Path) -> None:
    press_text(folder, "2026-01-29", "The deficit was $56.8 billion.")
    (alone,) = taken(desk, folder)
    assert (Fate.NOT_PLACED, "bea_text") == (alone.fate, alone.document)
    (folder / "BOPGSTB_asof_2026-01-29.csv").write_text(fred("2025-11"))
    press_text(folder, "2026-02-02", "The deficit was $58.8 billion.")
    outcomes = taken(desk, folder)

    assert [Fate.TAKEN_IN] * 3 == [each.fate for each in outcomes]
    with desk.store.reading() as connection:
        kept = vintages.listing(connection, "ft900")
    assert [("bea_text", "fred"), ("bea_text",)] == [tuple(d.document for d in entry.documents) for entry in kept]
    assert kept[0].available_at == datetime(2026, 1, 29, 13, 30, tzinfo=UTC) < kept[1].available_at

"""The archive turned page by page says the same as the questions about one moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from tests.store.made import MORNING, NOVEMBER, balances, cell, month, vintage
from watchdog.model.cell import Outlet
from watchdog.model.release import Release, Vintage
from watchdog.model.revisions import Revisions, counted
from watchdog.pipeline.vintage import reprints
from watchdog.store import archive, knowledge, vintages
from watchdog.store.database import Store

BULK = Outlet("census-bulk", "ftd")


def keep(store: Store, new: Sequence[Vintage]) -> None:
    with store.writing() as connection:
        for each in new:
            vintages.add(connection, each, rules_hash="r", code_version="1")


def pages(store: Store) -> list[archive.Page]:
    with store.reading() as connection:
        return list(archive.pages(connection, "ft900", {}))


def some_vintages(seed: int) -> list[Vintage]:
    """A few releases, some of two documents or printed twice, with figures that move, vanish and come back."""
    random = Random(seed)  # noqa: S311 - figures for a test
    made = []
    for number in range(6):
        release = Release("ft900", month("2025-06").shift(random.randrange(4)))
        outlet = random.choice([Outlet("census", "exh1"), BULK])
        shown = [
            cell(str(month("2025-01").shift(step)), random.randrange(3), outlet=outlet)
            for step in range(8)
            if random.random() < 0.7
        ]
        at = MORNING + timedelta(days=random.randrange(4))
        made.append(vintage(f"vintage {number}", at, shown or balances("2025-01", 1), release=release))
    return made


@pytest.mark.parametrize("seed", range(25))
def test_each_page_knows_what_was_known_with_its_vintage_whatever_the_order_of_arrival(store: Store, seed: int) -> None:
    keep(store, some_vintages(seed))
    turned = pages(store)

    with store.reading() as connection:
        for page in turned:
            known = knowledge.known_with(connection, page.vintage.id, {})
            assert (known.cells, known.as_of) == (page.known.cells, page.known.as_of)
            assert vintages.get(connection, page.vintage.id) == page.vintage


@pytest.mark.parametrize("seed", range(10))
def test_each_page_knows_what_was_known_before_the_first_vintage_of_its_release(store: Store, seed: int) -> None:
    keep(store, some_vintages(seed))
    turned = pages(store)

    with store.reading() as connection:
        for page in turned:
            first = next(other for other in turned if other.vintage.release == page.vintage.release)
            before = knowledge.known_before(connection, first.vintage.id, {})
            assert (before and before.cells) == (page.before and page.before.cells)


def test_each_page_has_the_changes_that_were_seen_when_its_vintage_came(store: Store) -> None:
    made = [
        vintage("first", MORNING, balances("2025-09", -48_100, -29_206)),
        vintage("second", MORNING + timedelta(days=1), balances("2025-09", -48_100, -29_350)),
        vintage("third", MORNING + timedelta(days=2), (*balances("2025-10", -29_350), cell("2025-12", 4, outlet=BULK))),
    ]
    seen = []
    with store.writing() as connection:
        for each in made:
            seen.append(vintages.changes(connection, each))
            vintages.add(connection, each, rules_hash="r", code_version="1")

    assert seen == [page.changes for page in pages(store)]


def test_a_vintage_of_another_program_is_not_known_and_has_no_page(store: Store) -> None:
    other = Release("advance", month("2025-11"))
    keep(store, [vintage("theirs", MORNING, balances("2025-01", 1), release=other)])
    later: datetime = MORNING + timedelta(days=1)
    keep(store, [vintage("ours", later, [cell("2025-11", 2, outlet=BULK)], release=NOVEMBER)])
    (page,) = pages(store)

    assert [2] == [known.cell.count for known in page.known.cells.values()]


def test_revisions_are_summed_up_alike_in_the_store_and_over_the_pages(store: Store) -> None:
    keep(
        store,
        [
            vintage("first", MORNING, balances("2025-09", -48_100, -29_206)),
            vintage("second", MORNING + timedelta(days=1), balances("2025-09", -48_100, -29_216, -56_825)),
            vintage("third", MORNING + timedelta(days=2), balances("2025-09", -48_104, -29_219)),
        ],
    )
    sums: dict[str, Revisions] = {}
    with store.reading() as connection:
        for page in archive.pages(connection, "ft900", {}):
            sums = counted(sums, reprints(page.changes, page.vintage))
            assert sums == knowledge.revisions(connection, page.vintage.id, ["balance.total"])

    found = sums["balance.total"]
    assert (3, Decimal(10**2 + 4**2 + 3**2)) == (found.count, found.squares)
    assert {"exh1": {month("2025-11"): {month("2025-09"): -4, month("2025-10"): -13}}} == found.moves
    assert {month("2025-11"): -56_825} == {period: first.cell.count for period, first in found.first.items()}

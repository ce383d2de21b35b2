"""The ledger of claims over the vintages."""

from datetime import timedelta

import pytest

from tests.store.made import MORNING, cell, claim, vintage
from watchdog.model.claim import Standing
from watchdog.store import claims, vintages
from watchdog.store.database import Store

VINTAGES = [vintage(f"v{days}", MORNING + timedelta(days=days), [cell("2025-10", days)]) for days in range(3)]
FIRST, SECOND, THIRD = [each.id for each in VINTAGES]
NEXT_DAY = MORNING + timedelta(days=1)


@pytest.fixture(autouse=True)
def known_vintages(store: Store) -> None:
    with store.writing() as connection:
        for each in VINTAGES:
            vintages.add(connection, each, rules_hash="r", code_version="1")


@pytest.mark.parametrize("standing", list(Standing))
def test_a_claim_stays_open_until_it_is_retracted(store: Store, standing: Standing) -> None:
    tested = claim(SECOND, standing, NEXT_DAY)
    with store.writing() as connection:
        claims.save(connection, [claim(FIRST)])
        claims.save(connection, [tested])
    with store.reading() as connection:
        assert (tested,) == claims.listing(connection)
        assert (() if standing is Standing.RETRACTED else (tested,)) == claims.open_claims(connection)
        assert (claim(FIRST), tested) == claims.history(connection, tested.key)


def test_the_latest_is_what_was_known_last_not_what_was_written_last(store: Store) -> None:
    with store.writing() as connection:
        claims.save(connection, [claim(SECOND, Standing.RETRACTED, NEXT_DAY)])
        claims.save(connection, [claim(FIRST)])
    with store.reading() as connection:
        assert () == claims.open_claims(connection)


def test_testing_a_vintage_again_replaces_its_version(store: Store) -> None:
    with store.writing() as connection:
        claims.save(connection, [claim(FIRST)])
        claims.save(connection, [claim(FIRST, Standing.UNDECIDED)])
    with store.reading() as connection:
        assert (claim(FIRST, Standing.UNDECIDED),) == claims.history(connection, claim(FIRST).key)


def test_nothing_is_claimed_at_first(store: Store) -> None:
    with store.writing() as connection:
        claims.save(connection, [])
        assert () == claims.listing(connection)

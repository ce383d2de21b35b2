"""A claim costs as much with a long backlog as with a short one."""

import sqlite3
from pathlib import Path

from sqlalchemy import insert

from tests.store.made import MORNING, alert, delivery
from watchdog.store import alerts, outbox
from watchdog.store.database import open_store
from watchdog.store.told_tables import deliveries

BLOCKED = 200


def steps_of_a_claim(folder: Path, backlog: int) -> int:
    """In hundreds of SQLite's own instructions; the latest of the backlog all follow what was not sent yet."""
    folder.mkdir()
    store = open_store(f"sqlite:///{folder / 'watchdog.db'}")
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with store.writing() as connection:
        alerts.add(connection, alert("alr_1"))
        outbox.enqueue(connection, [delivery("d0", "alr_1")])
        first = connection.execute(deliveries.select()).mappings().one()
        many = [dict(first) | {"id": f"d{number}"} for number in range(1, backlog)]
        for row in many[-BLOCKED:]:
            row |= {"follows": "d1", "due_at": MORNING.replace(second=1)}
        connection.execute(insert(deliveries), many)
    with store.writing() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_progress_handler(count, 100)
        claimed = outbox.claim_due(connection, MORNING.replace(hour=20), owner="me", limit=10)
        driver.set_progress_handler(None, 0)
    store.close()
    assert 10 == len(claimed)
    return steps


def test_it_looks_at_a_few_messages_and_not_at_all_that_wait(tmp_path: Path) -> None:
    short, long = (steps_of_a_claim(tmp_path / str(backlog), backlog) for backlog in (1000, 8000))

    assert long < 1.5 * short

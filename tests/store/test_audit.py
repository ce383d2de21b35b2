"""The record of who did what: it only grows, and says a thing that stays as it is once."""

from dataclasses import replace
from datetime import UTC, datetime

from watchdog.model.act import Act
from watchdog.store import audit
from watchdog.store.database import Store

ACT = Act(
    at=datetime(2026, 1, 29, 13, 30, tzinfo=UTC), by="desk", origin="host:7", action="rules in force", subject="ft900"
)


def test_acts_are_kept_in_order(store: Store) -> None:
    acts = (ACT, replace(ACT, by="another", before="a", after="b"))
    for act in acts:
        with store.writing() as connection:
            audit.add(connection, act)
    with store.reading() as connection:
        assert acts == audit.listing(connection)


def test_what_is_in_force_is_written_when_it_changes_with_what_was_before(store: Store) -> None:
    with store.writing() as connection:
        written = [audit.add_if_new(connection, replace(ACT, after=rules)) for rules in ("a", "a", "b", "a")]
        other = audit.add_if_new(connection, replace(ACT, subject="duties", after="a"))
    with store.reading() as connection:
        changes = [(act.before, act.after) for act in audit.listing(connection) if act.subject == "ft900"]

    assert ([True, False, True, True], True) == (written, other)
    assert [("", "a"), ("a", "b"), ("b", "a")] == changes

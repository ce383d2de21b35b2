"""The rule sets that vintages were judged by."""

import pytest

from watchdog.errors import StoreError
from watchdog.store import rule_sets
from watchdog.store.database import Store


def test_a_rule_set_is_kept_whole_and_once(store: Store) -> None:
    files = {"series.yaml": "series: []\n", "identities.yaml": "# œ\n"}
    with store.writing() as connection:
        rule_sets.add(connection, "r1", files)
        rule_sets.add(connection, "r1", {})
    with store.reading() as connection:
        assert files == rule_sets.get(connection, "r1")


def test_an_unknown_rule_set_is_named(store: Store) -> None:
    with store.reading() as connection, pytest.raises(StoreError, match="no rule set r9 is kept"):
        rule_sets.get(connection, "r9")

"""The rule sets that vintages were judged by, whole, so that a judgement can be made again."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, select

from watchdog.errors import StoreError
from watchdog.store.database import insert_new
from watchdog.store.tables import rule_sets


def add(connection: Connection, rules_hash: str, files: Mapping[str, str]) -> None:
    """Keep a rule set's files (name to text) under their hash."""
    insert_new(connection, rule_sets, [{"hash": rules_hash, "files": json.dumps(dict(files), sort_keys=True)}])


def get(connection: Connection, rules_hash: str) -> dict[str, str]:
    """The files of a rule set; StoreError where it is not kept."""
    text = connection.execute(select(rule_sets.c.files).where(rule_sets.c.hash == rules_hash)).scalar_one_or_none()
    if text is None:
        raise StoreError(f"no rule set {rules_hash} is kept")
    files: dict[str, str] = json.loads(text)
    return files

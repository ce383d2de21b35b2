"""Commits one row after another to a store on a disk that may fail, and says which it was told are kept."""

import sys

from watchdog.errors import StoreError
from watchdog.store import rule_sets
from watchdog.store.database import Store, open_store


def main() -> None:
    """DATABASE COMMITS: a line 'kept NAME' or 'refused NAME' for each."""
    database, commits = sys.argv[1:]
    store = _opened(f"sqlite:///{database}")
    for number in range(int(commits)):
        try:
            with store.writing() as connection:
                rule_sets.add(connection, f"row-{number}", {"series.yaml": "x" * 200})
        except StoreError:
            print("refused", f"row-{number}")  # noqa: T201 - the answer
        else:
            print("kept", f"row-{number}")  # noqa: T201 - the answer


def _opened(url: str) -> Store:
    for _ in range(100):
        try:
            return open_store(url)
        except StoreError:
            continue
    raise SystemExit("the disk fails too often to make the tables")


if __name__ == "__main__":
    main()

"""The archive that a demo leaves, and a function that holds texts against it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from watchdog.model.moment import moment_in
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules
from watchdog.store.database import Store, open_store
from watchdog.verify.checking import Checked, check
from watchdog.verify.text import read

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
"""A day after all that the demo replays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Rules and a store, to check texts with."""

    book: Rulebook
    store: Store

    def check(self, text: str | bytes, as_of: str | None = None) -> Checked:
        """The verdicts on a text; `as_of` as on the command line."""
        body = text if isinstance(text, bytes) else text.encode()
        moment = moment_in(as_of, self.book.timezone) if as_of else None
        with self.store.reading() as connection:
            return check(read(body, "text"), self.book, connection, NOW, moment)


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """On what a demo left in the folder."""
    store = open_store(f"sqlite:///{folder / 'watchdog.db'}")
    try:
        yield Desk(book=load(packaged_rules() / "us_trade"), store=store)
    finally:
        store.close()

"""The figures of a store as they were public at a moment, of the few series that a text is about."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from watchdog.formulas.derived import FORMULAS
from watchdog.model.knowledge import Knowledge, Known
from watchdog.rulebook.book import Rulebook
from watchdog.store import vintages
from watchdog.store.knowledge import available_by, printed
from watchdog.verify.dating import Published


class Archive:
    """What the store knows of one program; every series is read once for each moment asked for."""

    def __init__(self, connection: Connection, book: Rulebook) -> None:
        self._connection, self._book = connection, book
        self._cells: dict[tuple[datetime, str], list[Known]] = {}
        self.vintages = tuple(
            sorted(
                Published(entry.available_at, entry.release.period)
                for entry in vintages.listing(connection, book.program)
            )
        )

    def known(self, as_of: datetime, keys: Iterable[str]) -> Knowledge:
        """All figures of these series that were public at `as_of`."""
        cells = [cell for key in sorted(set(keys)) for cell in self._of(as_of, key)]
        return Knowledge(as_of=as_of, series=self._book.series, cells=cells, derivation=FORMULAS)

    def _of(self, as_of: datetime, key: str) -> list[Known]:
        place = max((each.available_at for each in self.vintages if each.available_at <= as_of), default=None)
        if place is None:
            return []
        if (place, key) not in self._cells:
            found = printed(self._connection, available_by(place), series=key)
            self._cells[place, key] = [each.known for each in found]
        return self._cells[place, key]

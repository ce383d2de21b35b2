"""The figures of a store as they were public at a moment, of the few series that a text is about."""

from datetime import datetime

from sqlalchemy import Connection

from watchdog.formulas.derived import FORMULAS
from watchdog.model.knowledge import Knowledge
from watchdog.rulebook.book import Rulebook
from watchdog.store import vintages
from watchdog.store.knowledge import available_by, printed
from watchdog.verify.dating import Published


class Archive:
    """What the store knows of one program; every series is read once for each moment asked for."""

    def __init__(self, connection: Connection, book: Rulebook) -> None:
        self._connection, self._book = connection, book
        self._known: dict[tuple[datetime | None, str], Knowledge] = {}
        self.vintages = tuple(
            sorted(
                Published(entry.available_at, entry.release.period)
                for entry in vintages.listing(connection, book.program)
            )
        )

    def known(self, as_of: datetime, key: str) -> Knowledge:
        """All figures of this series that were public at `as_of`."""
        place = max((each.available_at for each in self.vintages if each.available_at <= as_of), default=None)
        if (place, key) not in self._known:
            found = (
                ()
                if place is None
                else printed(self._connection, available_by(place), series=key, program=self._book.program)
            )
            cells = [each.known for each in found]
            self._known[place, key] = Knowledge(
                as_of=place or as_of, series=self._book.series, cells=cells, derivation=FORMULAS
            )
        return self._known[place, key]

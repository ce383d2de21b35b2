"""The service that watches the advance report, beside the trade release or alone, against servers on this machine."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.acquire.servers import page
from tests.packs import advance
from tests.packs.advance import Flows
from tests.pipeline.desk import Desk, desk
from watchdog.model.alert import Alert
from watchdog.model.period import Period
from watchdog.service import Pass, Program
from watchdog.store import alerts

PATHS = {
    "bulk": "/advance-bulk/econ_getzippedfile/?programCode=FTDADV",
    "fred": "/advance-fred/graph/fredgraph.csv?id=AITGCBS",
    "full_exh5": "/full-report/exh5.xlsx",
}
_SOURCES = ("advance-bulk", "advance-fred", "full-report")
_BASES = re.compile(r'census: "(http://127\.0\.0\.1:\d+)/census/"')


def with_advance(text: str) -> str:
    """The configuration with the second program beside the first, both asked of one server."""
    found = _BASES.search(text)
    assert found is not None
    addresses = ", ".join(f'{source}: "{found[1]}/{source}/"' for source in _SOURCES)
    entry = f"""  ftdadv:
    pack: rules/us_trade_advance
    documents: [{", ".join(PATHS)}]
    calendars: []
    addresses: {{{addresses}}}
channels:"""
    return text.replace("channels:", entry, 1)


@dataclass
class World:
    """A desk with both programs; `late` is what the full report adds to a month beyond the usual difference."""

    at: Desk
    late: dict[Period, Flows] = field(default_factory=dict)

    @property
    def clock(self) -> datetime:
        """The time."""
        return self.at.clock.moment

    def program(self, name: str) -> Program:
        """One of the two."""
        return next(program for program in self.at.watch.programs if program.name == name)

    def poll(self, moment: datetime, name: str = "ftdadv") -> Pass:
        """A pass at this moment, and all that is due is sent."""
        self.at.clock.moment = moment
        done = self.at.watch.poll(self.program(name))
        self.at.deliver()
        return done

    def publish_advance(self, month: Period) -> None:
        """The advance report for a month is out."""
        self._serve("bulk", advance.bulk(month))
        self._serve("fred", advance.fred(month))

    def publish_full(self, month: Period) -> None:
        """The full report for a month is out."""
        self._serve("full_exh5", advance.exhibit_5(month, self.late))

    def month(self, month: Period) -> tuple[Pass, Pass]:
        """The advance report for a month comes, and eight days later the full one; a pass after each."""
        day = morning_of(month)
        self.publish_advance(month)
        first = self.poll(day)
        self.publish_full(month)
        return first, self.poll(day + timedelta(days=8))

    def _serve(self, document: str, body: bytes) -> None:
        self.at.agencies.server.scripts[PATHS[document]] = page(body)

    def alerts(self, program: str = "ftdadv") -> list[Alert]:
        """What people were told of a program."""
        with self.at.watch.store.reading() as connection:
            return [alert for alert in alerts.listing(connection) if alert.release.program == program]


def morning_of(month: Period) -> datetime:
    """Some morning at the end of the month after it."""
    after = month.shift(1)
    return datetime(after.year, after.position, 27, 13, 31, tzinfo=UTC)


@contextmanager
def world(folder: Path, month: Period) -> Iterator[World]:
    """Running until the block ends; it has taken in the reports for `month`, as history."""
    with desk(folder, documents=("exh1", "fred"), edit=with_advance) as at:
        made = World(at)
        made.publish_advance(month)
        made.publish_full(month)
        made.poll(morning_of(month) + timedelta(days=20))
        yield made

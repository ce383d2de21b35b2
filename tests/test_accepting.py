"""What the service takes for a release: whole, fresh and genuine, against servers that hand out less than that."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.acquire.agencies import Agencies, agencies
from tests.acquire.asking import always, rewritten
from tests.acquire.texts import FRED_CSV
from watchdog.app import service
from watchdog.samples.releases import SampleRelease, embedded_releases
from watchdog.samples.server import StandIn
from watchdog.service import Pass, Service
from watchdog.settings import load

MORNING = datetime(2026, 1, 29, 13, 33, tzinfo=UTC)


@dataclass
class Clock:
    """The time that a test sets."""

    moment: datetime = MORNING

    def now(self) -> datetime:
        """That moment."""
        return self.moment


@contextmanager
def running(folder: Path, documents: str, addresses: dict[str, str], clock: Clock) -> Iterator[Service]:
    config = folder / "config.yaml"
    source = f"{{pack: rules/us_trade, documents: [{documents}], addresses: {addresses}}}"
    config.write_text(f'store: {{url: "sqlite:///watchdog.db"}}\nsources: {{ft900: {source}}}\n')
    with service(load(config, {}), clock=clock) as started:
        yield started


def poll(watch: Service, clock: Clock, moment: datetime) -> Pass:
    clock.moment = moment
    (done,) = (watch.poll(program) for program in watch.programs)
    return done


def minutes(count: float) -> datetime:
    return MORNING + timedelta(minutes=count)


@contextmanager
def fred(folder: Path) -> Iterator[tuple[Agencies, Service, Clock]]:
    clock = Clock()
    with agencies() as server, running(folder, "fred", {"fred": server.address}, clock) as watch:
        yield server, watch, clock


def test_an_etag_that_never_changes_hides_a_change_until_the_next_whole_request(tmp_path: Path) -> None:
    with fred(tmp_path) as (server, watch, clock):
        server.etag = '"always"'
        first = poll(watch, clock, minutes(0))
        server.misbehaviour = rewritten(("-29206", "-28749"))
        hidden = poll(watch, clock, minutes(7))
        found = poll(watch, clock, minutes(13))
        poll(watch, clock, minutes(14))

    assert [1, 0, 1] == [len(each.processed) for each in (first, hidden, found)]
    assert ("fred/fred: new content under the ETag and date of the old one; they are not used until they change",) == (
        found.waiting
    )
    assert [None, '"always"', None, None] == [asked.headers["If-None-Match"] for asked in server.asked]


def test_two_mirrors_that_take_turns_make_one_vintage_each(tmp_path: Path) -> None:
    with fred(tmp_path) as (server, watch, clock):
        vintages = []
        for turn in range(6):
            server.misbehaviour = rewritten(("-29206", "-28749")) if turn % 2 else None
            vintages.append(len(poll(watch, clock, minutes(turn)).processed))

    assert [1, 1, 0, 0, 0, 0] == vintages


def test_an_old_copy_is_set_aside(tmp_path: Path) -> None:
    old = FRED_CSV.replace("2025-11-01,-56825\n", "")
    with fred(tmp_path) as (server, watch, clock):
        poll(watch, clock, minutes(0))
        server.misbehaviour = always((200, {}, old.encode()))
        done = poll(watch, clock, minutes(1))

    assert () == done.processed
    assert "fred shows October 2025, earlier than November 2025 which we hold" in done.waiting[0]


def test_a_server_that_wants_to_be_left_alone_is_so_over_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    with agencies(always((429, {"Retry-After": "600"}, b"slow down"))) as server:
        asked = []
        for moment in (0, 1, 9, 11):
            with running(tmp_path, "fred", {"fred": server.address}, clock) as watch:
                poll(watch, clock, minutes(moment))
            asked.append(len(server.asked))

    assert [1, 1, 1, 2] == asked


def _part(release: SampleRelease, *documents: str) -> SampleRelease:
    return replace(release, documents={name: release.documents[name] for name in documents})


def test_a_release_of_which_one_file_is_up_waits_for_the_others(tmp_path: Path) -> None:
    *_, november, december, _, _ = embedded_releases()
    clock = Clock()
    with StandIn() as server, running(tmp_path, "exh1, exh12", {"census": server.bases["census"]}, clock) as watch:
        server.publish(november)
        poll(watch, clock, november.published_at)
        server.publish(_part(december, "exh1"))
        half = poll(watch, clock, december.published_at)
        still = poll(watch, clock, december.published_at + timedelta(seconds=30))
        server.publish(_part(december, "exh12"))
        whole = poll(watch, clock, december.published_at + timedelta(seconds=60))

    assert half.processed == still.processed == ()
    assert half.waiting == (
        "partial: December 2025 in exh1, still November 2025 in exh12: kept, waiting until 13:35:00Z",
    )
    assert ["exh1", "exh12"] == [version.document for version in whole.processed[0].vintage.documents]


def test_after_the_grace_the_rest_is_judged_and_said_to_be_partial(tmp_path: Path) -> None:
    *_, november, december, _, _ = embedded_releases()
    clock = Clock()
    with StandIn() as server, running(tmp_path, "exh1, exh12", {"census": server.bases["census"]}, clock) as watch:
        server.publish(november)
        poll(watch, clock, november.published_at)
        server.publish(_part(december, "exh1"))
        poll(watch, clock, december.published_at)
        late = poll(watch, clock, december.published_at + timedelta(minutes=6))
        server.publish(_part(december, "exh12"))
        rest = poll(watch, clock, december.published_at + timedelta(minutes=7))

    assert "what is here is judged without the rest" in late.waiting[0]
    assert [["exh1"], ["exh12"]] == [
        [version.document for version in each.processed[0].vintage.documents] for each in (late, rest)
    ]

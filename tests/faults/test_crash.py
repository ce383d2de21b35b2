"""The real service, killed with SIGKILL again and again, loses no message and makes no second one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults import strace
from tests.faults.campaigns import Tally, at_calls, at_every_arrival, at_random, undisturbed
from tests.faults.history import History
from tests.faults.ledger import Receipt
from tests.faults.strace import Point
from tests.faults.wiring import Wiring
from tests.faults.world import Driver, forked_services
from tests.notify.channels.servers import free_port

KILLS = 12
ROUTED_KILLS = 4
POINTS = 6
UNTRACEABLE = strace.why_not()


def spread(passed: Sequence[Point]) -> Sequence[Point]:
    """Evenly over the cycle, without the page writes inside of a transaction, which are nine in ten."""
    others = [point for point in passed if point.call != "pwrite64"]
    return others[:: -(-len(others) // POINTS)]


def routed(folder: Path, driver: Driver) -> tuple[History, Tally]:
    """Split, falling back and escalated: what an undisturbed run tells, and one that is killed."""
    wiring = Wiring(routed=True, port=free_port())
    reference = undisturbed(folder / "undisturbed", driver, wiring)
    return reference, at_random(folder / "random", driver, reference, kills=ROUTED_KILLS, seed=1, wiring=wiring)


class Campaigns:
    """All of them, in two lanes side by side: most of the time each waits for its own disk and its own process."""

    def __init__(self, folder: Path, lanes: Sequence[ThreadPoolExecutor], drivers: Sequence[Driver]) -> None:
        (first, second), (here, there) = lanes, drivers
        self.undisturbed = first.submit(undisturbed, folder / "undisturbed", here)
        self.random = first.submit(lambda: at_random(folder / "random", here, self.reference(), kills=KILLS, seed=1))
        self.arrivals = second.submit(at_every_arrival, folder / "arrivals", there)
        self.routed = second.submit(routed, folder / "routed", there)
        self.calls = None if UNTRACEABLE else second.submit(at_calls, folder / "calls", there, spread)

    def reference(self) -> History:
        return self.undisturbed.result()


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaigns]:
    with (
        forked_services() as here,
        forked_services() as there,
        ThreadPoolExecutor(1) as first,
        ThreadPoolExecutor(1) as second,
    ):
        yield Campaigns(tmp_path_factory.mktemp("crash"), (first, second), (here, there))


def test_undisturbed_every_release_is_told_once_at_every_target(campaigns: Campaigns) -> None:
    reference = campaigns.reference()

    targets = ("hook", "second", "third", "desk@example.org", "b@example.org")
    assert dict.fromkeys(targets, 3) == Counter(receipt.target for receipt in reference.receipts)
    assert {1} == set(reference.receipts.values())
    assert ("ok", 0, 0) == (reference.integrity, reference.pending, reference.kills)
    assert 3 == len(reference.vintages)


def test_killed_at_any_time_it_loses_nothing_and_tells_nothing_else(campaigns: Campaigns) -> None:
    tally = campaigns.random.result()

    assert [] == tally.faults
    assert tally.kills >= KILLS


def test_split_by_routes_falling_back_and_escalated_it_loses_nothing_and_tells_nothing_else(
    campaigns: Campaigns,
) -> None:
    reference, tally = campaigns.routed.result()
    told = Counter(receipt.target for receipt in reference.receipts)

    # three releases, two notices that somebody cannot be reached, one escalation; seven parts fall back
    assert {"b@example.org": 5, "desk@example.org": 5, "boss": 3, "hook": 3, "second": 9, "third": 5} == told
    assert [] == tally.faults
    assert tally.kills >= ROUTED_KILLS


def test_killed_between_sending_and_remembering_it_repeats_the_same_bytes_under_the_same_id(
    campaigns: Campaigns,
) -> None:
    tally = campaigns.arrivals.result()

    assert [] == tally.faults
    assert 5 == tally.kills
    assert tally.redelivered >= tally.kills, "a message that arrived before we knew has to come again"


@pytest.mark.skipif(bool(UNTRACEABLE), reason=f"no process can be killed at a system call here: {UNTRACEABLE}")
def test_killed_at_the_system_calls_of_a_cycle_it_loses_nothing_and_tells_nothing_else(campaigns: Campaigns) -> None:
    assert campaigns.calls is not None
    tally = campaigns.calls.result()

    assert [] == tally.faults
    assert POINTS * 3 // 4 <= tally.kills <= POINTS


def made(
    receipts: list[Receipt], *, kills: int = 0, pending: int = 0, integrity: str = "ok", late: bool = False
) -> History:
    return History(Counter(receipts), Counter({"line": 1}), frozenset({"vintage"}), integrity, pending, kills, late)


A, B = Receipt("hook", "alr_a", "hash of a"), Receipt("mail", "alr_b", "hash of b")


@pytest.mark.parametrize(
    ("history", "faults"),
    [
        (made([A, B]), []),
        (made([A, A, B], kills=1), []),
        (made([A]), ["lost: alr_b at mail"]),
        (made([A, B, Receipt("mail", "alr_c", "")]), ["unknown id: alr_c at mail", "other bytes: alr_c at mail"]),
        (made([A, B, B._replace(sha256="")], kills=1), ["other bytes: alr_b at mail"]),
        (made([A, B._replace(sha256="")], late=True), []),
        (made([A, B, B._replace(sha256="")], kills=1, late=True), ["other bytes: alr_b at mail"] * 2),
        (made([A, A, A, B], kills=1), ["2 redeliveries at hook after 1 kills and 0 lost replies"]),
        (made([A, B], pending=1), ["the database: ok, 1 deliveries not sent"]),
        (made([A, B], integrity="page 7 is never used"), ["the database: page 7 is never used, 0 deliveries not sent"]),
    ],
)
def test_the_account_names_what_must_never_be(history: History, faults: list[str]) -> None:
    assert faults == history.faults(made([A, B]))

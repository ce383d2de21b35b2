"""An endpoint that is down while alerts pour in gets all of them afterwards, in order, and fresh ones at once."""

from collections.abc import Iterator

import pytest

from tests.faults.flood import THREAD, Flood, flood

A_SECOND = 20
SECONDS = 30


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flood, int, list[float]]]:
    """A flood that has drained off: how many attempts were made while the endpoint was down, and how long each fresh
    alert took afterwards.
    """
    with flood(tmp_path_factory.mktemp("flood")) as pouring:
        for _ in range(SECONDS):
            pouring.second(A_SECOND)
        in_vain = pouring.tried
        pouring.come_back()
        fresh = [pouring.fresh(number) for number in range(5)]
        waiting = pouring.made - len(pouring.receipts.read_text().split())
        assert waiting > A_SECOND * SECONDS // 2, "the fresh ones came before the backlog had drained off"
        pouring.drain()
        yield pouring, in_vain, fresh


def test_everything_arrives_once_and_no_alert_before_what_it_follows(over: tuple[Flood, int, list[float]]) -> None:
    pouring, _, _ = over

    assert 0 == (A_SECOND * SECONDS) % THREAD
    assert [] == pouring.faults()


def test_an_endpoint_that_is_down_is_not_hammered_with_the_backlog(over: tuple[Flood, int, list[float]]) -> None:
    _, in_vain, _ = over

    assert 3 <= in_vain <= 6, "after 4, 8 and 16 seconds, and by the first that failed when it was due"


def test_a_fresh_alert_does_not_wait_for_the_backlog(over: tuple[Flood, int, list[float]]) -> None:
    _, _, fresh = over

    assert max(fresh) < 5

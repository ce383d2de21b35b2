"""The outbox: each delivery is somebody's for a while, and none is lost or done twice without a death."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.store.made import MORNING, alert, delivery
from watchdog.model.alert import Delivery, DeliveryState
from watchdog.model.release import Release
from watchdog.store import alerts, delivery_record, outbox, targets
from watchdog.store.database import Store
from watchdog.store.delivery_record import Attempt

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def told_alert(store: Store) -> None:
    with store.writing() as connection:
        alerts.add(connection, alert("alr_1"))


def enqueue(store: Store, *new: Delivery) -> None:
    with store.writing() as connection:
        outbox.enqueue(connection, new)


def claim(store: Store, now: datetime, owner: str = "me", limit: int = 100) -> list[str]:
    with store.writing() as connection:
        return [each.id for each in outbox.claim_due(connection, now, owner=owner, lease=MINUTE, limit=limit)]


def kept(store: Store) -> Iterator[Delivery]:
    with store.reading() as connection:
        yield from delivery_record.listing(connection)


def test_a_delivery_comes_back_byte_for_byte(store: Store) -> None:
    enqueue(store, delivery("d1", "alr_1"))
    with store.writing() as connection:
        assert (delivery("d1", "alr_1"),) == outbox.claim_due(connection, MORNING, owner="me")


def test_putting_a_delivery_in_again_does_not_start_it_anew(store: Store) -> None:
    enqueue(store, delivery("d1", "alr_1"))
    claim(store, MORNING)
    with store.writing() as connection:
        outbox.mark_sent(connection, "d1", now=MORNING)
    enqueue(store, delivery("d1", "alr_1"), delivery("d2", "alr_1"))

    assert [("d1", DeliveryState.SENT), ("d2", DeliveryState.PENDING)] == [
        (each.id, each.state) for each in kept(store)
    ]


def test_only_what_is_due_is_claimed_the_longest_due_first(store: Store) -> None:
    enqueue(store, *(delivery(f"d{at}", "alr_1", MORNING + at * SECOND) for at in (3, 1, 2, 4)))

    assert ["d1", "d2", "d3"] == claim(store, MORNING + 3 * SECOND, limit=3)
    assert ["d4"] == claim(store, MORNING + 4 * SECOND)


def test_only_the_channels_asked_for_are_claimed(store: Store) -> None:
    enqueue(store, delivery("d1", "alr_1"), replace(delivery("d2", "alr_1"), channel="hook"))
    with store.writing() as connection:
        claimed = [
            [each.id for each in outbox.claim_due(connection, MORNING, owner="me", channels=channels)]
            for channels in ((), ("hook",), None)
        ]

    assert [[], ["d2"], ["d1"]] == claimed


def test_a_leased_delivery_is_nobody_elses_until_the_lease_ends(store: Store) -> None:
    enqueue(store, delivery("d1", "alr_1"))

    assert ["d1"] == claim(store, MORNING, "one")
    assert [] == claim(store, MORNING + MINUTE - SECOND, "two")
    assert ["d1"] == claim(store, MORNING + MINUTE, "two")


def test_who_lost_the_lease_can_no_longer_say_that_it_failed_but_still_that_it_was_sent(store: Store) -> None:
    enqueue(store, delivery("d1", "alr_1"))
    claim(store, MORNING, "one")
    claim(store, MORNING + MINUTE, "two")
    later = MORNING + 2 * MINUTE
    with store.writing() as connection:
        assert not outbox.mark_failed(connection, "d1", owner="one", now=later, due_at=later, error="slow")
        assert not outbox.mark_dead(connection, "d1", owner="one", now=later, error="gone")
        assert outbox.mark_sent(connection, "d1", now=later)
        assert not outbox.mark_failed(connection, "d1", owner="two", now=later, due_at=later, error="slow")
        assert not outbox.mark_sent(connection, "d1", now=later)
    (sent,) = kept(store)

    assert (DeliveryState.SENT, later, 1) == (sent.state, sent.sent_at, sent.attempts)


def test_every_attempt_is_on_record_and_the_next_comes_when_it_is_due(store: Store) -> None:
    enqueue(store, delivery("d1", "alr_1"))
    again = MORNING + 5 * MINUTE
    claim(store, MORNING)
    with store.writing() as connection:
        assert outbox.mark_failed(connection, "d1", owner="me", now=MORNING, due_at=again, error="HTTP 503")
    (failed,) = kept(store)
    early = claim(store, again - SECOND)
    claimed = claim(store, again)
    with store.writing() as connection:
        assert outbox.mark_dead(connection, "d1", owner="me", now=again, error="HTTP 410")
        (dead,) = delivery_record.listing(connection, state=DeliveryState.DEAD)
        attempts = delivery_record.attempts_at(connection, "d1")

    assert (1, "HTTP 503", again) == (failed.attempts, failed.last_error, failed.due_at)
    assert [] == early
    assert ["d1"] == claimed
    assert (2, "HTTP 410") == (dead.attempts, dead.last_error)
    assert (
        Attempt(delivery_id="d1", at=MORNING, outcome="failed", detail="HTTP 503"),
        Attempt(delivery_id="d1", at=again, outcome="dead", detail="HTTP 410"),
    ) == attempts
    assert [] == claim(store, again + 100 * MINUTE)


def test_what_is_for_a_disabled_target_waits_until_it_is_enabled(store: Store) -> None:
    elsewhere = replace(delivery("d3", "alr_1"), target="elsewhere@example.org")
    enqueue(store, delivery("d1", "alr_1"))
    claim(store, MORNING)
    with store.writing() as connection:
        outbox.mark_dead(connection, "d1", owner="me", now=MORNING, error="HTTP 410", disable=True)
    enqueue(store, delivery("d2", "alr_1"), elsewhere)

    with store.writing() as connection:
        (refusal,) = targets.disabled(connection)
        known = delivery("d1", "alr_1")
        assert (known.channel, known.target, MORNING, "HTTP 410") == (
            refusal.channel,
            refusal.target,
            refusal.at,
            refusal.detail,
        )
    assert ["d3"] == claim(store, MORNING)
    with store.writing() as connection:
        outbox.mark_sent(connection, "d3", now=MORNING)
    assert [] == claim(store, MORNING)
    with store.writing() as connection:
        targets.enable(connection, refusal.channel, refusal.target)
        assert () == targets.disabled(connection)
    assert ["d2"] == claim(store, MORNING)


def test_a_silence_begins_with_the_first_that_died_since_the_last_that_was_sent(store: Store) -> None:
    known = delivery("d1", "alr_1")

    def began() -> str | None:
        with store.reading() as connection:
            return targets.silent_since(connection, known.channel, known.target)

    enqueue(store, *(delivery(f"d{number}", "alr_1") for number in range(1, 6)))
    claim(store, MORNING)
    silences = []
    for name in ("d1", "d2", "d3", "d4", "d5"):
        with store.writing() as connection:
            if name == "d3":
                outbox.mark_sent(connection, name, now=MORNING)
            else:
                outbox.mark_dead(connection, name, owner="me", now=MORNING, error="gone")
        silences.append(began())

    assert ["d1", "d1", None, "d4", "d4"] == silences


def test_deliveries_are_listed_by_alert(store: Store) -> None:
    with store.writing() as connection:
        alerts.add(connection, alert("alr_2"))
    enqueue(store, delivery("d1", "alr_1"), delivery("d2", "alr_2"))
    with store.reading() as connection:
        assert ["d2"] == [each.id for each in delivery_record.listing(connection, alert_id="alr_2")]


def test_many_claimants_share_the_work_without_overlap(store: Store) -> None:
    names = [f"d{number:02d}" for number in range(40)]
    enqueue(store, *(delivery(name, "alr_1") for name in names))
    with ThreadPoolExecutor(4) as pool:
        shares = pool.map(lambda owner: claim(store, MORNING, f"owner {owner}", limit=15), range(4))
        claimed = Counter(name for share in shares for name in share)

    assert {1} == set(claimed.values())
    assert names == sorted([*claimed, *claim(store, MORNING)])


def test_an_alert_and_its_deliveries_are_kept_together_or_not_at_all(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), store.writing() as connection:
        outbox.enqueue(connection, [delivery("d1", "unknown")])

    assert [] == list(kept(store))


def test_what_is_held_can_be_brought_forward_but_nothing_that_was_tried_or_is_of_another_release(store: Store) -> None:
    later = MORNING + timedelta(hours=3)
    held = replace(delivery("held", "alr_1"), due_at=later)
    tried = replace(delivery("tried", "alr_1"), due_at=later, attempts=1)
    muted = replace(delivery("muted", "alr_1"), due_at=later + MINUTE)
    enqueue(store, held, tried, muted, replace(delivery("due", "alr_1"), due_at=MORNING))
    with store.writing() as connection:
        outbox.bring_forward(connection, alert("alr_1").release, later, MORNING + MINUTE)
        outbox.bring_forward(connection, Release("cpi", alert("alr_1").release.period), later, MORNING)

    expected = {"held": MORNING + MINUTE, "tried": later, "due": MORNING, "muted": later + MINUTE}
    assert expected == {each.id: each.due_at for each in kept(store)}


def test_what_is_held_until_later_keeps_back_nothing_of_its_thread_that_may_go_out_sooner(store: Store) -> None:
    with store.writing() as connection:
        for name, due in (("digest", MORNING + timedelta(hours=9)), ("critical", MORNING)):
            alerts.add(connection, alert(f"alr_{name}", thread="t"))
            outbox.enqueue(connection, [replace(delivery(name, f"alr_{name}"), due_at=due)])

    assert ["critical"] == claim(store, MORNING)


def told_in(store: Store, thread: str, *names: str) -> None:
    """Alerts of one thread, each with one delivery of the same name."""
    with store.writing() as connection:
        for name in names:
            alerts.add(connection, alert(f"alr_{name}", thread=thread))
            outbox.enqueue(connection, [delivery(name, f"alr_{name}")])


def settle(store: Store, name: str, now: datetime = MORNING) -> None:
    with store.writing() as connection:
        assert outbox.mark_sent(connection, name, now=now)


def fail(store: Store, name: str, now: datetime, due_at: datetime) -> None:
    with store.writing() as connection:
        assert outbox.mark_failed(connection, name, owner="me", now=now, due_at=due_at, error="HTTP 503")


def test_what_follows_in_a_thread_waits_until_what_it_follows_is_settled(store: Store) -> None:
    told_in(store, "november", "first", "second", "third")
    told_in(store, "december", "other")

    assert {"first", "other"} == set(claim(store, MORNING))
    settle(store, "other")
    fail(store, "first", MORNING, MORNING + 5 * MINUTE)
    assert [] == claim(store, MORNING + MINUTE), "the first is not due, and the others wait for it"
    assert ["first"] == claim(store, MORNING + 5 * MINUTE)
    settle(store, "first")
    assert ["second"] == claim(store, MORNING + 5 * MINUTE)
    with store.writing() as connection:
        outbox.mark_dead(connection, "second", owner="me", now=MORNING, error="refused")
    assert ["third"] == claim(store, MORNING + 5 * MINUTE)


def test_a_thread_waits_at_the_target_that_fails_and_at_no_other(store: Store) -> None:
    told_in(store, "november", "first", "second")
    enqueue(store, *(replace(delivery(f"hook {name}", f"alr_{name}"), channel="hook") for name in ("first", "second")))
    assert {"first", "hook first"} == set(claim(store, MORNING))
    settle(store, "hook first")

    assert ["hook second"] == claim(store, MORNING)


def test_half_of_the_places_go_to_the_latest_when_there_is_more_than_can_be_claimed(store: Store) -> None:
    enqueue(store, *(delivery(f"d{at:02d}", "alr_1", MORNING + at * SECOND) for at in range(20)))

    assert ["d00", "d01", "d18", "d19"] == claim(store, MORNING + MINUTE, limit=4)
    assert ["d02", "d03", "d16", "d17"] == claim(store, MORNING + MINUTE, limit=4)


def test_a_backlog_that_waits_for_one_message_keeps_back_nothing_else(store: Store) -> None:
    told_in(store, "november", *(f"november {number:03d}" for number in range(150)))
    told_in(store, "december", "december")

    assert {"november 000", "december"} == set(claim(store, MORNING, limit=2))


def test_a_target_that_fails_is_tried_by_the_first_that_failed_when_that_is_due_and_by_others_ever_more_seldom(
    store: Store,
) -> None:
    enqueue(store, *(delivery(f"d{at}", "alr_1", MORNING - (9 - at) * SECOND) for at in range(9)))
    claim(store, MORNING, limit=1)
    fail(store, "d0", MORNING, MORNING + 5 * SECOND)
    tried = []
    for second in range(1, 200):
        now = MORNING + second * SECOND
        for name in claim(store, now):
            tried.append((second, name))
            fail(store, name, now, now + timedelta(seconds=30) if name == "d0" else now + timedelta(hours=1))

    assert [
        (4, "d1"), (5, "d0"), (21, "d2"), (35, "d0"), (65, "d0"), (95, "d0"), (125, "d0"), (155, "d0"), (185, "d0"),
    ] == tried  # fmt: skip


def test_a_target_that_takes_a_message_again_gets_the_others_at_once(store: Store) -> None:
    enqueue(store, *(delivery(f"d{at}", "alr_1", MORNING + at * SECOND) for at in range(4)))
    claim(store, MORNING, limit=1)
    fail(store, "d0", MORNING, MORNING + 5 * SECOND)
    assert ["d0"] == claim(store, MORNING + 5 * SECOND)
    settle(store, "d0", MORNING + 5 * SECOND)

    assert ["d1", "d2", "d3"] == claim(store, MORNING + 5 * SECOND)


def test_what_is_given_back_is_free_again_unless_another_has_it(store: Store) -> None:
    enqueue(store, delivery("d1", "alr_1"))
    claim(store, MORNING)
    with store.writing() as connection:
        outbox.give_back(connection, ["d1"], "another")
    assert [] == claim(store, MORNING)
    with store.writing() as connection:
        outbox.give_back(connection, ["d1"], "me")

    assert ["d1"] == claim(store, MORNING)


def test_a_clock_that_was_ahead_keeps_nothing_waiting_once_it_is_set_right(store: Store) -> None:
    ahead, right = MORNING + timedelta(days=400), MORNING + 10 * MINUTE
    made_then = replace(delivery("d2", "alr_1"), target="other", created_at=ahead, due_at=ahead)
    held = replace(delivery("d3", "alr_1"), target="third", due_at=ahead)
    enqueue(store, delivery("d1", "alr_1"), made_then, held)
    claim(store, ahead - MINUTE)
    with store.writing() as connection:
        outbox.mark_failed(connection, "d1", owner="me", now=ahead, due_at=ahead + 5 * MINUTE, error="HTTP 503")

    assert ["d2"] == claim(store, right), "and not what is held until then"
    assert "d1" not in claim(store, right + 4 * MINUTE)
    assert "d1" in claim(store, right + 5 * MINUTE)


def test_a_target_rests_a_minute_at_most_and_not_at_all_once_it_is_enabled(store: Store) -> None:
    known, rests = delivery("d1", "alr_1"), []
    enqueue(store, known)

    def is_resting(after: float) -> bool:
        with store.reading() as connection:
            (standing,) = targets.taking(connection, MORNING + timedelta(seconds=after), None)
            return standing.rests

    for _ in range(8):
        with store.writing() as connection:
            targets.note_failure(connection, known.channel, known.target, known.id, MORNING)
        rests.append(next(seconds for seconds in range(9999) if not is_resting(seconds)))
    with store.writing() as connection:
        targets.disable(connection, known.channel, known.target, MORNING, "HTTP 410")
        targets.enable(connection, known.channel, known.target)
        (standing,) = targets.taking(connection, MORNING, None)

    assert [4, 8, 16, 32, 60, 60, 60, 60] == rests
    assert (False, False) == (standing.fails, standing.rests)

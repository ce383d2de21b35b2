"""When to try again, and what one pass of the loop does."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.notify.fixtures import SEEN, alert
from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert, Delivery, DeliveryState
from watchdog.notify.deliver import (
    LONGEST_WAIT,
    MAIL_WAITS,
    WAITS,
    Attempt,
    deliver_due,
    deliveries,
    delivery_id,
    next_attempt,
)


@dataclass
class Remembered:
    """An outbox in memory."""

    due: list[Delivery]
    marks: list[tuple[str, str]] = field(default_factory=list)
    retries: dict[str, datetime | None] = field(default_factory=dict)
    took: list[timedelta] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    left: list[str] = field(default_factory=list)

    def give_back(self, left: Sequence[Delivery]) -> None:
        self.left += [delivery.id for delivery in left]

    def claim_due(self, now: datetime, channels: Sequence[str], limit: int) -> Sequence[Delivery]:
        del channels
        return [delivery for delivery in self.due if delivery.due_at <= now][:limit]

    def mark_sent(self, delivery: Delivery, took: timedelta) -> None:
        self.took.append(took)
        self.threads.add(threading.get_ident())
        self.marks.append((delivery.id, "sent"))

    def mark_failed(self, attempt: Attempt) -> None:
        self.threads.add(threading.get_ident())
        self.marks.append((attempt.delivery.id, attempt.error))
        self.retries[attempt.delivery.id] = attempt.retry_at


@dataclass
class Recorder:
    """A channel that remembers, waits where told to, and fails as told."""

    names: tuple[str, ...] = ("target",)
    fails: Exception | None = None
    waits_for: threading.Event | None = None
    announces: threading.Event | None = None
    sent: list[Delivery] = field(default_factory=list)

    def targets(self) -> tuple[str, ...]:
        return self.names

    def render(self, alert: Alert, target: str) -> bytes:
        return f"{alert.id} to {target}".encode()

    def send(self, delivery: Delivery, now: datetime) -> None:
        del now
        if self.waits_for is not None:
            assert self.waits_for.wait(5)
        if self.announces is not None:
            self.announces.set()
        self.sent.append(delivery)
        if self.fails is not None:
            raise self.fails


def seeded(seed: int = 1) -> random.Random:
    return random.Random(seed)  # noqa: S311 - spreads retries, guards nothing


def due(channel: str, name: str = "", attempts: int = 0) -> Delivery:
    return Delivery(
        id=name or f"dlv_{channel}", alert_id="alr_1", channel=channel, target="target", body=b"{}",
        created_at=SEEN, due_at=SEEN, attempts=attempts,
    )  # fmt: skip


def test_each_target_of_each_channel_gets_one_delivery_rendered_now() -> None:
    made = deliveries(alert(), {"mail": Recorder(names=("a@example.org", "b@example.org")), "log": Recorder()}, SEEN)

    assert [("mail", "a@example.org"), ("mail", "b@example.org"), ("log", "target")] == [
        (delivery.channel, delivery.target) for delivery in made
    ]
    assert made[0].body == b"alr_november to a@example.org"
    assert len({delivery.id for delivery in made}) == 3


def test_a_delivery_id_depends_on_alert_channel_and_target_alone_and_has_no_dot() -> None:
    assert delivery_id("a", "b", "c.d") == delivery_id("a", "b", "c.d")
    assert delivery_id("a", "b", "cd") != delivery_id("a", "bc", "d")
    assert "." not in delivery_id("a.b", "c", "d@example.org")


def test_ten_attempts_follow_the_recommended_waits_and_then_end() -> None:
    seconds = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]

    assert [wait.total_seconds() for wait in WAITS] == seconds
    assert next_attempt(0, SEEN, None, seeded()) == SEEN
    assert next_attempt(10, SEEN, None, seeded()) is None


@given(
    attempts=st.integers(1, 9),
    seed=st.integers(0, 1000),
    asked=st.none() | st.timedeltas(timedelta(), timedelta(days=9)),
)
def test_a_retry_is_within_a_tenth_of_its_wait_unless_the_target_asked_for_more(
    attempts: int, seed: int, asked: timedelta | None
) -> None:
    at = next_attempt(attempts, SEEN, asked, seeded(seed))

    assert at is not None
    wait, wanted = at - SEEN, min(asked or timedelta(), LONGEST_WAIT)
    assert max(0.9 * WAITS[attempts - 1], wanted) <= wait <= max(1.1 * WAITS[attempts - 1], wanted)


def test_mail_is_tried_for_five_days_however_the_jitter_falls() -> None:
    assert sum(MAIL_WAITS, timedelta()) * 0.9 >= timedelta(days=5)


def test_each_channel_is_tried_as_often_as_its_own_waits_say() -> None:
    outbox = Remembered([due("mail", attempts=len(WAITS)), due("hook", attempts=len(WAITS))])
    down = {"mail": Recorder(fails=DeliveryFailed("down")), "hook": Recorder(fails=DeliveryFailed("down"))}

    deliver_due(outbox, down, SEEN, seeded(), waits={"mail": MAIL_WAITS})

    assert (True, False) == (outbox.retries["dlv_mail"] is not None, outbox.retries["dlv_hook"] is not None)


def test_what_is_sent_is_marked_sent() -> None:
    outbox, channel = Remembered([due("hook")]), Recorder()

    (attempt,) = deliver_due(outbox, {"hook": channel}, SEEN, seeded())

    assert attempt.state is DeliveryState.SENT
    assert outbox.marks == [("dlv_hook", "sent")]
    assert outbox.took == [attempt.took]
    assert timedelta() < attempt.took < timedelta(seconds=5)
    assert len(channel.sent) == 1


def test_a_channel_sends_its_next_delivery_only_when_the_last_is_marked() -> None:
    @dataclass
    class Slow(Remembered):
        def mark_sent(self, delivery: Delivery, took: timedelta) -> None:
            time.sleep(0.02)
            super().mark_sent(delivery, took)

    @dataclass
    class Looking(Recorder):
        marked: list[int] = field(default_factory=list)

        def send(self, delivery: Delivery, now: datetime) -> None:
            self.marked.append(len(outbox.marks))
            super().send(delivery, now)

    outbox, channel = Slow([due("hook", f"dlv_{number}") for number in range(3)]), Looking()

    deliver_due(outbox, {"hook": channel}, SEEN, seeded())

    assert [0, 1, 2] == channel.marked


def test_a_failure_is_tried_again_later_and_says_why() -> None:
    outbox = Remembered([due("hook")])
    busy = Recorder(fails=DeliveryFailed("https://example.org answered 503", retry_after=timedelta(minutes=7)))

    (attempt,) = deliver_due(outbox, {"hook": busy}, SEEN, seeded())

    assert attempt.state is DeliveryState.PENDING
    assert outbox.marks == [("dlv_hook", "https://example.org answered 503")]
    assert outbox.retries["dlv_hook"] == SEEN + timedelta(minutes=7)


@pytest.mark.parametrize(
    ("failure", "attempts", "disables"),
    [
        (DeliveryFailed("refused", permanent=True), 0, False),
        (DeliveryFailed("gone", disable=True), 0, True),
        (DeliveryFailed("still failing"), 9, False),
    ],
    ids=["a final refusal", "never again", "the tenth failure"],
)
def test_what_cannot_be_helped_by_trying_again_is_dead(
    failure: DeliveryFailed, attempts: int, *, disables: bool
) -> None:
    outbox = Remembered([due("hook", attempts=attempts)])

    (attempt,) = deliver_due(outbox, {"hook": Recorder(fails=failure)}, SEEN, seeded())

    assert (attempt.state, attempt.disable) == (DeliveryState.DEAD, disables)
    assert outbox.retries == {"dlv_hook": None}


def test_a_broken_channel_is_recorded_without_its_text_and_stops_nobody() -> None:
    outbox = Remembered([due("broken"), due("whole")])
    channels = {"broken": Recorder(fails=RuntimeError("https://example.org/secret-path")), "whole": Recorder()}

    deliver_due(outbox, channels, SEEN, seeded())

    marks = dict(outbox.marks)
    assert marks["dlv_whole"] == "sent"
    assert marks["dlv_broken"].startswith("the channel broke: RuntimeError at test_deliver.py:")
    assert "secret-path" not in marks["dlv_broken"]
    assert outbox.retries["dlv_broken"] is not None


def test_a_delivery_whose_channel_was_taken_out_waits_for_it_to_come_back() -> None:
    outbox = Remembered([due("gone")])

    (attempt,) = deliver_due(outbox, {}, SEEN, seeded())

    assert (attempt.state, attempt.error) == (DeliveryState.PENDING, "no channel 'gone' is configured at present")


def test_a_channel_that_hangs_delays_no_other() -> None:
    told = threading.Event()
    channels = {"slow": Recorder(waits_for=told), "quick": Recorder(announces=told)}

    attempts = deliver_due(Remembered([due("slow"), due("quick")]), channels, SEEN, seeded())

    assert ["quick", "slow"] == [attempt.delivery.channel for attempt in attempts]


def test_one_channel_sends_in_order_and_all_marks_are_made_by_the_caller() -> None:
    waiting = [replace(due("mail"), id=f"dlv_{number}") for number in range(8)]
    outbox, channel = Remembered([*waiting, due("hook")]), Recorder()

    deliver_due(outbox, {"mail": channel, "hook": Recorder()}, SEEN, seeded())

    assert [delivery.id for delivery in channel.sent] == [f"dlv_{number}" for number in range(8)]
    assert outbox.threads == {threading.get_ident()}


def test_a_target_that_has_just_failed_is_not_tried_with_the_rest_of_the_batch() -> None:
    batch = [replace(due("mail", f"dlv_{number}"), target=f"box {number % 2}") for number in range(6)]
    outbox = Remembered(batch)
    channel = Recorder(fails=DeliveryFailed("down"))

    attempts = deliver_due(outbox, {"mail": channel}, SEEN, seeded())

    assert ["dlv_0", "dlv_1"] == [attempt.delivery.id for attempt in attempts]
    assert ["dlv_2", "dlv_3", "dlv_4", "dlv_5"] == outbox.left


def test_one_message_that_is_refused_for_good_does_not_stop_the_next() -> None:
    outbox = Remembered([due("mail", f"dlv_{number}") for number in range(3)])

    attempts = deliver_due(outbox, {"mail": Recorder(fails=DeliveryFailed("no", permanent=True))}, SEEN, seeded())

    assert (3, []) == (len(attempts), outbox.left)


def test_nothing_due_is_nothing_done() -> None:
    assert deliver_due(Remembered([]), {"mail": Recorder()}, SEEN, seeded()) == ()


def test_a_target_that_asks_for_more_than_a_day_is_tried_after_a_day() -> None:
    assert SEEN + timedelta(days=1) == next_attempt(1, SEEN, timedelta(days=9), seeded())

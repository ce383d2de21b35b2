"""Ways to kill the service systematically, each from an undisturbed run to the tally of what the killed ones did."""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.faults import strace
from tests.faults.history import History
from tests.faults.strace import Point
from tests.faults.wiring import Wiring
from tests.faults.world import ALL_TO_ALL, Attach, Driver, World, world
from tests.pipeline.agency import RELEASES

AUTUMN = tuple(RELEASES[month] for month in ("2025-09", "2025-10", "2025-11"))
LONGEST = 1.3
"""Seconds within which a random kill falls: a little more than a release takes when nobody disturbs it."""
SHORT = 0.25
"""Most kills fall within this: starting, migrating, fetching, and sending what was judged before."""
LOST_REPLIES = 0.02
_KILLS_A_RELEASE = 30

Choose = Callable[[Sequence[Point]], Sequence[Point]]
"""Which of the points that a cycle passes it is to be killed at."""


@dataclass
class Tally:
    """`messages` are those that had to arrive; `faults` is what must never be, each in a sentence."""

    kills: int = 0
    messages: int = 0
    redelivered: int = 0
    faults: list[str] = field(default_factory=list)

    def count(self, history: History, reference: History, what: str) -> None:
        """Add what came of one run that was killed."""
        self.kills += history.kills
        self.messages += len(reference.receipts)
        self.redelivered += sum(history.redelivered().values())
        self.faults += [f"{what}: {fault}" for fault in history.faults(reference)]


def undisturbed(folder: Path, driver: Driver, wiring: Wiring = ALL_TO_ALL) -> History:
    """The autumn of 2025 without a kill."""
    with world(folder, driver, wiring=wiring) as here:
        for release in AUTUMN:
            here.publish(release)
            here.finish()
        return here.history()


def at_random(
    folder: Path,
    driver: Driver,
    reference: History,
    *,
    kills: int,
    seed: int,
    wiring: Wiring = ALL_TO_ALL,
    watch: Callable[[int], None] = lambda _kills: None,
) -> Tally:
    """Live through the autumn over and over, with kills at any time, and any time until somebody starts it again: now
    and then longer than a release is news for those who begin to watch. One kill in eight hits a message that arrives.
    `reference` is of the same wiring; `watch` hears how many kills there were.
    """
    rng, tally = random.Random(seed), Tally()  # noqa: S311 - repeatable, not secret
    rounds = 0
    while tally.kills < kills:
        rounds += 1
        with world(folder / str(rounds), driver, lambda: rng.random() < LOST_REPLIES, wiring) as here:
            here.hours = lambda: rng.uniform(0, wiring.hours if rng.random() < 1 / 8 else 1)
            for release in AUTUMN:
                here.publish(release)
                for _ in here.phases():
                    most = min(here.kills + _KILLS_A_RELEASE, kills - tally.kills)
                    while here.kills < most and here.cycle(attach=_some_kill(here, rng)) != 0:
                        pass
                    here.settle()
            tally.count(here.history(), reference, f"seed {seed}, round {rounds}")
        shutil.rmtree(folder / str(rounds))
        watch(tally.kills)
    return tally


def _some_kill(here: World, rng: random.Random) -> Attach:
    if rng.random() < 1 / 8:
        return here.at_arrival(rng.randint(1, 5))
    return here.after(rng.uniform(0, SHORT if rng.random() < 3 / 4 else LONGEST))


def at_every_arrival(folder: Path, driver: Driver, wiring: Wiring = ALL_TO_ALL) -> Tally:
    """November, killed once as each of its messages arrives: after the receiver has it, before we know."""
    tally = Tally()
    with _november(folder, driver, wiring) as (here, reference):
        for n in range(1, len(reference.receipts) + 1):
            _killed_once(here, here.at_arrival(n))
            tally.count(here.history(), reference, f"arrival {n}")
    return tally


def at_calls(folder: Path, driver: Driver, choose: Choose, wiring: Wiring = ALL_TO_ALL) -> Tally:
    """November, killed once just before each chosen system call of its main thread, which polls, judges and marks."""
    tally = Tally()
    with _november(folder, driver, wiring) as (here, reference):
        for point in choose(_passed(here)):
            _killed_once(here, partial(strace.killed_at, point), traced=True)
            tally.count(here.history(), reference, f"{point.call} {point.n}")
    return tally


@contextmanager
def _november(folder: Path, driver: Driver, wiring: Wiring) -> Iterator[tuple[World, History]]:
    """A world on the eve of November's release, kept as 'eve', and what the release brings when nobody disturbs it."""
    with world(folder, driver, wiring=wiring) as here:
        for release in AUTUMN[:-1]:
            here.publish(release)
            here.finish()
        here.keep("eve")
        here.publish(AUTUMN[-1])
        here.go_back("eve")
        here.finish()
        yield here, here.history()


def _killed_once(here: World, attach: Attach, *, traced: bool = False) -> None:
    here.go_back("eve")
    here.cycle(attach=attach, traced=traced)
    here.finish()


def _passed(here: World) -> list[Point]:
    """The points that November's cycle passes."""
    here.go_back("eve")
    file = here.folder / "calls"
    here.cycle(attach=partial(strace.listed, file), traced=True)
    return strace.points(file)

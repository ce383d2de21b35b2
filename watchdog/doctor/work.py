"""How the service does its work, by what it has written down."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from watchdog.doctor.check import Check, broken, doubtful, well
from watchdog.settings import Settings
from watchdog.store import delivery_record, schedule, targets
from watchdog.store.database import Store

OVERDUE = timedelta(minutes=15)
"""So late a delivery is where the service runs and its targets take what they get."""

_LONG_SILENT = timedelta(hours=26)  # something is asked for at least once a day
_START = "start `watchdog run`, or let cron call `watchdog once`"
_CLOCK = "compare it with another, set it, and let it be kept (NTP)"
_AHEAD = timedelta(minutes=5)


def work(store: Store, settings: Settings, now: datetime) -> Iterator[Check]:
    """Polls and deliveries."""
    with store.reading() as connection:
        for name in settings.sources:
            yield _polls(name, schedule.poll_state(connection, name), now)
        late, dead = delivery_record.overdue(connection, now - OVERDUE), delivery_record.given_up(connection)
        refused, ahead = targets.disabled(connection), delivery_record.made_after(connection, now + _AHEAD)
    if late:
        said = f"{late} are due for more than 15 minutes"
        yield broken(
            "deliveries", said, f"{_START}; `watchdog alerts list` and `show` say which, and what came of them"
        )
    else:
        yield well("deliveries", "none overdue")
    if ahead:
        made = "1 was made" if ahead == 1 else f"{ahead} were made"
        yield doubtful("deliveries", f"{made} later than now: this machine's clock is behind, or was ahead", _CLOCK)
    if dead:
        mend = "`watchdog alerts list` shows them, `watchdog alerts resend ID` sends them again"
        yield doubtful("deliveries", f"{dead} could not be delivered for good", mend)
    for each in refused:
        since = f"{each.at:%Y-%m-%d %H:%MZ}"
        mend = f"`watchdog notify test {each.channel}` tries it again"
        yield doubtful("deliveries", f"{each.channel} to {each.target} is disabled since {since}", mend)


def _polls(name: str, state: schedule.PollState, now: datetime) -> Check:
    last = state.last_polled_at
    if last is None:
        return doubtful("polls", f"{name} was never polled", _START)
    said = f"{name} was last polled {last:%Y-%m-%d %H:%MZ}"
    if last > now + _AHEAD:
        return broken("polls", f"{said}, which is later than now: this machine's clock is behind, or was ahead", _CLOCK)
    if now - last > _LONG_SILENT:
        return broken(
            "polls", f"{said}: the service does not run, or does not poll", f"{_START}; if it runs, its log says why"
        )
    if state.failures:
        seen = f"{said}, and nothing came {state.failures} times in a row: {state.last_error}"
        return doubtful("polls", seen, "`watchdog doctor --online` says whether the sources answer")
    return well("polls", said)

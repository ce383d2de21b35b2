"""When a message may go out: time windows that are open on weekdays and hours, and times of maintenance."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from watchdog.model.route import Maintenance, Route, Stretch, Window

_DAY = timedelta(days=1)
_MOST_STEPS = 100


class NeverOpen(ValueError):
    """The windows leave no moment in which anything could go out."""


def opening(
    moment: datetime, route: Route, maintenance: Sequence[Maintenance] = (), *, is_critical: bool = False
) -> tuple[datetime, str]:
    """The first moment from this one on at which nothing holds back, and what does until then ('' if nothing does).

    Maintenance holds nothing back that is critical; NeverOpen where the windows of the route never let anything out.
    """
    why: dict[str, None] = {}
    for _ in range(_MOST_STEPS):
        held = _held(moment, route, () if is_critical else maintenance)
        if held is None:
            return moment, ", ".join(why)
        moment, reason = held
        why[reason] = None
    raise NeverOpen(f"nothing can go out by the windows of {route.name}")


def way_out(
    moment: datetime, route: Route, maintenance: Sequence[Maintenance] = (), *, is_critical: bool = False
) -> tuple[datetime, str]:
    """The same, and at once where no window ever opens: better a message at night than none."""
    try:
        return opening(moment, route, maintenance, is_critical=is_critical)
    except NeverOpen:
        return moment, ""


def _held(moment: datetime, route: Route, maintenance: Sequence[Maintenance]) -> tuple[datetime, str] | None:
    """Until when and by what something is held back at this moment; None where nothing is."""
    for each in maintenance:
        if each.start <= moment < each.end:
            return each.end, f"maintenance: {each.why}"
    for window in route.mute:
        ending = [end for start, end in _spans(window, moment) if start <= moment < end]
        if ending:
            return max(ending), f"the window {window.name}"
    spans = [span for window in route.active for span in _spans(window, moment)]
    if not route.active or any(start <= moment < end for start, end in spans):
        return None
    later = [start for start, _ in spans if start > moment]
    if not later:
        raise NeverOpen(f"no window of {route.name} ever opens")
    return min(later), f"outside the window {' and '.join(window.name for window in route.active)}"


def _spans(window: Window, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When the window is open around this moment: from the day before it to a week after it."""
    for stretch in window.stretches:
        today = moment.astimezone(stretch.zone).date()
        for days in range(-1, 8):
            day = today + days * _DAY
            if day.weekday() in stretch.weekdays:
                yield _at(stretch, day, stretch.start), _at(stretch, day, _end(stretch))


def _end(stretch: Stretch) -> int:
    return stretch.end if stretch.end > stretch.start else stretch.end + 24 * 60


def _at(stretch: Stretch, day: date, minutes: int) -> datetime:
    """The moment at which the clocks of the zone show so many minutes after midnight."""
    days, minute = divmod(minutes, 24 * 60)
    clock = time(minute // 60, minute % 60)
    return datetime.combine(day + days * _DAY, clock, stretch.zone).astimezone(UTC)

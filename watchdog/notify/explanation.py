"""The way of an alert in sentences: which routes take it and why not the others, when it goes out, what is silenced."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from watchdog.model.alert import Alert
from watchdog.model.route import Route, Routing
from watchdog.model.silence import Silence
from watchdog.notify.matching import of_alert
from watchdog.notify.parcels import WHOLE, parcels
from watchdog.notify.route import Visit, visits
from watchdog.notify.silencing import silence_of


def way_of(alert: Alert, routing: Routing, silences: Sequence[Silence], now: datetime) -> Iterator[str]:
    """The whole way of an alert that is decided now."""
    yield from _silenced(alert, silences, now)
    if routing.route is None:
        yield "no route: nobody is told, only the log is written"
        return
    for visit in visits(of_alert(alert), routing.route):
        yield _step(visit)
    for parcel in parcels(alert, routing, now, {}):
        when = "at once" if parcel.due_at <= now else f"at {parcel.due_at:%Y-%m-%d %H:%MZ}"
        notes = [fact for fact in parcel.alert.brief.facts if fact.startswith("Held back")]
        about = "" if parcel.alert.id == alert.id else f", as a message of its own: {parcel.alert.brief.headline}"
        yield f"to {', '.join(parcel.channels)} {when} by {parcel.route.name}{about}" + "".join(f"; {n}" for n in notes)
        yield from (f"  {line}" for line in _manner(parcel.route))
        yield from _fallbacks(parcel.channels, routing)
    yield f"budget: at most {routing.budget} items of a release, critical ones always"


def _silenced(alert: Alert, silences: Iterable[Silence], now: datetime) -> Iterator[str]:
    for item in alert.items:
        if silence := silence_of(item, silences, now):
            yield f"silenced by {silence.id} until {silence.end} ({silence.why}): {item.finding.key}"


def _step(visit: Visit) -> str:
    route, indent = visit.route, "  " * visit.depth
    asks = " and ".join(map(str, route.match)) or "takes everything"
    if visit.misfit is not None:
        return f"{indent}{route.name}: passed by: it wants {visit.misfit}"
    ending = f"ends here: {', '.join(route.channels)}" if visit.is_end else "fits, and so does a route below it"
    return f"{indent}{route.name} ({asks}): {ending}" + (", and goes on to the next" if route.goes_on else "")


def _manner(route: Route) -> Iterator[str]:
    """How the route groups, waits and reminds, where it does."""
    if route.group_by != WHOLE:
        yield f"one message for each {' and '.join(route.group_by)}".replace("each none", "each finding")
    if route.group_wait:
        yield f"the first message of a group waits {_time(route.group_wait)}"
    if route.group_interval:
        yield f"a later one comes {_time(route.group_interval)} after the one before it at the soonest"
    for words, windows in (("only in", route.active), ("not in", route.mute)):
        if windows:
            yield f"{words} the window {' or '.join(window.name for window in windows)}"
    if route.repeat_interval:
        yield f"critical findings are told again every {_time(route.repeat_interval)} until they are acknowledged"
    if route.escalate:
        to = ", ".join(route.escalate.channels)
        yield f"critical findings that nobody acknowledges go to {to} after {_time(route.escalate.after)}"


def _fallbacks(channels: Iterable[str], routing: Routing) -> Iterator[str]:
    for name in channels:
        if name in routing.fallbacks:
            yield f"  what {name} cannot deliver goes to {routing.fallbacks[name]}"


def _time(duration: timedelta) -> str:
    """As in '2 h' or '1 d 12 h'."""
    seconds = int(duration.total_seconds())
    sizes = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))
    parts = []
    for unit, size in sizes:
        count, seconds = divmod(seconds, size)
        parts += [f"{count} {unit}"] if count else []
    return " ".join(parts)

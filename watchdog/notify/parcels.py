"""From an alert to what goes where and when: by its routes, split as they group, held back by their windows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from watchdog.model.alert import Alert, AlertType, Told
from watchdog.model.finding import Reason, Severity
from watchdog.model.route import ALONE, Route, Routing
from watchdog.notify.brief import item_line, withheld_lines
from watchdog.notify.decide import derived_id
from watchdog.notify.matching import of_alert, of_told
from watchdog.notify.render import severity
from watchdog.notify.route import ends
from watchdog.notify.windows import way_out

WHOLE = ("release",)
_SPLIT = (AlertType.DIGEST, AlertType.UPDATED, AlertType.RESOLVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An alert, or a part of it, for the channels of one route, due at `due_at`."""

    alert: Alert
    channels: tuple[str, ...]
    due_at: datetime
    route: Route


def parcels(
    alert: Alert, routing: Routing, now: datetime, latest: Mapping[tuple[str, str], datetime]
) -> tuple[Parcel, ...]:
    """One for each end of its way and each group; each channel gets the alert once, by the first route that names it.

    `now` is when it could go out at the soonest; `latest` when the last message of a thread goes to a channel.
    """
    if routing.route is None or is_quiet(alert):
        return ()
    taken: set[str] = set()
    made: list[Parcel] = []
    for route in ends(of_alert(alert), routing.route):
        channels = tuple(name for name in route.channels if name not in taken)
        taken.update(channels)
        if channels:
            made += _of_route(alert, route, channels, routing, now, latest)
    return tuple(made)


def is_quiet(alert: Alert) -> bool:
    """Whether nothing in it is to be told: it is no release's digest, and all of it is silenced."""
    return alert.type is not AlertType.DIGEST and not alert.items and bool(alert.withheld)


def parts(alert: Alert, group_by: Sequence[str]) -> tuple[Alert, ...]:
    """The alert itself, or where a route groups otherwise than by release, one alert for each group of its items; the
    first one also says what is withheld.
    """
    if tuple(group_by) == WHOLE or not alert.items or alert.type not in _SPLIT:
        return (alert,)
    groups: dict[str, list[Told]] = {}
    for item in alert.items:
        groups.setdefault(_group(item, group_by), []).append(item)
    first, *more = (_part(alert, name, tuple(items)) for name, items in groups.items())
    told = (*first.brief.unusual, *withheld_lines(alert.withheld))
    return replace(first, withheld=alert.withheld, brief=replace(first.brief, unusual=told)), *more


def _of_route(
    alert: Alert,
    route: Route,
    channels: Sequence[str],
    routing: Routing,
    now: datetime,
    latest: Mapping[tuple[str, str], datetime],
) -> Iterator[Parcel]:
    for part in parts(alert, route.group_by):
        critical = severity(part) is Severity.CRITICAL
        for due, names in _by_due(part, route, channels, now, latest, critical=critical).items():
            opens, why = way_out(due, route, routing.maintenance, is_critical=critical)
            yield Parcel(alert=_with_note(part, opens, why), channels=names, due_at=opens, route=route)


def _by_due(
    part: Alert,
    route: Route,
    channels: Iterable[str],
    now: datetime,
    latest: Mapping[tuple[str, str], datetime],
    *,
    critical: bool,
) -> dict[datetime, tuple[str, ...]]:
    """When a group's message is due at each channel: the first one after the wait, a later one after the interval; what
    is critical does not wait for one that is held back.
    """
    due: dict[datetime, tuple[str, ...]] = {}
    for name in channels:
        last = latest.get((part.thread, name))
        if last is None:
            at = now + route.group_wait
        elif critical and last > now:
            at = now
        else:
            at = max(now, last, last + route.group_interval)
        due[at] = (*due.get(at, ()), name)
    return due


def _with_note(alert: Alert, opens: datetime, why: str) -> Alert:
    """What is held back says so."""
    if not why:
        return alert
    note = f"Held back until {opens:%Y-%m-%d %H:%MZ}: {why}."
    return replace(alert, brief=replace(alert.brief, facts=(*alert.brief.facts, note)))


def _group(item: Told, group_by: Sequence[str]) -> str:
    if ALONE in group_by:
        return item.finding.key
    properties = of_told(item)
    return ", ".join(f"{name} {next(iter(properties[name]))}" for name in group_by)


def _part(alert: Alert, name: str, items: tuple[Told, ...]) -> Alert:
    """A message about some of the items, in a thread of its own; what is said of the release as a whole stays in it."""
    head, _, _ = alert.brief.headline.rpartition("; ")
    first = AlertType.OPENED if alert.type is AlertType.DIGEST else AlertType.UPDATED
    kind = AlertType.RESOLVED if all(item.reason is Reason.RESOLVED for item in items) else first
    text = replace(
        alert.brief,
        headline=f"{head or alert.brief.headline}; {name}",
        unusual=tuple(map(item_line, items)),
        causes=(),
        claims=(),
        figures=(),
    )
    return replace(
        alert,
        id=derived_id(alert.id, name),
        type=kind,
        items=items,
        withheld=(),
        brief=text,
        thread=f"{alert.thread} {name}",
        replies_to=None,
        chart=None,
        chart_alt="",
    )

"""Whom to tell again because nobody has acknowledged what is critical: a pure function of alerts, reviews and now.

A reminder's id follows from the alert's, so that deciding twice tells once. It repeats the evidence and answers the
message that it reminds of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watchdog.model.alert import Alert, AlertType, Told
from watchdog.model.finding import Severity, Verdict
from watchdog.model.route import Route, Routing
from watchdog.notify.brief import item_line
from watchdog.notify.decide import derived_id
from watchdog.notify.matching import of_alert
from watchdog.notify.route import ends
from watchdog.notify.windows import way_out

LASTS = timedelta(days=7)
"""After this time nobody is reminded any more."""

_FIRING = (Verdict.WARN, Verdict.FAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """An alert with its critical findings that nobody has acknowledged; `tried_at` is when each channel first sent it
    or could not, `sent_at` the first of these.
    """

    alert: Alert
    items: tuple[Told, ...]
    tried_at: Mapping[str, datetime]
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A message about another one, for these channels, to go out at once."""

    alert: Alert
    follows: str
    channels: tuple[str, ...]


def wants_reminders(route: Route | None) -> bool:
    """Whether this route or one below it reminds anybody."""
    if route is None:
        return False
    return bool(route.escalate or route.repeat_interval) or any(map(wants_reminders, route.routes))


def outstanding(
    alert: Alert,
    tried_at: Mapping[str, datetime],
    acknowledged_at: Mapping[str, datetime],
    current: Mapping[str, str],
) -> Outstanding | None:
    """What is critical in an alert, still the last that was told of it, and not acknowledged since; None if nothing is.

    `acknowledged_at` is by finding key, `current` the event id that was told last of each.
    """
    items = tuple(
        item
        for item in alert.items
        if item.finding.severity is Severity.CRITICAL
        and item.finding.verdict in _FIRING
        and current.get(item.finding.key) == item.event_id
        and acknowledged_at.get(item.finding.key, alert.created_at) <= alert.created_at
    )
    if not items or not tried_at:
        return None
    return Outstanding(alert=alert, items=items, tried_at=tried_at, sent_at=min(tried_at.values()))


def reminders(open_alerts: Iterable[Outstanding], routing: Routing, now: datetime) -> Iterator[Reminder]:
    """Those that are due now: an escalation once, a repetition as often as its interval has passed, only the last."""
    for each in open_alerts:
        for route in ends(of_alert(each.alert), routing.route) if routing.route is not None else ():
            tried = [at for channel, at in each.tried_at.items() if channel in _with_fallbacks(route, routing)]
            if tried and now - LASTS <= min(tried) <= now:
                yield from _of_route(replace(each, sent_at=min(tried)), route, routing, now)


def _of_route(each: Outstanding, route: Route, routing: Routing, now: datetime) -> Iterator[Reminder]:
    waited = now - each.sent_at
    if route.escalate is not None and waited >= route.escalate.after:
        # whoever is called when nobody answers is called at once
        channels = route.escalate.channels
        yield _reminder(each, f"escalated to {', '.join(channels)}", channels, now)
    if route.repeat_interval is not None and waited >= route.repeat_interval:
        count = waited // route.repeat_interval
        opens, _ = way_out(now, route, routing.maintenance, is_critical=True)
        # one that had to wait for its window might go out when it is acknowledged, and beside the next one
        if opens <= now:
            yield _reminder(each, f"repeated by {route.name}, {count}", route.channels, now)


def _with_fallbacks(route: Route, routing: Routing) -> frozenset[str]:
    """The channels of a route and those that stand in for them."""
    reached: set[str] = set()
    waiting = list(route.channels)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [routing.fallbacks[name]] if name in routing.fallbacks else []
    return frozenset(reached)


def _reminder(each: Outstanding, what: str, channels: Sequence[str], now: datetime) -> Reminder:
    alert, count = each.alert, len(each.items)
    noun = "finding" if count == 1 else "findings"
    keys = " ".join(item.finding.key for item in each.items)
    brief = replace(
        alert.brief,
        headline=f"Not acknowledged: {alert.brief.headline}",
        facts=(
            f"{count} critical {noun} told at {each.sent_at:%Y-%m-%d %H:%MZ} and acknowledged by nobody since; {what}.",
            f"`watchdog anomalies ack ID` says that you take care of it: {keys}.",
            *alert.brief.facts,
        ),
        unusual=tuple(map(item_line, each.items)),
    )
    told = replace(
        alert,
        id=derived_id(alert.id, what),
        type=AlertType.UPDATED,
        created_at=now,
        items=each.items,
        withheld=(),
        brief=brief,
        replies_to=alert.id,
    )
    return Reminder(alert=told, follows=alert.id, channels=tuple(channels))

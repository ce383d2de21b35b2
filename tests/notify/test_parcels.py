"""What goes where and when: routes, groups, waits, windows and maintenance."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.notify.fixtures import SEEN, alert, retraction, told
from watchdog.model.alert import Alert, AlertType, Cause, Told, Withheld
from watchdog.model.finding import Severity, Verdict
from watchdog.model.route import Maintenance, Matcher, Route, Routing, Stretch, Window
from watchdog.notify.matching import of_alert
from watchdog.notify.parcels import Parcel, parcels, parts
from watchdog.notify.route import channels_of, visits
from watchdog.notify.windows import NeverOpen, opening

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = Window(
    name="office", stretches=(Stretch(weekdays=frozenset(range(5)), start=8 * 60, end=18 * 60, zone=NEW_YORK),)
)
NIGHT = Window(
    name="night", stretches=(Stretch(weekdays=frozenset(range(7)), start=22 * 60, end=6 * 60, zone=NEW_YORK),)
)
HOUR = timedelta(hours=1)


def route(*routes: Route, match: tuple[str, ...] = (), channels: tuple[str, ...] = ("mail",), **more: Any) -> Route:  # noqa: ANN401 - fields of Route
    return Route(channels=channels, routes=routes, match=tuple(map(Matcher.parse, match)), **more)


@dataclass(frozen=True)
class Way:
    """A tree of routes and where the alert ends in it: one critical swing, one reversal that is a warning."""

    why: str
    root: Route
    channels: tuple[str, ...]


HOOK, BOSS = ("hook",), ("boss",)
WAYS = (
    Way("without routes below, the first takes it", route(), ("mail",)),
    Way("the first that fits takes it", route(route(match=("kind=swing",), channels=HOOK), route(channels=BOSS)), HOOK),
    Way("one that does not fit is passed by", route(route(match=("kind=extreme",), channels=HOOK)), ("mail",)),
    Way(
        "one that goes on leaves it to the next, too",
        route(route(match=("kind=swing",), channels=HOOK, goes_on=True), route(channels=BOSS)),
        ("hook", "boss"),
    ),
    Way(
        "one that goes on and is the last does not bring back the one above",
        route(route(match=("kind=swing",), channels=HOOK, goes_on=True), route(match=("kind=x",))),
        HOOK,
    ),
    Way(
        "in depth, the deepest that fits",
        route(route(route(match=("severity=critical",), channels=BOSS), match=("kind=swing",), channels=HOOK)),
        BOSS,
    ),
    Way("its severity is that of the worst alone", route(route(match=("severity=warning",), channels=HOOK)), ("mail",)),
    Way(
        "a negated matcher must fit none of its findings",
        route(route(match=("kind!=reversal",), channels=HOOK)),
        ("mail",),
    ),
    Way("a basis can be asked for", route(route(match=("basis=bop/*",), channels=HOOK)), HOOK),
    Way("its program can be", route(route(match=("program=ft900",), channels=HOOK)), HOOK),
    Way("another program is not its own", route(route(match=("program=ftdadv",), channels=HOOK)), ("mail",)),
    Way("its own type can be", route(route(match=("type=~.*[.]digest",), channels=HOOK)), HOOK),
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.why)
def test_an_alert_ends_at(way: Way) -> None:
    seen = list(visits(of_alert(alert()), way.root))

    assert way.channels == channels_of(alert(), way.root)
    assert set(way.channels) == {name for visit in seen if visit.is_end for name in visit.route.channels}


def sent(what: Alert, root: Route, now: datetime = SEEN, **more: Any) -> tuple[Parcel, ...]:  # noqa: ANN401 - fields of Routing
    latest = more.pop("latest", {})
    return parcels(what, Routing(route=root, **more), now, latest)


def test_a_channel_gets_an_alert_once_by_the_first_route_that_names_it() -> None:
    both = route(route(channels=("mail", "hook"), goes_on=True), route(channels=("hook", "boss")))

    assert [("mail", "hook"), ("boss",)] == [each.channels for each in sent(alert(), both)]


def test_a_route_that_groups_by_rule_gets_a_message_for_each_in_a_thread_of_its_own() -> None:
    whole = alert(items=(told(0), told(1, rule="gold"), told(2, rule="gold")))
    made = parts(whole, ("rule",))

    assert [1, 2] == [len(each.items) for each in made]
    assert 3 == len({each.id for each in (whole, *made)})
    assert [f"{whole.thread} rule headline-swing", f"{whole.thread} rule gold"] == [each.thread for each in made]
    assert [each.id for each in made] == [each.id for each in parts(whole, ("rule",))]
    assert {AlertType.OPENED} == {each.type for each in made}
    assert whole.items == tuple(item for each in made for item in each.items)
    assert 3 == len(parts(whole, ("none",)))


@pytest.mark.parametrize(
    ("why", "what", "group_by"),
    [
        ("grouped by release it is one message", alert(), ("release",)),
        ("the all-clear ends every release, however it is grouped", alert(items=()), ("rule",)),
        ("a retraction answers the message that it takes back", retraction(), ("rule",)),
    ],
)
def test_one_message_it_is(why: str, what: Alert, group_by: tuple[str, ...]) -> None:
    assert (what,) == parts(what, group_by), why


def test_an_update_of_which_all_is_silenced_goes_to_nobody_but_a_digest_does() -> None:
    quiet = replace(told(0), withheld=Withheld(cause=Cause.SILENCED, by="sil_1"))

    assert () == sent(alert(items=(), withheld=(quiet,), type=AlertType.UPDATED), route())
    assert 1 == len(sent(alert(items=(), withheld=(quiet,)), route()))


def test_the_first_message_waits_and_a_later_one_keeps_the_interval() -> None:
    slow = route(group_wait=timedelta(minutes=5), group_interval=HOUR)
    before = {(alert().thread, "mail"): SEEN - timedelta(minutes=10)}

    assert [SEEN + timedelta(minutes=5)] == [each.due_at for each in sent(alert(), slow)]
    assert [SEEN + timedelta(minutes=50)] == [each.due_at for each in sent(alert(), slow, latest=before)]
    held = {(alert().thread, "mail"): SEEN + HOUR}
    assert [SEEN] == [each.due_at for each in sent(alert(), route(), latest=held)], "critical: at once"
    calm = alert(
        items=tuple(replace(each, finding=replace(each.finding, severity=Severity.WARNING)) for each in alert().items)
    )
    assert [SEEN + HOUR] == [each.due_at for each in sent(calm, route(), latest=held)], "never before the one before it"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


@pytest.mark.parametrize(
    ("why", "now", "opens", "windows"),
    [
        ("within its hours it goes out", "2026-01-29 08:30", "2026-01-29 08:30", {"active": (OFFICE,)}),
        ("the end is not within", "2026-01-29 18:00", "2026-01-30 08:00", {"active": (OFFICE,)}),
        ("over the weekend it waits for Monday", "2026-01-30 19:00", "2026-02-02 08:00", {"active": (OFFICE,)}),
        ("a window over midnight began yesterday", "2026-01-29 03:00", "2026-01-29 06:00", {"mute": (NIGHT,)}),
        ("clocks go forward, the hour is the same", "2026-03-07 23:00", "2026-03-08 06:00", {"mute": (NIGHT,)}),
        ("clocks go back, the hour is the same", "2026-10-31 23:00", "2026-11-01 06:00", {"mute": (NIGHT,)}),
        ("both hold", "2026-01-29 23:00", "2026-01-30 08:00", {"active": (OFFICE,), "mute": (NIGHT,)}),
    ],
)
def test_it_goes_out_when_its_windows_let_it(why: str, now: str, opens: str, windows: dict[str, Any]) -> None:
    assert at(opens) == opening(at(now), route(**windows))[0], why


def test_windows_that_never_open_are_found_out() -> None:
    always = Window(
        name="always", stretches=(Stretch(weekdays=frozenset(range(7)), start=0, end=24 * 60, zone=NEW_YORK),)
    )

    with pytest.raises(NeverOpen):
        opening(SEEN, route(mute=(always,)))
    assert [SEEN] == [each.due_at for each in sent(alert(), route(mute=(always,)))], "late it must not be lost"


def test_maintenance_holds_back_what_is_not_critical_and_the_message_says_so() -> None:
    work = Maintenance(start=SEEN - HOUR, end=SEEN + HOUR, why="the mail server moves")
    calm = alert(items=(told(1, severity=Severity.WARNING, verdict=Verdict.WARN),))
    (held,), (critical,) = (sent(each, route(), maintenance=(work,)) for each in (calm, alert()))

    assert (SEEN + HOUR, SEEN) == (held.due_at, critical.due_at)
    assert "Held back until 2026-01-29 14:30Z: maintenance: the mail server moves." == held.alert.brief.facts[-1]
    assert (calm.id, alert().brief) == (held.alert.id, critical.alert.brief)


def over_budget(number: int, **more: Any) -> Told:  # noqa: ANN401 - fields of Finding
    return replace(told(number, **more), withheld=Withheld(cause=Cause.OVER_BUDGET, why="over the budget"))


def test_what_is_told_without_an_item_of_its_own_finds_its_route_too() -> None:
    ways = route(route(match=("rule=gold*",), channels=HOOK))
    silent = replace(over_budget(1, rule="gold"), withheld=Withheld(cause=Cause.SILENCED, by="sil_1"))
    within = replace(told(0), guests=(("gold-reversal", "reversal"),))

    assert HOOK == channels_of(replace(alert(items=(told(0),)), withheld=(over_budget(1, rule="gold"),)), ways)
    assert HOOK == channels_of(alert(items=(within,)), ways)
    assert ("mail",) == channels_of(replace(alert(items=(told(0),)), withheld=(silent,)), ways)


def test_of_a_message_that_is_split_one_part_says_what_is_withheld() -> None:
    withheld = (over_budget(1, rule="gold"),)
    made = parts(replace(alert(items=(told(0), told(1, rule="oil"))), withheld=withheld), ("rule",))

    assert [withheld, ()] == [each.withheld for each in made]
    assert [1, 0] == [sum("1 more in the list" in line for line in each.brief.unusual) for each in made]

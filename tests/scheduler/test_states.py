"""Where a planned release stands: one table of cases, and what holds whatever happens."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.acquire.calendars.made import utc
from watchdog.model.calendar import OWN, Listed, Opinion, Planned, State, Status
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.scheduler.states import Evidence, statuses

DUE = utc("2026-01-29T13:30:00")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
OCTOBER, NOVEMBER, DECEMBER = (Period.parse(month) for month in ("2025-10", "2025-11", "2025-12"))
LATER = DUE + 40 * MINUTE
HELD = {OCTOBER: utc("2026-01-08T13:30:04")}

CENSUS, BEA = frozenset({"census_list"}), frozenset({"bea_dates"})
HERE = {**HELD, NOVEMBER: DUE}


def planned(period: Period, at: datetime | None, listed: Listed = Listed.DATED, own: datetime | None = None) -> Planned:
    opinions = [Opinion(calendar="census_list", listed=listed, at=at)]
    if own is not None:
        opinions.append(Opinion(calendar=OWN, listed=Listed.DATED, at=own))
    moments = (at,) if at is not None and listed is Listed.DATED else ()
    return Planned(release=Release("ft900", period), listed=listed, moments=moments, opinions=tuple(opinions))


def evidence(looked: datetime | None, **changes: object) -> Evidence:
    base = Evidence(seen=HELD, looked_at=looked, watching_since=utc("2025-12-01T00:00:00"), refused=())
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name the fields


def status(
    plan: Planned, found: Evidence, now: datetime, before: Status | None = None, others: tuple[Planned, ...] = ()
) -> Status:
    last = {} if before is None else {plan.release.period: before}
    return next(each for each in statuses(last, [plan, *others], found, now) if each.planned == plan)


@pytest.mark.parametrize(
    ("reason", "plan", "found", "now", "expected"),
    [
        ("before its moment", planned(NOVEMBER, DUE), evidence(DUE - DAY), DUE - DAY, State.SCHEDULED),
        ("looked within it", planned(NOVEMBER, DUE), evidence(DUE + 9 * MINUTE), DUE + 9 * MINUTE, State.SCHEDULED),
        ("looked after it", planned(NOVEMBER, DUE), evidence(DUE + 10 * MINUTE), DUE + 10 * MINUTE, State.LATE),
        ("not looked since", planned(NOVEMBER, DUE), evidence(DUE - DAY), DUE + DAY, State.SCHEDULED),
        ("nobody answered", planned(NOVEMBER, DUE), evidence(None), DUE + DAY, State.SCHEDULED),
        ("we hold nothing at all", planned(NOVEMBER, DUE), evidence(DUE + DAY, seen={}), DUE + DAY, State.SCHEDULED),
        ("before this watch", planned(NOVEMBER, DUE), evidence(LATER, watching_since=LATER), LATER, State.SCHEDULED),
        ("refused", planned(NOVEMBER, DUE), evidence(DUE + DAY, refused=("census/exh1",)), DUE + DAY, State.UNREADABLE),
        ("unread", planned(NOVEMBER, DUE), evidence(LATER, unread=CENSUS), LATER, State.UNDECIDED),
        ("unread, and not due", planned(NOVEMBER, DUE), evidence(DUE, unread=CENSUS), DUE, State.SCHEDULED),
        ("another is unread", planned(NOVEMBER, DUE), evidence(LATER, unread=BEA), LATER, State.LATE),
        ("in a line left out?", planned(NOVEMBER, DUE), evidence(LATER, incomplete=BEA), LATER, State.UNDECIDED),
        ("another left out", planned(NOVEMBER, DUE), evidence(LATER, incomplete=CENSUS), LATER, State.LATE),
        ("came", planned(NOVEMBER, DUE), evidence(LATER, unread=CENSUS, refused=("x",)), LATER, State.UNREADABLE),
        ("here", planned(NOVEMBER, DUE), evidence(DUE, seen=HERE), DUE, State.ARRIVED),
        ("here in part", planned(NOVEMBER, DUE), evidence(DUE, seen=HERE, missing=("exh12",)), DUE, State.PARTIAL),
        ("a later one is here", planned(NOVEMBER, DUE), evidence(DUE, seen={DECEMBER: DUE}), DUE + DAY, State.ARRIVED),
        ("suspended", planned(NOVEMBER, DUE, Listed.SUSPENDED), evidence(DUE + DAY), DUE + DAY, State.SUSPENDED),
        ("cancelled", planned(NOVEMBER, None, Listed.CANCELLED), evidence(DUE + DAY), DUE + DAY, State.CANCELLED),
        ("to be announced", planned(NOVEMBER, None, Listed.POSTPONED), evidence(DUE + DAY), DUE + DAY, State.POSTPONED),
        ("suspended, here", planned(NOVEMBER, None, Listed.SUSPENDED), evidence(DUE, seen=HERE), DUE, State.ARRIVED),
        ("moved to later", planned(NOVEMBER, DUE, own=DUE - 20 * DAY), evidence(DUE - DAY), DUE - DAY, State.POSTPONED),
        ("moved, and late", planned(NOVEMBER, DUE, own=DUE - 20 * DAY), evidence(DUE + DAY), DUE + DAY, State.LATE),
        ("moved to sooner", planned(NOVEMBER, DUE, own=DUE + DAY), evidence(DUE - DAY), DUE - DAY, State.SCHEDULED),
    ],
)  # fmt: skip
def test_a_release_stands_where_calendars_and_evidence_put_it(
    reason: str, plan: Planned, found: Evidence, now: datetime, expected: State
) -> None:
    assert expected == status(plan, found, now).state, reason


def test_what_is_late_stays_late_when_the_clock_goes_back_and_ends_when_it_is_given_a_new_date() -> None:
    late = status(planned(NOVEMBER, DUE), evidence(DUE + 10 * MINUTE), DUE + 10 * MINUTE)
    back = status(planned(NOVEMBER, DUE), evidence(DUE - 120 * MINUTE), DUE - 120 * MINUTE, late)
    moved = status(planned(NOVEMBER, DUE + 12 * DAY), evidence(DUE + DAY), DUE + DAY, back)

    assert late == back
    assert (State.POSTPONED, DUE) == (moved.state, moved.moved_from)
    assert (
        State.LATE == status(planned(NOVEMBER, DUE + 12 * DAY), evidence(DUE + 13 * DAY), DUE + 13 * DAY, moved).state
    )


def test_what_could_not_be_read_stays_so_until_another_poll_and_may_turn_out_to_be_late() -> None:
    unreadable = status(planned(NOVEMBER, DUE), evidence(DUE + DAY, refused=("census/exh1",)), DUE + DAY)
    unasked = status(planned(NOVEMBER, DUE), evidence(DUE + DAY, refused=None), DUE + DAY, unreadable)

    assert State.UNREADABLE == unasked.state
    assert State.LATE == status(planned(NOVEMBER, DUE), evidence(DUE + DAY), DUE + DAY, unasked).state


def test_only_the_first_release_outstanding_is_overdue_after_a_century() -> None:
    plans = [planned(NOVEMBER.shift(month), DUE + 30 * month * DAY) for month in range(10)]
    far = DUE.replace(year=2126)
    found = statuses({}, plans, evidence(far), far)

    assert [State.LATE, *[State.SCHEDULED] * 9] == [each.state for each in found]


def test_a_release_does_not_wait_behind_one_that_is_suspended_or_was_due_before_we_watched() -> None:
    suspended = planned(OCTOBER.shift(-1), None, Listed.SUSPENDED)
    missed = planned(OCTOBER, DUE - 30 * DAY)
    found = evidence(DUE + DAY, seen={OCTOBER.shift(-2): DUE - 60 * DAY}, watching_since=DUE - 10 * DAY)
    result = statuses({}, [suspended, missed, planned(NOVEMBER, DUE)], found, DUE + DAY)

    assert [State.SUSPENDED, State.SCHEDULED, State.LATE] == [each.state for each in result]


@pytest.mark.parametrize(
    ("seen", "early", "why"),
    [
        (DUE - 12 * MINUTE, True, "seen 12 min before its moment"),
        (DUE + timedelta(seconds=4), False, "seen 4 s after its moment"),
        (DUE + 40 * MINUTE, False, "seen 40 min after its moment"),
        (DUE + 3 * DAY, False, "seen 3 days after its moment"),
    ],
)
def test_an_arrival_says_how_long_before_or_after_its_moment_it_was_seen(
    seen: datetime,
    early: bool,  # noqa: FBT001 - a column of the table above
    why: str,
) -> None:
    found = status(planned(NOVEMBER, DUE), evidence(seen, seen={**HELD, NOVEMBER: seen}), seen)

    assert (State.ARRIVED, early, why) == (found.state, found.early, found.why)


@given(
    steps=st.lists(
        st.tuples(st.integers(-200_000, 3_000_000), st.booleans(), st.sampled_from(["", "moved", "suspended", "here"])),
        max_size=12,
    )
)
def test_whatever_happens_a_release_is_overdue_only_after_a_look_past_its_grace(
    steps: list[tuple[int, bool, str]],
) -> None:
    plan, seen = planned(NOVEMBER, DUE), dict(HELD)
    last: Status | None = None
    promises = set()
    for seconds, answered, event in steps:
        now = DUE + timedelta(seconds=seconds)
        if event == "moved":
            plan = planned(NOVEMBER, now + DAY)
        elif event == "suspended":
            plan = planned(NOVEMBER, DUE, Listed.SUSPENDED)
        elif event == "here":
            seen[NOVEMBER] = now
        before, last = last, status(plan, evidence(now if answered else None, seen=seen), now, last)
        if last.state.is_overdue:
            assert NOVEMBER not in seen
            assert plan.at is not None
            if before is None or not before.state.is_overdue:
                assert answered
                assert now >= plan.at + 10 * MINUTE
                assert plan.at not in promises, "one promise is broken once"
                promises.add(plan.at)
        if NOVEMBER in seen:
            assert last.state.is_here

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.made import month
from watchdog.model.alert import AlertType, Told
from watchdog.model.cell import Address
from watchdog.model.finding import Finding, Reason, Severity, Verdict
from watchdog.model.release import Release
from watchdog.notify.decide import (
    Decision,
    LastTold,
    Sight,
    alert_id,
    carried,
    decide,
    digest_type,
    event_id,
    is_history,
    one_item_a_move,
    reason_to_tell,
)

NOW = datetime(2026, 1, 29, 13, 30, 5, tzinfo=UTC)
EARLIER = datetime(2026, 1, 8, 13, 30, 5, tzinfo=UTC)
PASS, WARN, FAIL, UNDECIDED = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNDECIDED
INFO, WARNING, CRITICAL = Severity.INFO, Severity.WARNING, Severity.CRITICAL


def found(
    verdict: Verdict = WARN,
    severity: Severity = WARNING,
    observed: str | None = "-27619",
    *,
    kind: str = "swing",
    period: str = "2025-11",
    release: str = "2025-11",
    unit: str = "million USD",
    **changes: str,
) -> Finding:
    return Finding(
        rule="smallest" if kind in ("extreme", "claim", "retraction") else f"headline-{kind}",
        kind=kind,
        verdict=verdict,
        severity=severity,
        release=Release("ft900", month(release)),
        vintage="v1",
        subject=changes.get("subject", "balance.total"),
        period=month(period),
        message=f"What the {kind} says.",
        known_as_of=NOW,
        observed=None if observed is None else Decimal(observed),
        unit=unit,
        evidence=(Address(f"{kind}.xlsx", "1", "B47"),),
    )


def said(finding: Finding, reason: Reason = Reason.NEW) -> LastTold:
    told = Told(finding=finding, reason=reason, event_id="evt_1", first_seen_at=EARLIER)
    return LastTold(told=told, alert_id="alr_1")


def in_dollars(observed: str) -> Finding:
    return found(observed=observed, unit="USD")


@dataclass(frozen=True)
class Case:
    """One finding, what was last said of it, and the reason to speak, with why that is right."""

    why: str
    now: Finding
    last: LastTold | None
    reason: Reason | None


CASES = (
    Case("what was never told is new", found(), None, Reason.NEW),
    Case("a broken identity is new", found(FAIL, CRITICAL, kind="identity"), None, Reason.NEW),
    Case("what holds is no news", found(PASS), None, None),
    Case("what could not be told is no news", found(UNDECIDED), None, None),
    Case("the same again is told once", found(), said(found()), None),
    Case("a tenth of a billion is the least that people see", found(observed="-27718"), said(found()), None),
    Case("a tenth of a billion more is another figure", found(observed="-27719"), said(found()), Reason.REVISED),
    Case("revised the other way is revised as well", found(observed="-27519"), said(found()), Reason.REVISED),
    Case("in dollars as in millions", in_dollars("5e8"), said(in_dollars("6e8")), Reason.REVISED),
    Case("what shows in no billion", in_dollars("5e8"), said(in_dollars("50001e4")), None),
    Case("so is a tenth per cent", found(observed="4", unit="percent"), said(found(observed="4.1")), Reason.REVISED),
    Case("less than that is not", found(observed="4.19", unit="percent"), said(found(observed="4.1")), None),
    Case("more severe is worse", found(severity=CRITICAL), said(found()), Reason.WORSE),
    Case("a doubt that became a failure is worse", found(FAIL), said(found()), Reason.WORSE),
    Case("worse outweighs revised", found(severity=CRITICAL, observed="0"), said(found()), Reason.WORSE),
    Case("less severe is no news while it stands", found(), said(found(severity=CRITICAL)), None),
    Case("what was open and holds now is resolved", found(PASS), said(found()), Reason.RESOLVED),
    Case("worse or revised, it was still open", found(PASS), said(found(), Reason.WORSE), Reason.RESOLVED),
    Case("resolved is told once", found(PASS), said(found(), Reason.RESOLVED), None),
    Case("what comes back after it was resolved is new", found(), said(found(), Reason.RESOLVED), Reason.NEW),
    Case("'could not tell' resolves nothing", found(UNDECIDED), said(found()), None),
    Case("'could not tell' reopens nothing", found(UNDECIDED), said(found(), Reason.RESOLVED), None),
    Case(
        "what was told is taken back",
        found(FAIL, CRITICAL, kind="retraction"), said(found(kind="extreme")), Reason.RETRACTED,
    ),
    Case("what was never told is not taken back", found(FAIL, CRITICAL, kind="retraction"), None, None),
    Case("a claim that still holds is no item", found(PASS, INFO, kind="claim"), said(found(kind="extreme")), None),
    Case("a claim that cannot be tested is none either", found(UNDECIDED, kind="claim"), said(found()), None),
    Case("what was taken back is not resolved too", found(PASS), said(found(), Reason.RETRACTED), None),
    Case("an extreme that is one again is new", found(kind="extreme"), said(found(), Reason.RETRACTED), Reason.NEW),
    Case(
        "a month revised again by the next release is an event of its own",
        found(kind="revision", period="2025-09"),
        said(found(kind="revision", period="2025-09", release="2025-10")), Reason.NEW,
    ),
    Case(
        "the same revision in the same release is not",
        found(kind="revision", period="2025-09"), said(found(kind="revision", period="2025-09")), None,
    ),
    Case("a correction of a document is told as one", found(FAIL, CRITICAL, kind="erratum"), None, Reason.CORRECTED),
    Case(
        "the same correction is told once",
        found(FAIL, CRITICAL, kind="erratum"), said(found(kind="erratum"), Reason.CORRECTED), None,
    ),
    Case(
        "the next correction of the document is an event of its own",
        replace(found(kind="erratum"), vintage="v2"), said(found(kind="erratum"), Reason.CORRECTED), Reason.CORRECTED,
    ),
    Case("a print without corrections resolves none", found(PASS, kind="erratum"), said(found(kind="erratum")), None),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_whether_to_speak_and_why(case: Case) -> None:
    assert case.reason is reason_to_tell(case.now, case.last)


def decided(*findings: Finding, told: dict[str, LastTold] | None = None, vintage: str = "v1") -> Decision:
    return decide(findings, told or {}, vintage, NOW)


def test_a_first_telling_is_seen_now_and_corrects_nothing() -> None:
    (item,) = decided(found()).items

    assert (Reason.NEW, NOW, None) == (item.reason, item.first_seen_at, item.corrects)


def test_a_later_telling_keeps_the_first_sight_and_quotes_what_it_amends() -> None:
    (item,) = decided(found(severity=CRITICAL), told={found().key: said(found())}).items

    assert (Reason.WORSE, EARLIER) == (item.reason, item.first_seen_at)
    assert ("alr_1", "What the swing says.") == item.corrects


def test_a_retraction_is_a_message_of_its_own_that_quotes_the_first() -> None:
    taken_back = found(FAIL, CRITICAL, kind="retraction")
    decision = decided(taken_back, found(), told={taken_back.key: said(found(kind="extreme"))})

    assert [Reason.NEW] == [item.reason for item in decision.items]
    assert [("alr_1", "What the extreme says.")] == [item.corrects for item in decision.retractions]


def test_swing_and_reversal_of_one_move_are_one_item_with_both_sentences() -> None:
    swing, reversal = found(), found(kind="reversal", severity=CRITICAL)
    (item,) = decided(swing, reversal).items

    assert "What the swing says. What the reversal says." == item.finding.message
    assert (swing.key, CRITICAL) == (item.finding.key, item.finding.severity)
    assert swing.evidence + reversal.evidence == item.finding.evidence


def test_a_pattern_of_revisions_and_the_window_that_it_breaks_are_one_item() -> None:
    pattern = found(kind="revision", subject="balance.total")
    elsewhere = found(kind="revision_window", subject="fred")
    window = replace(elsewhere, evidence=pattern.evidence)
    (item,) = decided(window, pattern).items

    assert "What the revision says. What the revision_window says." == item.finding.message
    assert pattern.key == item.finding.key
    assert [(window, pattern)] == carried([window, pattern])
    assert 2 == len(decided(elsewhere, pattern).items)


@pytest.mark.parametrize(
    ("why", "other"),
    [
        ("another month", found(kind="reversal", period="2025-10")),
        ("another series", found(kind="reversal", subject="exports.nonmonetary_gold")),
        ("no reversal", found(PASS, INFO, kind="reversal")),
        ("not to be told", found(UNDECIDED, kind="reversal")),
        ("another kind", found(kind="revision")),
    ],
)
def test_what_is_not_the_same_move_stays_apart(why: str, other: Finding) -> None:
    assert [found(), other] == one_item_a_move([found(), other], carried([found(), other])), why


verdicts = st.sampled_from(Verdict)
findings = st.lists(
    st.builds(
        found,
        verdict=verdicts,
        severity=st.sampled_from(Severity),
        observed=st.none() | st.integers(-99, 99).map(lambda number: str(100 * number)),
        kind=st.sampled_from(["swing", "reversal", "extreme", "revision", "identity", "claim", "retraction"]),
        period=st.sampled_from(["2025-09", "2025-10", "2025-11"]),
        subject=st.sampled_from(["balance.total", "exports.gold"]),
    ),
    unique_by=lambda finding: finding.key,
    max_size=12,
)


def after(decision: Decision, told: dict[str, LastTold]) -> dict[str, LastTold]:
    spoken = (*decision.items, *decision.retractions)
    return told | {item.finding.key: LastTold(told=item, alert_id="alr_now") for item in spoken}


@given(findings, findings)
def test_saying_it_again_tells_nobody(earlier: list[Finding], now: list[Finding]) -> None:
    told = after(decided(*earlier, vintage="v0"), {})
    first = decided(*now, told=told)
    again = decided(*now, told=after(first, told))

    assert () == again.items
    assert {item.event_id for item in again.retractions} <= {item.event_id for item in first.retractions}


@given(findings, st.randoms(use_true_random=False))
def test_the_order_of_the_findings_changes_no_event(now: list[Finding], shuffler: Random) -> None:
    shuffled = [*now]
    shuffler.shuffle(shuffled)

    assert {item.event_id for item in decided(*now).items} == {item.event_id for item in decided(*shuffled).items}


@given(findings, findings)
def test_what_could_not_be_told_is_never_spoken_of(earlier: list[Finding], now: list[Finding]) -> None:
    told = after(decided(*earlier, vintage="v0"), {})
    decision = decided(*(replace(finding, verdict=UNDECIDED) for finding in now), told=told)

    assert Decision(items=(), retractions=()) == decision


@pytest.mark.parametrize(
    ("age", "answer"),
    [
        (timedelta(0), "news"),
        (timedelta(hours=23, minutes=59), "news"),
        (timedelta(hours=24), "news"),
        (timedelta(hours=24, seconds=1), "history"),
        (timedelta(days=21), "history"),
        (timedelta(days=-1), "news"),
    ],
    ids=["just out", "of this morning", "a day old", "older than a day", "weeks old", "out after the watch began"],
)
def test_a_release_that_was_a_day_old_when_the_watch_began_is_history(age: timedelta, answer: str) -> None:
    assert answer == ("history" if is_history(Sight(public_at=NOW - age, watching_since=NOW)) else "news")


@pytest.mark.parametrize("public_at", [None, NOW - timedelta(days=21)], ids=["without a date", "three weeks old"])
@pytest.mark.parametrize(
    ("came", "answer"),
    [({}, "history"), ({"has_appeared": True}, "news"), ({"is_reprint": True}, "news")],
    ids=["found by the first poll", "an earlier month was shown until now", "the same month, other content"],
)
def test_what_comes_or_changes_before_the_watchs_eyes_is_news_whatever_its_age(
    public_at: datetime | None, came: dict[str, bool], answer: str
) -> None:
    sight = Sight(public_at=public_at, watching_since=NOW, **came)

    assert answer == ("history" if is_history(sight) else "news")


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        ({}, {}, None),
        ({}, {"observed": "-30000"}, Reason.REVISED),
        ({}, {"observed": "-27620"}, None),
        ({}, {"severity": CRITICAL}, Reason.WORSE),
        ({}, {"verdict": FAIL}, Reason.WORSE),
        ({}, {"verdict": PASS}, Reason.RESOLVED),
        ({}, {"verdict": UNDECIDED}, None),
        ({"verdict": PASS}, {}, Reason.NEW),
        ({"verdict": UNDECIDED}, {}, Reason.NEW),
        ({"verdict": PASS}, {"verdict": PASS}, None),
        ({"kind": "extreme"}, {"kind": "retraction"}, Reason.RETRACTED),
        ({"kind": "retraction"}, {"kind": "retraction"}, None),
        ({"verdict": PASS, "kind": "extreme"}, {"kind": "retraction"}, None),
    ],
    ids=str,
)
def test_of_a_release_that_nobody_was_told_of_only_what_differs_from_what_was_found_is_told(
    before: dict[str, Any], now: dict[str, Any], reason: Reason | None
) -> None:
    assert reason is reason_to_tell(found(**now), None, found(**before))


def test_what_nobody_was_told_is_taken_back_in_the_releases_own_message() -> None:
    earlier, taken_back = found(kind="extreme"), found(kind="retraction")
    decision = decide([taken_back], {}, "v2", NOW, {earlier.key: replace(earlier)})

    assert ([Reason.RETRACTED], ()) == ([item.reason for item in decision.items], decision.retractions)
    assert [None] == [item.corrects for item in decision.items]


@pytest.mark.parametrize(
    ("reasons", "first", "later"),
    [
        ((), AlertType.DIGEST, None),  # the all-clear: silence would mean that something is broken
        ((Reason.NEW,), AlertType.DIGEST, AlertType.UPDATED),
        ((Reason.RESOLVED,), AlertType.DIGEST, AlertType.RESOLVED),
        ((Reason.RESOLVED, Reason.WORSE), AlertType.DIGEST, AlertType.UPDATED),
    ],
)
def test_a_release_has_one_digest_and_then_only_what_changed(
    reasons: tuple[Reason, ...], first: AlertType, later: AlertType | None
) -> None:
    items = [replace(said(found()).told, reason=reason) for reason in reasons]

    assert (first, later) == (
        digest_type(items, first_of_release=True),
        digest_type(items, first_of_release=False),
    )


def test_the_same_event_has_the_same_id_and_no_other_has() -> None:
    key = found().key
    ids = [
        event_id(key, Reason.NEW, "v1"),
        event_id(key, Reason.WORSE, "v1"),
        event_id(key, Reason.NEW, "v2"),
        event_id(found(period="2025-10").key, Reason.NEW, "v1"),
    ]

    assert ids[0] == event_id(key, Reason.NEW, "v1")
    assert 4 == len(set(ids))
    assert all(each.startswith("evt_") and "." not in each for each in ids)


def test_an_alert_is_the_same_in_whatever_order_its_events_come() -> None:
    def named(*events: str, vintage: str = "v1") -> str:
        return alert_id(AlertType.DIGEST, "ft900/2025-11", vintage, events)

    assert named("a", "b") == named("b", "a")
    assert named("a", "b") != named("ab")
    assert named() != named(vintage="v2")


@pytest.mark.parametrize("quiet", ["swing", "reversal"])
def test_what_is_silenced_is_told_within_nothing_and_nothing_within_it(quiet: str) -> None:
    swing, reversal = found(), found(kind="reversal", severity=CRITICAL)
    decision = decide([swing, reversal], {}, "v1", NOW, is_silenced=lambda item: item.finding.kind == quiet)

    assert [swing, reversal] == [item.finding for item in decision.items]
    assert [(), ()] == [item.guests for item in decision.items]


def test_what_carries_another_says_by_which_rule_that_was_found() -> None:
    (item,) = decided(found(), found(kind="reversal")).items

    assert ((found(kind="reversal").rule, "reversal"),) == item.guests

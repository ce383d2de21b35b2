"""What becomes of the findings of a vintage together: items, retractions, one item a move, ids."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.notify.found import CRITICAL, EARLIER, FAIL, INFO, NOW, PASS, UNDECIDED, found, said
from watchdog.model.alert import AlertType
from watchdog.model.finding import Finding, Reason, Severity, Verdict
from watchdog.notify.decide import (
    Decision,
    LastTold,
    alert_id,
    carried,
    decide,
    digest_type,
    event_id,
    one_item_a_move,
)


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

"""What has an item of its own and what has none: silences, one cause told once, the budget; nothing is lost."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.made import knowledge, levels, month, printed
from tests.notify.fixtures import SEEN, finding
from watchdog.model.alert import Cause, Told
from watchdog.model.finding import Finding, Reason, Severity, Verdict
from watchdog.model.release import Release
from watchdog.model.route import Matcher
from watchdog.model.silence import Silence
from watchdog.notify.decide import Decision, event_id
from watchdog.notify.inhibition import Kinship
from watchdog.notify.silencing import holds
from watchdog.notify.triage import Restraint, triage

DAY = timedelta(days=1)
GOODS = {"balance.total": {"balance.goods": Fraction(1)}, "balance.goods": {"exports.goods": Fraction(1)}}
KNOWN = knowledge(
    *printed(
        "2025-11",
        [
            *levels("balance.total", "2025-10", [-30_000, -57_000]),
            *levels("balance.goods", "2025-10", [-60_000, -86_000]),
            *levels("exports.goods", "2025-10", [190_000, 180_000]),
        ],
    )
)
KINSHIP = Kinship(known=KNOWN, parts=GOODS)


def item(subject: str = "balance.total", *, reason: Reason = Reason.NEW, **changes: Any) -> Told:  # noqa: ANN401 - fields of Finding
    values = {"subject": subject, "severity": Severity.WARNING, "verdict": Verdict.WARN, "evidence": ()} | changes
    known = replace(finding(), **values)
    return Told(finding=known, reason=reason, event_id=event_id(known.key, reason, "v1"), first_seen_at=SEEN)


def silence(*matchers: str, **changes: Any) -> Silence:  # noqa: ANN401 - fields of Silence
    made = Silence(
        id="sil_1", matchers=tuple(map(Matcher.parse, matchers)), why="known", by="desk", made_at=SEEN - DAY,
        starts_at=SEEN - DAY, ends_at=SEEN + DAY,
    )  # fmt: skip
    return replace(made, **changes)


@dataclass(frozen=True)
class Case:
    """A silence, a finding, and whether it holds."""

    why: str
    silence: Silence
    item: Told
    holds: bool


RELEASES = {"first": month("2025-01"), "last": month("2025-12"), "starts_at": None, "ends_at": None}
CASES = (
    Case("the rule is the one that is named", silence("rule=headline-swing"), item(), holds=True),
    Case("another rule is none of its business", silence("rule=gold"), item(), holds=False),
    Case("every matcher must fit", silence("rule=headline-swing", "severity=critical"), item(), holds=False),
    Case("its program is the one that is named", silence("program=ft900"), item(), holds=True),
    Case("another program is another's business", silence("program=ftdadv"), item(), holds=False),
    Case("a negated one fits what is not it", silence("severity!=critical"), item(), holds=True),
    Case("letters may be left open", silence("series=balance.*"), item(), holds=True),
    Case("an expression must fit the whole word", silence("series=~balance"), item(), holds=False),
    Case("an expression fits", silence("series=~balance[.].+"), item(), holds=True),
    Case("a negated expression does not fit what it fits", silence("series!~balance.+"), item(), holds=False),
    Case("it has ended", silence("kind=swing", ends_at=SEEN), item(), holds=False),
    Case("it has not begun", silence("kind=swing", starts_at=SEEN + DAY), item(), holds=False),
    Case("somebody expired it", silence("kind=swing", expired_at=SEEN), item(), holds=False),
    Case("the month is one of its periods", silence("kind=swing", **RELEASES), item(), holds=True),
    Case("the month is after them", silence("kind=swing", **RELEASES), item(period=month("2026-01")), holds=False),
    Case("a quarter of them is", silence("kind=swing", **RELEASES), item(period=month("2025-Q4")), holds=True),
    Case(
        "the release until which it holds is told",
        silence("kind=swing", **RELEASES, until_release=Release("ft900", month("2025-11"))),
        item(),
        holds=False,
    ),
    Case(
        "the one before it is silenced",
        silence("kind=swing", **RELEASES, until_release=Release("ft900", month("2025-12"))),
        item(),
        holds=True,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_a_silence_holds(case: Case) -> None:
    assert case.holds is holds(case.silence, case.item, SEEN)


def told(*items: Told, now: datetime = SEEN, before: dict[str, Finding] | None = None, **changes: Any) -> Decision:  # noqa: ANN401 - fields of Restraint
    restraint = Restraint(now=now, silences=[silence("kind=swing")], before=before or {})
    return triage(Decision(items=items, retractions=()), replace(restraint, **changes))


@pytest.mark.parametrize("reason", Reason)
def test_what_gets_worse_or_ends_what_was_told_is_told_under_a_silence(reason: Reason) -> None:
    is_told = reason in (Reason.WORSE, Reason.RESOLVED, Reason.RETRACTED)

    assert (
        (1, 0)
        if is_told
        else (0, 1) == tuple(map(len, (told(item(reason=reason)).items, told(item(reason=reason)).withheld)))
    )
    assert is_told == bool(told(item(reason=reason)).items)


def test_what_was_silenced_as_a_warning_is_told_when_it_becomes_critical() -> None:
    warned, critical = item(), item(severity=Severity.CRITICAL)

    assert () == told(warned, before={warned.finding.key: warned.finding}).items
    assert (critical,) == told(critical, before={warned.finding.key: warned.finding}).items


def test_the_budget_keeps_the_most_severe_then_the_most_unusual_and_never_leaves_out_what_is_critical() -> None:
    quiet = item("a", severity=Severity.INFO, score=99.0)
    usual, unusual = item("b", score=3.0), item("c", score=-5.0)
    critical = [item(name, severity=Severity.CRITICAL) for name in "de"]
    well = item("f", reason=Reason.RESOLVED, verdict=Verdict.PASS)
    decision = told(quiet, usual, unusual, *critical, well, silences=[], budget=4)

    assert (unusual, *critical, well) == decision.items
    assert [usual.event_id, quiet.event_id] == [each.event_id for each in decision.withheld]
    assert {Cause.OVER_BUDGET} == {each.withheld.cause for each in decision.withheld if each.withheld}
    assert tuple(critical) == told(*critical, unusual, silences=[], budget=7, spent=7).items


def test_a_total_that_one_part_explains_is_told_once_and_names_the_part() -> None:
    total, goods = item(message="It fell."), item("balance.goods", severity=Severity.CRITICAL, message="Goods fell.")
    decision = told(goods, total, silences=[], kinship=KINSHIP)
    (host,), (guest,) = decision.items, decision.withheld

    assert Severity.CRITICAL is host.finding.severity
    assert guest.withheld is not None
    assert ("balance.total", "balance.goods") == (host.finding.subject, guest.finding.subject)
    assert host.finding.key == guest.withheld.by
    assert "It fell. headline-swing is 96% of this change: Goods fell." == host.finding.message


@pytest.mark.parametrize(
    ("why", "kinship", "other"),
    [
        ("a part of a third of it explains little", KINSHIP, item("exports.goods")),
        ("another month is another move", KINSHIP, item("balance.goods", period=month("2025-10"))),
        (
            "its rule asks to be told alone",
            replace(KINSHIP, alone=frozenset({"headline-swing"})),
            item("balance.goods"),
        ),
        ("an identity is no move", KINSHIP, item("balance.goods", kind="extreme")),
        ("what is well again explains nothing", KINSHIP, item("balance.goods", reason=Reason.RESOLVED)),
        ("no identity relates them", replace(KINSHIP, parts={}), item("balance.goods")),
    ],
)
def test_two_items_stay_two(why: str, kinship: Kinship, other: Told) -> None:
    assert 2 == len(told(item(), other, silences=[], kinship=kinship).items), why


def test_a_silenced_total_does_not_hide_its_part() -> None:
    decision = told(item(), item("balance.goods"), silences=[silence("series=balance.total")], kinship=KINSHIP)

    assert ["balance.goods"] == [each.finding.subject for each in decision.items]
    assert [Cause.SILENCED] == [each.withheld.cause for each in decision.withheld if each.withheld]


def test_a_move_that_rests_on_a_figure_proved_wrong_is_told_within_that_proof() -> None:
    place = finding().evidence
    proof = item("exh1/balance.total/level", kind="identity", rule="X1a", verdict=Verdict.FAIL, evidence=place)
    decision = told(item(evidence=place), proof, silences=[], kinship=KINSHIP)

    assert ["identity"] == [each.finding.kind for each in decision.items]
    assert "headline-swing rests on this figure: " in decision.items[0].finding.message


subjects = st.sampled_from(["balance.total", "balance.goods", "exports.goods", "imports.gold"])
findings = st.builds(
    lambda subject, severity, kind, score, reason: item(
        subject, severity=severity, kind=kind, rule=f"{kind}-rule", score=score, reason=reason
    ),
    subjects,
    st.sampled_from(Severity),
    st.sampled_from(["swing", "reversal", "extreme", "identity"]),
    st.floats(-9, 9),
    st.sampled_from([Reason.NEW, Reason.WORSE, Reason.REVISED, Reason.RESOLVED]),
)
some = st.lists(findings, max_size=12, unique_by=lambda each: each.finding.key)


@settings(deadline=None)
@given(some, st.integers(0, 8), st.sampled_from(["kind=swing", "severity!=critical", "series=balance.*"]), st.randoms())
def test_every_finding_comes_out_once_in_whatever_order_they_come(
    items: list[Told],
    budget: int,
    matcher: str,
    random: Any,  # noqa: ANN401 - hypothesis' own
) -> None:
    shuffled = random.sample(items, len(items))
    changes: dict[str, Any] = {"silences": [silence(matcher)], "kinship": KINSHIP, "budget": budget}
    one, other = told(*items, **changes), told(*shuffled, **changes)
    out = [each.event_id for each in (*one.items, *one.withheld)]

    assert sorted(each.event_id for each in items) == sorted(out)
    assert {each.event_id: each for each in one.items} == {each.event_id: each for each in other.items}
    assert {each.event_id: each for each in one.withheld} == {each.event_id: each for each in other.withheld}
    assert all(each.withheld is not None for each in one.withheld)
    keys = {each.finding.key for each in (*one.items, *one.withheld)}
    assert all(
        each.withheld.by in keys for each in one.withheld if each.withheld and each.withheld.cause is Cause.WITHIN
    )

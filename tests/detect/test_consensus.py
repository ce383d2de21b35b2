"""The first print against what was expected of it: only what was stated in time counts, and a source is named."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.detect.made import judged, rule, stated
from tests.model.made import VINTAGE, cell, month, printed, published, situation
from watchdog.detect.consensus import ConsensusParameters
from watchdog.detect.consensus_record import Statement
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.revisions import Reprint, counted

BALANCE = "balance.total"
EXPECTED = [(f"2025-{number:02d}", -50) for number in range(6, 12)]
ACTUAL = [-51, -49, -52, -48, -50]  # surprises of -1, 1, -2, 2, 0: a standard deviation of 1.58
PARAMETERS = ConsensusParameters(
    series=BALANCE, stated=tuple(stated(period, value, "A wire") for period, value in EXPECTED), fewest=5
)


def release(last: int, *, later: dict[str, int] | None = None) -> Situation:
    """November 2025 with the first prints of the five months before; `later` are what those months are now."""
    cells = [cell(BALANCE, period, value * 1000) for (period, _), value in zip(EXPECTED, [*ACTUAL, last], strict=True)]
    prints = [
        Reprint(before=None, now=each, release=each.key.period, available_at=published(str(each.key.period)))
        for each in cells
    ]
    now = [cell(BALANCE, each.key.period, (later or {}).get(str(each.key.period), each.value)) for each in cells]
    return replace(situation("2025-11", *printed("2025-11", now)), revisions=counted({}, prints))


def found(last: int, parameters: ConsensusParameters = PARAMETERS, **more: dict[str, int]) -> Finding:
    return judged(rule("consensus", parameters), release(last, **more))


def with_statements(*more: Statement) -> ConsensusParameters:
    return replace(PARAMETERS, stated=(*PARAMETERS.stated, *more))


@pytest.mark.parametrize(
    ("last", "verdict", "severity", "score"),
    [
        (-53, Verdict.PASS, Severity.INFO, -1.9),
        (-54, Verdict.WARN, Severity.WARNING, -2.5),
        (-45, Verdict.WARN, Severity.CRITICAL, 3.2),
    ],
)
def test_the_surprise_is_told_in_standard_deviations_of_those_before(
    last: int, verdict: Verdict, severity: Severity, score: float
) -> None:
    finding = found(last)

    assert (verdict, severity, score) == (finding.verdict, finding.severity, round(finding.score or 0, 1))
    assert "by A wire" in finding.message


def test_past_surprises_are_those_of_the_first_prints_whatever_the_months_are_now() -> None:
    assert found(-54).score == found(-54, later={"2025-06": -80_000, "2025-10": -20_000}).score


def test_what_was_stated_after_the_release_does_not_count() -> None:
    late = Statement(period=month("2025-11"), consensus=Decimal(-54), source="A wire", stated_at="2026-01-05 08:31")
    only_late = replace(PARAMETERS, stated=(*PARAMETERS.stated[:-1], late))

    assert found(-54).score == found(-54, with_statements(late)).score
    assert Verdict.UNDECIDED is found(-54, only_late).verdict
    assert "of A wire was stated after the figure was out (2026-01-05 08:31)" in found(-54, only_late).message


def test_a_bare_day_is_its_end_and_that_of_the_release_is_too_late() -> None:
    same_day = replace(PARAMETERS.stated[-1], stated_at="2026-01-05")

    assert Verdict.UNDECIDED is found(-54, replace(PARAMETERS, stated=(*PARAMETERS.stated[:-1], same_day))).verdict


def test_past_months_for_which_a_source_was_late_are_no_surprises_of_it() -> None:
    late = replace(PARAMETERS.stated[0], stated_at="2025-12-24")
    finding = found(-54, replace(PARAMETERS, stated=(late, *PARAMETERS.stated[1:])))

    assert "5 past surprises of A wire that differ are needed, 4 are known" in finding.message


def test_of_two_sources_that_with_the_longer_record_decides_and_the_other_is_named() -> None:
    finding = found(-54, with_statements(stated("2025-11", "-53.5", "Another wire")))

    assert "-$4.0 billion against the consensus of -$50.0 billion by A wire" in finding.message
    assert "; Another wire -$53.5 billion: score" in finding.message


def test_of_one_source_the_last_word_before_the_release_counts() -> None:
    earlier = replace(PARAMETERS.stated[-1], consensus=Decimal(-70), stated_at="2025-12-20")

    assert found(-54).score == found(-54, with_statements(earlier)).score


def test_without_a_consensus_of_the_month_nothing_can_be_said() -> None:
    finding = found(-54, replace(PARAMETERS, stated=PARAMETERS.stated[:-1]))

    assert Verdict.UNDECIDED is finding.verdict
    assert "no consensus of November 2025 is given" in finding.message


def test_the_row_of_the_file_is_among_the_evidence() -> None:
    placed = replace(PARAMETERS.stated[-1], place="consensus.csv line 12")
    finding = found(-54, replace(PARAMETERS, stated=(*PARAMETERS.stated[:-1], placed)))

    assert ["exh1.xlsx sheet 1 B310", "consensus.csv line 12"] == [str(address) for address in finding.evidence]
    assert VINTAGE == finding.vintage

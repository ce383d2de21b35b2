from dataclasses import replace
from decimal import Decimal

from tests.detect.made import ERRATUM, JUDGES
from tests.model.made import cell, levels, printed, situation
from watchdog.model.cell import Cell
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Change


def judged(*changes: Change) -> list[Finding]:
    now = situation("2025-12", *printed("2025-12", levels("balance.total", "2025-12", [-70_311])))
    return list(JUDGES["erratum"](ERRATUM, replace(now, corrections=changes)))


def changed(
    series: str, before: int | None, now: int | None, *, document: str = "exh15", period: str = "2025-12"
) -> Change:
    old, new = (None if value is None else cell(series, period, value, document=document) for value in (before, now))
    either = new or old
    assert isinstance(either, Cell)
    return Change(key=either.key, before=old, now=new)


def test_a_total_that_was_corrected_is_critical() -> None:
    (finding,) = judged(changed("balance.total", -70_311, -70_113))

    assert ("erratum", Verdict.FAIL, Severity.CRITICAL) == (finding.kind, finding.verdict, finding.severity)
    assert (
        "exh15 of the release for December 2025 was printed again with 1 other figure for the same month: "
        "balance.total 2025-12 -70,311 → -70,113 (exh15.xlsx sheet 1 B311)."
    ) == finding.message
    assert ["exh15.xlsx sheet 1 B311"] == [str(address) for address in finding.evidence]


def test_any_other_figure_is_a_warning() -> None:
    (finding,) = judged(changed("exports.computers", 1, 2))

    assert (Verdict.WARN, Severity.WARNING) == (finding.verdict, finding.severity)


def test_what_appeared_and_what_vanished_are_named_as_such() -> None:
    (finding,) = judged(changed("exports.computers", None, 2), changed("exports.gold", 3, None))

    assert "exports.computers 2025-12 nothing → 2" in finding.message
    assert "exports.gold 2025-12 3 → nothing" in finding.message


def test_the_first_twenty_are_listed_totals_before_others_and_the_rest_counted() -> None:
    lines = [changed(f"exports.line{number:02d}", number, number + 1) for number in range(24)]
    (finding,) = judged(*lines, changed("balance.total", 1, 2))

    assert (Decimal(25), 20) == (finding.observed, len(finding.evidence))
    assert "25 other figures for the same month: balance.total 2025-12 1 → 2" in finding.message
    assert finding.message.endswith("; and 5 more.")


def test_each_document_is_a_finding_of_its_own() -> None:
    findings = judged(
        changed("balance.total", 1, 2), changed("balance.total", 1, 2, document="exh1"), changed("exports.total", 1, 2)
    )

    assert ["exh1", "exh15"] == [finding.subject for finding in findings]
    assert len({finding.key for finding in findings}) == 2


def test_a_table_kept_by_hand_may_grow() -> None:
    (finding,) = judged(changed("balance.total", None, 2, document="press"))

    assert Verdict.PASS is finding.verdict

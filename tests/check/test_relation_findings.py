from dataclasses import replace
from decimal import Decimal

from tests.check.relations import relation
from tests.check.test_ordering import RANKED, sheet
from tests.model.made import cell, printed, situation
from watchdog.check.findings import findings
from watchdog.check.ratios import RatioParameters
from watchdog.check.relation_findings import mended_relations
from watchdog.check.report import CheckReport, check_release
from watchdog.model.cell import Cell
from watchdog.model.finding import Severity, Verdict
from watchdog.model.identity import Rows
from watchdog.model.knowledge import Situation
from watchdog.plugins import RELATION_KINDS

PRICE = relation(
    "ratio", RatioParameters(document="exh1", rows=(Rows.MONTHS,), figure="price", of="worth", by="quantity")
)


def prices(price: int) -> list[Cell]:
    return [cell("price", "2025-11", price), cell("worth", "2025-11", 700), cell("quantity", "2025-11", 100)]


def reported(cells: list[Cell]) -> tuple[CheckReport, Situation]:
    now = situation("2025-11", *printed("2025-11", cells))
    rules = [PRICE, RANKED]
    return check_release([], now, (), relations=rules, kinds=RELATION_KINDS), now


def test_a_broken_relation_is_one_finding_with_its_figures_bound_and_cells() -> None:
    (finding,) = findings(*reported(prices(9)))

    assert ("ratio", "ratio", Verdict.FAIL, Severity.CRITICAL) == (
        finding.rule,
        finding.kind,
        finding.verdict,
        finding.severity,
    )
    assert "ratio, November 2025: 9 against 7, off by +2, rounding explains 0.540201." == finding.message
    assert "ratio:exh1/price/months:2025-11" == finding.key
    assert (Decimal(9), Decimal(7), Decimal(2)) == (finding.observed, finding.expected, finding.difference)
    assert 3 == len(finding.evidence)


def test_what_holds_or_cannot_be_told_is_no_finding() -> None:
    assert [] == findings(*reported(prices(7)))
    assert [] == findings(*reported(prices(7)[:2]))


def test_all_of_them_are_counted_with_the_identities() -> None:
    ranked = sheet(("food", 5), ("corn", 1), ("nuts", 2), ("capital", 1))
    broken, _ = reported([*prices(9), *ranked])
    undecided, _ = reported([*prices(7)[:2], *ranked])

    assert (1, 0, 2, 0) == quality_of(broken)
    assert (1, 0, 1, 1) == quality_of(undecided)
    assert ("1 because a figure of exh1 is not printed (quantity)",) == undecided.quality.undecided_reasons


def quality_of(report: CheckReport) -> tuple[int, int, int, int]:
    quality = report.quality
    return quality.passed, quality.warned, quality.failed, quality.undecided


def test_what_was_told_and_holds_now_is_told_as_mended_and_nothing_else_is() -> None:
    (told,) = findings(*reported(prices(9)))
    of_identity = replace(told, kind="identity")
    (mended,) = mended_relations(reported(prices(7))[0], [told, of_identity], reported(prices(7))[1])

    assert (told.key, Verdict.PASS, told.severity) == (mended.key, mended.verdict, mended.severity)
    assert "ratio, November 2025: holds now." == mended.message
    assert [] == mended_relations(*(reported(prices(9))[0], [told], reported(prices(9))[1]))
    assert [] == mended_relations(*(reported(prices(7)[:2])[0], [told], reported(prices(7))[1]))

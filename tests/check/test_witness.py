"""One cause is one finding: what else is doubtful about a wrong figure is told with it."""

from tests.check.made import identity
from tests.check.relations import relation
from tests.model.made import cell, printed, situation
from watchdog.check.findings import findings
from watchdog.check.inequalities import InequalityParameters
from watchdog.check.ratios import RatioParameters
from watchdog.check.report import check_release
from watchdog.model.cell import Cell
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.identity import IdentityClass, Rows
from watchdog.plugins import RELATION_KINDS

TOTAL = identity("worth = cars + trucks")
AGAIN = identity("worth = again")
PRICE = relation(
    "ratio", RatioParameters(document="exh1", rows=(Rows.MONTHS,), figure="price", of="worth", by="quantity")
)
LEAST = relation(
    "inequality", InequalityParameters(document="exh1", rows=(Rows.MONTHS,), greater="worth", least="cars")
)
USUAL = identity("worth = usual", identity_class=IdentityClass.SOFT)
FIGURES = {"worth": 700, "again": 700, "usual": 700, "cars": 300, "trucks": 400, "quantity": 100, "price": 7}


def release(**altered: int) -> list[Cell]:
    return [cell(series, "2025-11", count) for series, count in (FIGURES | altered).items()]


def found(**altered: int) -> list[Finding]:
    now = situation("2025-11", *printed("2025-11", release(**altered)))
    rules = [PRICE, LEAST]
    return findings(check_release([TOTAL, AGAIN, USUAL], now, (), relations=rules, kinds=RELATION_KINDS), now)


def test_what_holds_gives_no_finding() -> None:
    assert [] == found()


def test_a_wrong_figure_that_breaks_identities_and_relations_is_one_finding() -> None:
    (finding,) = found(worth=200)

    assert ("identity", Verdict.FAIL, Severity.CRITICAL) == (finding.kind, finding.verdict, finding.severity)
    assert finding.message.startswith("Most likely wrong: ")
    assert "Doubtful for the same reason: worth = usual, November 2025: off by -500" in finding.message
    assert "; ratio, November 2025: 7 against 2, off by +5" in finding.message
    assert "; inequality, November 2025: worth is 200, below 300" in finding.message


def test_a_relation_alone_stays_a_finding_of_its_own() -> None:
    (finding,) = found(price=9)

    assert ("ratio", Verdict.FAIL) == (finding.kind, finding.verdict)


def test_two_causes_are_two_findings() -> None:
    assert ["identity", "ratio"] == [each.kind for each in found(again=900, price=9)]


def test_a_relation_points_to_one_of_several_figures_that_explain_an_identity() -> None:
    now = situation("2025-11", *printed("2025-11", release(worth=900)))
    rules = [PRICE]
    (finding,) = findings(check_release([TOTAL], now, (), relations=rules, kinds=RELATION_KINDS), now)
    (alone,) = findings(check_release([TOTAL], now), now)

    assert "Most likely wrong is one of 3 figures: " in alone.message
    assert "(worth of 2025-11) is 900" in finding.message.split("; or ")[0]
    assert "(worth of 2025-11) is 900" not in alone.message.split("; or ")[0]

"""The second program end to end: a digest for each advance report, and a word when the full one differs unusually."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.packs import advance
from tests.packs.world import World, morning_of, world
from watchdog.model.alert import AlertType
from watchdog.model.finding import Finding, Verdict
from watchdog.model.period import Period
from watchdog.service import Pass
from watchdog.store import knowledge, vintages

START = Period.of_month(2025, 1)
USUAL = [START.shift(step) for step in range(1, 10)]
UNUSUAL = START.shift(10)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, dict[Period, tuple[Pass, Pass]]]]:
    """Ten months of both reports before the watch's eyes; the last one's imports came in late."""
    with world(tmp_path_factory.mktemp("desk"), START) as made:
        passes = {month: made.month(month) for month in USUAL}
        made.late[UNUSUAL] = (0, 6_000)
        passes[UNUSUAL] = made.month(UNUSUAL)
        yield made, passes


def reconciled(done: Pass) -> dict[str, Finding]:
    """The comparison of the two reports in the one vintage that a pass took in."""
    (taken,) = done.processed
    return {
        finding.subject: finding for finding in taken.judgement.findings if finding.rule == "advance-reconciliation"
    }


def test_each_advance_report_ends_in_one_digest_of_its_own(year: tuple[World, dict[Period, tuple[Pass, Pass]]]) -> None:
    made, passes = year
    digests = [alert for alert in made.alerts() if alert.type is AlertType.DIGEST]
    exports, imports = advance.flows(USUAL[0])

    assert list(passes) == [alert.release.period for alert in digests]
    assert digests[0].brief.headline.startswith(
        f"U.S. goods trade, advance, February 2025: goods deficit ${Decimal(imports - exports) / 1000:.1f} billion, "
    )
    assert digests[0].brief.facts[0].endswith("Census basis, seasonally adjusted, vintage of 27 March 2025.")
    assert "Deficit in goods" in digests[0].chart_alt


def test_every_identity_of_what_is_asked_for_holds(year: tuple[World, dict[Period, tuple[Pass, Pass]]]) -> None:
    _, passes = year
    quality = [each.judgement.report.quality for both in passes.values() for done in both for each in done.processed]

    assert {(0, 0)} == {(each.failed, each.warned) for each in quality}
    assert all(each.passed > 100 for each in quality)


def test_the_full_report_comes_to_the_release_that_the_advance_one_began(
    year: tuple[World, dict[Period, tuple[Pass, Pass]]],
) -> None:
    made, passes = year
    with made.at.watch.store.reading() as connection:
        kept = [entry for entry in vintages.listing(connection, "ftdadv") if entry.release.period == UNUSUAL]
        before = knowledge.known(connection, kept[1].available_at - timedelta(seconds=1), {}, "ftdadv")

    documents = [sorted(version.document for version in entry.documents) for entry in kept]
    assert [["bulk", "fred"], ["full_exh5"]] == documents
    assert [morning_of(UNUSUAL), morning_of(UNUSUAL) + timedelta(days=8)] == [entry.available_at for entry in kept]
    assert not any(key.outlet.document == "full_exh5" and key.period == UNUSUAL for key in before.cells)
    assert [1, 1] == [len(done.processed) for done in passes[UNUSUAL]]


def test_what_the_full_report_usually_differs_by_is_told_to_nobody(
    year: tuple[World, dict[Period, tuple[Pass, Pass]]],
) -> None:
    made, passes = year
    found = [reconciled(passes[month][1])["imports.goods.census"] for month in USUAL]

    assert [Verdict.UNDECIDED] * 7 + [Verdict.PASS] * 2 == [finding.verdict for finding in found]
    assert "8 earlier months are needed to judge it, 7 are known" in found[6].message
    updates = [alert for alert in made.alerts() if alert.release.period in USUAL and alert.type is not AlertType.DIGEST]
    assert not [item for alert in updates for item in alert.items if item.finding.kind == "reconciliation"]


def test_an_unusual_difference_is_told_with_both_figures_and_what_is_usual(
    year: tuple[World, dict[Period, tuple[Pass, Pass]]],
) -> None:
    made, passes = year
    finding = reconciled(passes[UNUSUAL][1])["imports.goods.census"]
    imports, late = advance.flows(UNUSUAL)[1], advance.full(UNUSUAL, made.late)[1]
    of_month = [alert for alert in made.alerts() if alert.release.period == UNUSUAL]
    (update,) = (alert for alert in of_month if alert.type is not AlertType.DIGEST)

    assert (Verdict.WARN, Decimal(imports), Decimal(late)) == (finding.verdict, finding.expected, finding.observed)
    assert (
        "Imports of goods, Census basis of November 2025: advance report 246.9, full report 253.0, a difference of "
        "+$6.1 billion; robust z +58.49, "
    ) in finding.message
    assert "against the 10 months before it that both printed first (median " in finding.message
    told = {item.finding.subject for item in update.items if item.finding.kind == "reconciliation"}
    assert {"imports.goods.census", "balance.goods.census"} == told


def test_before_the_full_report_is_out_the_comparison_is_undecided_in_one_line(
    year: tuple[World, dict[Period, tuple[Pass, Pass]]],
) -> None:
    _, passes = year
    (finding,) = reconciled(passes[UNUSUAL][0]).values()

    assert Verdict.UNDECIDED is finding.verdict
    assert "no first print of this month by full report is known" in finding.message

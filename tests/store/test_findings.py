"""Findings and the quality of a release, kept and asked for."""

from decimal import Decimal

import pytest

from tests.store.made import MORNING, NOVEMBER, cell, finding, month, vintage
from watchdog.errors import StoreError
from watchdog.model.alert import Quality
from watchdog.model.finding import Severity, Verdict
from watchdog.model.release import Release
from watchdog.store import findings, vintages
from watchdog.store.database import Store


def test_a_finding_comes_back_exactly_under_its_id(store: Store) -> None:
    swing = finding(observed=Decimal("-27619.10"))
    with store.writing() as connection:
        findings.save(connection, [swing])
    with store.reading() as connection:
        assert swing == findings.get(connection, findings.finding_id(swing))
        assert "-27619.10" == str(findings.get(connection, findings.finding_id(swing)).observed)


def test_judging_a_vintage_again_replaces_its_findings_and_no_others(store: Store) -> None:
    stricter = finding(severity=Severity.CRITICAL)
    with store.writing() as connection:
        findings.save(connection, [finding(), finding(vintage_id="v2")])
        findings.save(connection, [stricter])
    with store.reading() as connection:
        assert {stricter, finding(vintage_id="v2")} == set(findings.listing(connection))


def test_findings_are_listed_by_any_conditions(store: Store) -> None:
    october = Release("ft900", month("2025-10"))
    swing = finding()
    failed = finding("x1", kind="identity", verdict=Verdict.FAIL, severity=Severity.CRITICAL)
    undecided = finding("x2", kind="identity", verdict=Verdict.UNDECIDED)
    earlier = finding(vintage_id="v0", release=october)
    with store.writing() as connection:
        findings.save(connection, [swing, failed, undecided, earlier])
    with store.reading() as connection:
        assert (earlier, swing, failed, undecided) == findings.listing(connection)
        assert (swing, failed, undecided) == findings.listing(connection, release=NOVEMBER)
        assert (earlier,) == findings.listing(connection, vintage="v0")
        assert (failed, undecided) == findings.listing(connection, kind="identity")
        assert (failed,) == findings.listing(connection, rule="x1")
        assert (failed, undecided) == findings.listing(connection, verdicts=[Verdict.FAIL, Verdict.UNDECIDED])
        assert (failed,) == findings.listing(connection, severities=[Severity.CRITICAL], release=NOVEMBER)
        assert () == findings.listing(connection, release=october, kind="identity")


def test_two_findings_of_one_key_in_one_vintage_are_a_defect(store: Store) -> None:
    with (
        pytest.raises(ValueError, match=r"two findings of one key: headline-swing:balance\.total:2025-11"),
        store.writing() as connection,
    ):
        findings.save(connection, [finding(), finding(message="Another.")])


def test_an_unknown_finding_is_named(store: Store) -> None:
    with store.reading() as connection, pytest.raises(StoreError, match="no finding abc is kept"):
        findings.get(connection, "abc")


def test_the_quality_of_a_vintage_is_its_last(store: Store) -> None:
    november = vintage("november", MORNING, [cell("2025-11", 1)])
    first = Quality(passed=90, warned=0, failed=0, undecided=10, undecided_reasons=("exhibit 2 is not published",))
    second = Quality(passed=100, warned=0, failed=0, undecided=0)
    with store.writing() as connection:
        vintages.add(connection, november, rules_hash="r", code_version="1")
        unknown = findings.quality(connection, november.id)
        findings.save_quality(connection, november.id, first)
        kept = findings.quality(connection, november.id)
        findings.save_quality(connection, november.id, second)

        assert [None, first, second] == [unknown, kept, findings.quality(connection, november.id)]

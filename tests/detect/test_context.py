"""Dated events are named beside what fell into their months, once, and never as a cause."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from tests.detect.made import SWING
from tests.model.made import levels, month, printed, situation
from watchdog.detect.context import in_context
from watchdog.detect.outcome import flagged
from watchdog.model.event import Event
from watchdog.model.finding import Finding, Verdict

EVENT = Event(name="it", label="the event of 28 October", first=date(2025, 10, 28), last=date(2025, 11, 2))


def finding(period: str = "2025-11", *, fires: bool = True, kind: str = "swing") -> Finding:
    at = situation("2025-11", *printed("2025-11", levels("balance.total", "2025-11", [1])))
    return flagged(SWING, at, "balance.total", month(period), "It moved.", fires=fires, kind=kind)


def said(of: Sequence[Finding], event: Event = EVENT) -> list[str]:
    return [each.message.removeprefix("It moved.") for each in in_context(of, [event])]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2025-09", ""),
        ("2025-10", " October 2025 coincides with the event of 28 October."),
        ("2025-11", " November 2025 coincides with the event of 28 October."),
        ("2025-12", ""),
        ("2025", ""),
    ],
)
def test_an_event_is_named_in_each_of_its_months(period: str, expected: str) -> None:
    assert [expected] == said([finding(period)])


def test_what_is_not_told_and_what_is_of_printing_has_no_context() -> None:
    assert ["", "", ""] == said([finding(fires=False), finding(kind="revision"), finding(kind="retraction")])


def test_two_findings_of_one_move_say_it_once() -> None:
    first, second = said([finding(), finding(kind="reversal")])

    assert (True, False) == (bool(first), bool(second))


def test_an_event_bears_on_the_series_that_it_names() -> None:
    assert [""] == said([finding()], replace(EVENT, series=("imports.*",)))
    assert [""] != said([finding()], replace(EVENT, series=("imports.*", "balance.*")))


def test_nothing_else_of_a_finding_changes_and_no_cause_is_claimed() -> None:
    before = finding()
    (after,) = in_context([before], [EVENT])

    assert before == replace(after, message=before.message)
    assert Verdict.WARN is after.verdict
    assert "because" not in after.message

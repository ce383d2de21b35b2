"""A rule tried on a history: each month as if it were the newest."""

import pytest

from tests.model.made import cell, knowledge, levels, month, printed
from tests.tune.made import packaged_book, walk
from watchdog.errors import UsageError
from watchdog.model.finding import Verdict
from watchdog.model.knowledge import Known
from watchdog.tune.backtest import Span
from watchdog.tune.trial import _as_if_new, trial

BOOK = packaged_book()
RULES = {rule.name: rule for rule in BOOK.rules}
WALK = [*walk(70, 4), 90_000, *walk(9, 5)]


def balance(count: int) -> list[Known]:
    """The first months of a walk, the seventy-first of them far off, all printed by one release."""
    return printed("2026-06", levels("balance.total", "2019-01", WALK[:count], document="ftd"))


@pytest.mark.parametrize("name", ["headline-swing", "smallest-deficit-since"])
def test_what_came_later_is_not_shown_and_changes_nothing_of_what_is_said_of_a_month(name: str) -> None:
    known, until = (knowledge(*balance(count), series_of=BOOK.series) for count in (80, 72))
    shown = [
        (max(key.period for key in each.known.cells), each.release.period)
        for each in _as_if_new(balance(80), BOOK, Span())
    ]
    whole = trial(RULES[name], BOOK, known, Span())
    cut = trial(RULES[name], BOOK, until, Span())

    assert 80 == len(shown)
    assert all(newest == judged for newest, judged in shown)
    assert [(each.key, each.verdict, each.message) for each in cut] == [
        (each.key, each.verdict, each.message) for each in whole if each.release.period <= month("2024-12")
    ]


def test_a_rule_speaks_of_the_month_that_stands_out_and_of_the_way_back() -> None:
    found = trial(RULES["headline-swing"], BOOK, knowledge(*balance(80), series_of=BOOK.series), Span())
    spoken = {str(each.period) for each in found if each.verdict is Verdict.WARN}

    assert {"2024-11", "2024-12"} <= spoken
    assert 61 == sum(each.verdict is Verdict.UNDECIDED for each in found)
    assert ["2024-12"] == [
        str(each.period)
        for each in trial(
            RULES["headline-swing"],
            BOOK,
            knowledge(*balance(80), series_of=BOOK.series),
            Span(first=month("2024-12"), last=month("2024-12")),
        )
    ]


def test_a_figure_that_an_earlier_release_printed_last_stays_that_releases() -> None:
    old = printed("2025-01", [cell("balance.total", "2018-12", -50_000, document="ftd")])
    known = knowledge(*old, *balance(80), series_of=BOOK.series)
    first = trial(RULES["headline-swing"], BOOK, known, Span(first=month("2019-01"), last=month("2019-01")))

    assert "its figures are of different releases" in first[0].message


def test_a_rule_of_what_no_history_has_is_refused_and_not_called_silent() -> None:
    with pytest.raises(UsageError, match=r"judges corrections of what was published, and a history has none"):
        trial(RULES["printed-again-otherwise"], BOOK, knowledge(*balance(80), series_of=BOOK.series), Span())

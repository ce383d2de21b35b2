"""Families of lines: who belongs to one, who stands out, and what is said of all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from scipy.stats import norm

from tests.detect.made import rule
from tests.model.made import VINTAGE, knowledge, levels, month, printed, series, situation
from watchdog.acquire.parsers import exhibit
from watchdog.detect import surprise
from watchdog.detect.families import figures, leaves
from watchdog.detect.surprise import SurpriseParameters
from watchdog.model.cell import Cell
from watchdog.model.document import Capture
from watchdog.model.finding import NOT_STATED, Finding, Severity, Verdict
from watchdog.model.knowledge import Knowledge, Situation
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.model.series import Basis, Series
from watchdog.rulebook.load import load

RULES = Path(__file__).resolve().parents[2] / "rules" / "us_trade"
MONTHS = 60
FIRST = str(month("2025-11").shift(1 - MONTHS))
FAMILY = SurpriseParameters(total="exports.services", lines=("exports.services.*",), transform="log")


def line(key: str, seed: int, *, last: int = 0, months: int = MONTHS) -> list[Cell]:
    """Figures around 5,000, with a standard deviation of 100; `last` more in November 2025."""
    values = [5000 + round(100 * float(shock)) for shock in np.random.default_rng(seed).standard_normal(months)]
    values[-1] += last
    return levels(key, str(month("2025-11").shift(1 - months)), values)


def categories(changed: Mapping[int, int], count: int = 11) -> list[Cell]:
    """The numbered ones have so much more in the last month."""
    cells: list[Cell] = []
    for number in range(count):
        cells += line(f"exports.services.line_{number:02d}", number, last=changed.get(number, 0))
    return cells


def services(count: int, changed: Mapping[int, int] | None = None) -> Situation:
    """A release with that many categories, and their total, which does not move."""
    cells = [*levels("exports.services", FIRST, [70000] * MONTHS), *categories(changed or {}, count)]
    return situation("2025-11", *printed("2025-11", cells))


def judged(known: Situation, parameters: SurpriseParameters = FAMILY) -> list[Finding]:
    return surprise.judge(replace(rule("surprise", parameters, "lines"), severity=Severity.INFO), known)


def told(findings: list[Finding]) -> list[str]:
    return [finding.subject for finding in findings if finding.verdict is Verdict.WARN]


def test_the_family_is_judged_as_a_whole_and_then_line_by_line() -> None:
    whole, *lines = judged(services(11, {4: 900}))

    assert ("screening", Verdict.PASS, "exports.services") == (whole.kind, whole.verdict, whole.subject)
    assert whole.message == (
        "It: 11 lines tested, 1 stands out (+$1.0 billion of the total's change of $0.0 billion), "
        "0.1 false alarms expected."
    )
    assert [f"exports.services.line_{number:02d}" for number in range(11)] == [each.subject for each in lines]
    assert ["exports.services.line_04"] == told(lines)


def test_what_stands_out_is_said_as_a_part_of_the_change_of_the_total() -> None:
    cells = categories({0: 2000, 1: 2000})
    total = levels("exports.services", FIRST, [70000] * (MONTHS - 1) + [74321])
    whole, *lines = judged(situation("2025-11", *printed("2025-11", [*cells, *total])))
    known = knowledge(*printed("2025-11", cells))
    two = [known.history(f"exports.services.line_{each:02d}") for each in range(2)]
    of_lines = sum((each.value(month("2025-11")) or 0) - (each.value(month("2025-10")) or 0) for each in two)

    assert ["exports.services.line_00", "exports.services.line_01"] == told(lines)
    assert f"2 stand out (+${of_lines / 1000:.1f} billion of the total's change of +$4.3 billion)" in whole.message


def test_without_the_total_of_last_month_no_part_of_its_change_is_said() -> None:
    cells = [*categories({4: 900}), *levels("exports.services", "2025-11", [70000])]
    whole, *_ = judged(situation("2025-11", *printed("2025-11", cells)))

    assert "It: 11 lines tested, 1 stands out, 0.1 false alarms expected." == whole.message


def test_a_line_says_what_it_is_what_was_foretold_and_how_far_it_lies() -> None:
    finding = judged(services(3, {1: 900}))[2]

    assert finding.observed is not None
    assert finding.expected is not None
    assert finding.observed - finding.expected == finding.difference
    assert finding.score is not None
    assert finding.score > 3
    assert 600 < finding.observed - finding.expected < 1300
    assert f"score {finding.score:+.1f}" in finding.message
    assert "+$" in finding.message
    assert (Severity.INFO, "million USD", 1) == (finding.severity, finding.unit, len(finding.evidence))


def test_the_same_move_stands_out_among_few_lines_and_not_among_many() -> None:
    few, many = (judged(services(count, {1: 300})) for count in (2, 60))
    scores = [next(each.score for each in found if each.subject.endswith("line_01")) for found in (few, many)]

    assert scores[0] == scores[1]
    assert (["exports.services.line_01"], False) == (told(few), "exports.services.line_01" in told(many))


def test_where_nothing_stands_out_the_family_says_how_many_were_tested() -> None:
    whole, *lines = judged(services(11))

    assert [] == told(lines)
    assert "11 lines tested, none stands out, 0.1 false alarms expected." in whole.message


def test_lines_without_enough_history_are_counted_and_never_fine() -> None:
    known = services(5)
    short = printed("2025-11", line("exports.services.new", 9, months=12))
    gone = printed("2025-10", line("exports.services.gone", 8)[:-1])
    whole, *lines = judged(situation("2025-11", *known.known.cells.values(), *short, *gone))

    assert (Verdict.UNDECIDED, 5) == (whole.verdict, len(lines))
    assert "5 lines tested" in whole.message
    assert "2 could not be judged, for want of history above zero." in whole.message


def test_a_family_that_nothing_prints_is_undecided() -> None:
    (whole,) = judged(services(0))

    assert (Verdict.UNDECIDED, NOT_STATED) == (whole.verdict, whole.kind)
    assert "none of its lines is published by month" in whole.message


def with_line(values: list[int], transform: Literal["log", "level"]) -> list[Finding]:
    known = services(3)
    cells = printed("2025-11", levels("exports.services.returns", FIRST, values))
    return judged(situation("2025-11", *known.known.cells.values(), *cells), replace(FAMILY, transform=transform))


def test_months_without_a_logarithm_are_gaps_and_the_line_is_judged_by_the_others() -> None:
    usual = [cell.value for cell in line("x", 7, last=4000)]
    values = [*map(int, usual[:20]), 0, *map(int, usual[21:])]

    assert ["exports.services.returns"] == told(with_line(values, "log"))


def test_a_line_with_too_few_figures_above_zero_is_not_judged_by_logarithms() -> None:
    logs, plain = (with_line([5, -5] * (MONTHS // 2), transform) for transform in ("log", "level"))

    assert (3, 4) == (len(logs) - 1, len(plain) - 1)
    assert "1 could not be judged, for want of history above zero." in logs[0].message


def test_the_family_is_leaves_of_one_basis_by_item_or_by_partner() -> None:
    keys = (
        "exports.services.a",
        "exports.services.a.b",
        "exports.services.japan",
        "exports.services.adjusted_not",
        "exports.x",
    )
    of: dict[str, Series] = {key: series(key) for key in ("exports.services", *keys)}
    of["exports.services.japan"] = replace(of["exports.services.japan"], partner="japan")
    of["exports.services.adjusted_not"] = replace(
        of["exports.services.adjusted_not"], basis=Basis.parse("bop/nsa/current")
    )
    known = knowledge(*printed("2025-11", [cell for key in keys for cell in line(key, 1)]), series_of=of)

    def found(by: Literal["item", "partner"]) -> list[str]:
        family = SurpriseParameters(total="exports.services", lines=("exports.services.*",), by=by)
        return [one.series.key for one in leaves(known, family)]

    assert ["exports.services.a.b"] == found("item")
    assert ["exports.services.japan"] == found("partner")


def test_the_table_of_figures_ends_with_the_release_s_month_and_shows_gaps() -> None:
    known = knowledge(*printed("2025-11", [*levels("a", "2025-08", [1, 2]), *levels("a", "2025-11", [4])]))
    table = figures([known.history("a")], month("2025-11"), 4)

    assert np.array_equal([[np.nan, 1, 2, np.nan, 4]], table, equal_nan=True)


def test_what_later_releases_print_changes_nothing() -> None:
    known = services(4, {2: 500})
    later = printed("2025-12", levels("exports.services.line_01", "2025-12", [10**6]))
    after = situation("2025-11", *known.known.cells.values(), *later)

    assert [each.score for each in judged(known)] == [each.score for each in judged(after)]


@pytest.mark.specimens
def test_the_services_of_a_real_release_are_judged_by_their_three_years(specimens: Path) -> None:
    """August 2021: travel was coming back, and no category lay outside what the months before foretold."""
    known = august_2021(specimens)
    rules = [each for each in load(RULES).rules if each.kind == "surprise"]
    found = {each.name: surprise.judge(each, known) for each in rules}
    scores = [each.score for findings in found.values() for each in findings[1:]]

    assert ["services-exports-lines", "services-imports-lines"] == sorted(found)
    assert [11, 11] == [len(findings) - 1 for findings in found.values()]
    assert all(score is not None and 2 * norm.sf(abs(score)) > 0 for score in scores)
    assert [Verdict.PASS] * 2 == [findings[0].verdict for findings in found.values()]


def august_2021(specimens: Path) -> Situation:
    """Exhibits 3 and 4 of that release."""
    book, period = load(RULES), Period.parse("2021-08")
    cells: list[Cell] = []
    for document in ("exh3", "exh4"):
        body = (specimens / "ft900" / "release_2021-08" / f"{document}.xlsx").read_bytes()
        capture = Capture(
            source="census",
            document=document,
            url=document,
            body=body,
            sha256="",
            fetched_at=datetime(2021, 10, 5, 13, tzinfo=UTC),
        )
        cells += exhibit.read(capture, book.layout(document)).cells
    known = printed("2021-08", cells)
    return Situation(
        release=Release("ft900", period),
        vintage=VINTAGE,
        known=Knowledge(as_of=known[0].stamp.available_at, series=book.series, cells=known),
        before=None,
        zone=book.timezone,
    )

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detect.made import rule
from tests.model.made import VINTAGE, levels, printed, situation
from watchdog.acquire.parsers import exhibit_rows
from watchdog.detect import hidiroglou_berthelot
from watchdog.detect.hidiroglou_berthelot import HidiroglouBerthelotParameters
from watchdog.model.cell import Cell
from watchdog.model.document import Capture
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Knowledge, Situation
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.rulebook.load import load

RULES = Path(__file__).resolve().parents[2] / "rules" / "us_trade"
FAMILY = HidiroglouBerthelotParameters(total="exports.goods", lines=("exports.goods.*",))
STEADY = [(1000, now) for now in (920, 950, 970, 1000, 1000, 1030, 1050, 1080)]


def moved(*lines: tuple[int, int]) -> Situation:
    """A release that prints October and November 2025 of each of these lines."""
    cells = [*levels("exports.goods", "2025-10", [9000, 9000])]
    for number, values in enumerate(lines):
        cells += levels(f"exports.goods.n{number:02d}", "2025-10", values)
    return situation("2025-11", *printed("2025-11", cells))


def judged(known: Situation, parameters: HidiroglouBerthelotParameters = FAMILY) -> list[Finding]:
    return hidiroglou_berthelot.judge(rule("hidiroglou_berthelot", parameters), known)


def told(findings: list[Finding]) -> dict[str, Severity]:
    return {each.subject: each.severity for each in findings if each.verdict is Verdict.WARN}


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ((1000, 1250), None),
        ((1000, 1550), Severity.INFO),
        ((1000, 2500), Severity.WARNING),
        ((1000, 400), Severity.WARNING),
    ],
)
def test_a_line_is_told_when_its_ratio_is_unlike_that_of_the_others(
    line: tuple[int, int], severity: Severity | None
) -> None:
    assert ({"exports.goods.n08": severity} if severity else {}) == told(judged(moved(*STEADY, line)))


def test_the_larger_the_line_the_sooner() -> None:
    small, large = (told(judged(moved(*STEADY, (size, size * 3 // 2)))) for size in (40, 40_000))

    assert (set(), {"exports.goods.n08"}) == (set(small), set(large))


def test_a_line_that_begins_is_compared_and_one_of_negative_figures_is_not() -> None:
    whole, *lines = judged(moved(*STEADY, (0, 900), (-5, 5)))

    assert {"exports.goods.n08": Severity.WARNING} == told(lines)
    assert (Verdict.UNDECIDED, True) == (whole.verdict, "9 lines tested" in whole.message)


def test_lines_that_are_zero_in_both_months_have_no_part_in_what_is_usual() -> None:
    """A ratio of one, made up for them, would lie between the others and narrow the distance of the quartiles."""
    alone, among = (judged(moved(*STEADY, (1000, 1250), *nothing)) for nothing in ([], [(0, 0)] * 5))

    assert [each.score for each in alone] == [each.score for each in among]
    assert alone[0].message == among[0].message


def test_two_months_of_two_releases_are_not_compared() -> None:
    known = moved(*STEADY)
    split = [
        *printed("2025-10", levels("exports.goods.n08", "2025-10", [5])),
        *printed("2025-11", levels("exports.goods.n08", "2025-11", [500])),
    ]
    findings = judged(situation("2025-11", *known.known.cells.values(), *split))

    assert "exports.goods.n08" not in [each.subject for each in findings]
    assert Verdict.UNDECIDED is findings[0].verdict


@given(st.permutations(STEADY), st.integers(1, 50))
def test_order_and_growth_common_to_all_lines_do_not_matter(order: list[tuple[int, int]], growth: int) -> None:
    lines = [(before, now * growth) for before, now in order]

    assert {} == told(judged(moved(*lines)))


def test_lines_that_do_not_move_at_all_are_no_reason_to_divide_by_nothing() -> None:
    assert {} == told(judged(moved(*[(1000, 1000)] * 9)))


@pytest.mark.specimens
def test_of_the_lines_of_august_2021_gold_aircraft_medicines_telephones_and_copper_stand_out(specimens: Path) -> None:
    book = load(RULES)
    cells: list[Cell] = []
    for document in ("exh7", "exh8"):
        body = (specimens / "ft900" / "release_2021-08" / f"{document}.xlsx").read_bytes()
        at = datetime(2021, 10, 5, 13, tzinfo=UTC)
        capture = Capture(source="census", document=document, url=document, body=body, sha256="", fetched_at=at)
        cells += exhibit_rows.read(capture, book.layout(document)).cells
    known = printed("2021-08", cells)
    release = Situation(
        release=Release("ft900", Period.parse("2021-08")),
        vintage=VINTAGE,
        known=Knowledge(as_of=known[0].stamp.available_at, series=book.series, cells=known),
        before=None,
        zone=book.timezone,
    )
    ends = (
        "end_use.*",
        "nonmonetary_gold",
        "pharmaceutical_preparations",
        "computers",
        "other_precious_metals",
        "semiconductors",
    )
    found = {
        side: judged(
            release, replace(FAMILY, total=f"{side}.goods.census", lines=tuple(f"{side}.{end}" for end in ends))
        )
        for side in ("exports", "imports")
    }
    named = {side: {subject.split(".", 1)[1] for subject in told(findings)} for side, findings in found.items()}

    assert {
        "exports": {
            "nonmonetary_gold",
            "end_use.foods_feeds_beverages.corn",
            "end_use.foods_feeds_beverages.sorghum_barley_oats",
            "end_use.capital_goods.civilian_aircraft",
            "end_use.capital_goods.vessels_excluding_scrap",
            "end_use.automotive.trucks_buses_and_special_purpose_vehicles",
            "end_use.industrial_supplies.nonferrous_metals_other",
        },
        "imports": {
            "end_use.industrial_supplies.copper",
            "end_use.consumer_goods.cell_phones_and_other_household_goods_n_e_c",
            "pharmaceutical_preparations",
        },
    } == named
    assert [128, 136] == [len(findings) - 1 for findings in found.values()]

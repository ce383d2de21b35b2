"""A sheet that lacks a row, or has one too many: one finding with the sums that break for it, and no figure blamed."""

from collections.abc import Mapping
from dataclasses import replace

from tests.check.made import identity
from tests.check.test_families import KNOWN, PRINTED
from tests.model.made import cell, printed, situation
from watchdog.check.findings import findings, mended
from watchdog.check.report import CheckReport, check_release
from watchdog.model.cell import Cell
from watchdog.model.document import Drift, DriftKind
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.identity import Rows
from watchdog.model.knowledge import Situation

MONTHS = ("2025-09", "2025-10", "2025-11")
HEADS = replace(
    identity("exports.<head> = sum(exports.<head>.<line>)", rows=[Rows.MONTHS]),
    name="heads",
    paths={"exh1": KNOWN},
)
NO_CORN = Drift(kind=DriftKind.MISSING_ROW, subject="Corn", message="the row 'Corn' is missing")


def sheet(figures: Mapping[str, int], **altered: int) -> list[Cell]:
    """The same figures in each month, but for some of the last."""
    last = {**figures, **{series.replace("__", "."): count for series, count in altered.items()}}
    return [cell(series, month, count) for month in MONTHS for series, count in (
        last if month == MONTHS[-1] else figures
    ).items()]  # fmt: skip


def checked(cells: list[Cell]) -> tuple[CheckReport, Situation]:
    now = situation("2025-11", *printed("2025-11", cells))
    return check_release([HEADS], now), now


def found(cells: list[Cell], *drift: Drift) -> list[Finding]:
    return findings(*checked(cells), {"exh1": drift} if drift else {})


WITHOUT_CORN = {series: count for series, count in PRINTED.items() if series != "exports.corn"}
RICE_TWICE = {**PRINTED, "exports.foods.rice": 9}


def test_a_row_that_is_missing_is_one_finding_with_all_the_sums_that_break_for_it() -> None:
    (finding,) = found(sheet(WITHOUT_CORN), NO_CORN)

    assert ("layout", "layout", Verdict.FAIL, Severity.CRITICAL) == (
        finding.rule,
        finding.kind,
        finding.verdict,
        finding.severity,
    )
    assert finding.message.startswith("exh1 is not laid out as the rules say: the row 'Corn' is missing. ")
    assert "That explains 3 statements broken (heads.foods) at once" in finding.message


def test_it_is_the_same_finding_where_the_sheet_itself_is_not_at_hand() -> None:
    (first,), (later,) = found(sheet(WITHOUT_CORN), NO_CORN), found(sheet(WITHOUT_CORN))

    assert first.key == later.key
    assert "exh1 is not laid out as the rules say: exports.corn is missing. " in later.message


def test_a_row_too_many_is_one_doubt_where_the_sums_hold_without_it() -> None:
    """Whether it belongs to the sum, or repeats what is in it, nobody can tell from the figures."""
    report, _ = checked(sheet(RICE_TWICE))
    (finding,) = found(sheet(RICE_TWICE))

    assert ("layout", Verdict.WARN, Severity.WARNING) == (finding.kind, finding.verdict, finding.severity)
    assert "exports.foods.rice of 2025-09 is not one of the rules" in finding.message
    assert "Whether exports.foods.rice belongs to the sums heads.foods cannot be told" in finding.message
    assert (0, 3) == (report.quality.failed, report.quality.undecided)
    assert (
        "3 because exh1 has rows that the rules do not know, and the sum holds only without them",
    ) == report.quality.undecided_reasons


def test_a_row_too_many_does_not_hide_that_the_sum_is_broken_without_it() -> None:
    report, _ = checked(sheet(RICE_TWICE, exports__foods=40))

    assert (1, 2) == (report.quality.failed, report.quality.undecided)
    assert ["layout", "identity"] == [each.kind for each in found(sheet(RICE_TWICE, exports__foods=40))]


def test_one_wrong_figure_of_a_sheet_that_lacks_a_row_is_blamed_as_ever() -> None:
    """Most sums without the row hold: it belongs to another month's sheet, and breaks nothing."""
    (finding,) = found(sheet({**WITHOUT_CORN, "exports.foods": 3}, exports__foods=13))

    assert "identity" == finding.kind
    assert "exports.foods of 2025-11" in finding.message


def test_a_wrong_figure_beside_a_missing_row_is_a_finding_of_its_own() -> None:
    wrong = sheet(WITHOUT_CORN, exports__fuels=40)

    assert ["layout", "identity"] == [each.kind for each in found(wrong, NO_CORN)]


def test_a_layout_that_breaks_nothing_is_a_doubt() -> None:
    (finding,) = found(sheet(PRINTED), NO_CORN)

    assert (Verdict.WARN, Severity.INFO) == (finding.verdict, finding.severity)


def test_it_is_told_as_mended_once_the_row_is_there() -> None:
    told = found(sheet(WITHOUT_CORN), NO_CORN)
    (now,) = mended(checked(sheet(PRINTED))[0], told, checked(sheet(PRINTED))[1])

    assert (told[0].key, Verdict.PASS) == (now.key, now.verdict)
    assert [] == mended(checked(sheet(WITHOUT_CORN))[0], told, checked(sheet(WITHOUT_CORN))[1])

"""What a release may change, on invented figures and on every published vintage that is at hand."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.relations import judged, only, relation
from tests.check.test_published import reading, rulebook
from tests.model.made import cell, knowledge, month, printed
from watchdog.check.relations import RelationResult
from watchdog.check.revision_windows import Reopening, RevisionMarkParameters, RevisionWindowParameters
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict

WINDOW = relation(
    "revision_window",
    RevisionWindowParameters(documents=("exh1",), months=1, reopens=(Reopening(release=12, months=11),)),
)
MARKS = relation("revision_mark", RevisionMarkParameters(documents=("exh1",)))


def exports(values: Mapping[str, int], marked: tuple[str, ...] = ()) -> list[Cell]:
    return [replace(cell("exports.total", when, value), revised=when in marked) for when, value in values.items()]


def against(
    before: Mapping[str, int], now: Mapping[str, int], *, marked: tuple[str, ...] = (), rule: object = WINDOW
) -> RelationResult:
    """The latest month is the release's own, and the month before it that of the earlier release."""
    release = max(now)
    earlier = knowledge(*printed(str(month(release).shift(-1)), exports(before)))
    chosen = WINDOW if rule is WINDOW else MARKS
    return only(judged(chosen, exports(now, marked), release=release, before=earlier))


SEPTEMBER = {"2025-08": 1, "2025-09": 2, "2025-10": 3}


def test_the_months_of_the_window_may_change_and_earlier_ones_may_not() -> None:
    in_window = against(SEPTEMBER, {"2025-08": 1, "2025-09": 2, "2025-10": 9, "2025-11": 4})
    outside = against(SEPTEMBER, {"2025-08": 1, "2025-09": 7, "2025-10": 9, "2025-11": 4})

    assert Verdict.PASS is in_window.verdict
    assert Verdict.WARN is outside.verdict
    assert "exports.total of September 2025 is 7, was 2: months before October 2025 were to stay as they were" == (
        outside.reason
    )


def test_what_the_release_marks_as_revised_it_has_announced() -> None:
    now = {"2025-08": 1, "2025-09": 7, "2025-10": 9, "2025-11": 4}

    assert Verdict.PASS is against(SEPTEMBER, now, marked=("2025-09", "2025-10")).verdict


def test_the_window_is_that_of_the_release_for_its_month() -> None:
    before = {"2024-12": 1, "2025-01": 2, "2025-11": 3}
    opened = against(before, {"2024-12": 1, "2025-01": 7, "2025-11": 9, "2025-12": 4})
    beyond = against(before, {"2024-12": 7, "2025-01": 7, "2025-11": 9, "2025-12": 4})

    assert (Verdict.PASS, Verdict.WARN) == (opened.verdict, beyond.verdict)


@pytest.mark.parametrize("rule", [WINDOW, MARKS], ids=["window", "marks"])
def test_without_the_release_for_the_month_before_it_cannot_tell(rule: object) -> None:
    assert isinstance(rule, type(WINDOW))
    cells = exports({"2025-09": 7, "2025-10": 9, "2025-11": 4})
    older = knowledge(*printed("2025-09", exports({"2025-09": 2})))

    assert [Verdict.UNDECIDED] * 2 == [only(judged(rule, cells, before=before)).verdict for before in (None, older)]


def test_a_change_without_a_mark_and_a_mark_without_a_change_are_doubtful() -> None:
    now = {"2025-08": 1, "2025-09": 2, "2025-10": 9, "2025-11": 4}

    assert [Verdict.PASS, Verdict.WARN, Verdict.WARN] == [
        against(SEPTEMBER, now, marked=marked, rule=MARKS).verdict
        for marked in (("2025-10",), (), ("2025-09", "2025-10"))
    ]


def test_what_several_documents_changed_outside_the_window_is_told_once() -> None:
    both = relation("revision_window", RevisionWindowParameters(documents=("exh1", "exh3", "exh4"), months=1))
    before, now = SEPTEMBER, {"2025-08": 1, "2025-09": 7, "2025-10": 9, "2025-11": 4}

    def of(values: Mapping[str, int]) -> list[Cell]:
        documents = ("exh1", "exh3")
        return [
            cell("exports.total", when, value, document=each) for each in documents for when, value in values.items()
        ]

    new = [cell("exports.total", "2025-11", 4, document="exh4")]
    told, alone = judged(both, [*of(now), *new], before=knowledge(*printed("2025-10", of(before))))

    assert (Verdict.WARN, 2) == (told.verdict, len(told.faults))
    assert (Verdict.UNDECIDED, "exh4") == (alone.verdict, alone.subject)


DOWNLOADS = {
    "2025-06": "2025-08-10",
    "2025-07": "2025-09-05",
    "2025-08": "2025-11-20",
    "2025-09": "2026-01-07",
    "2025-10": "2026-01-08",
    "2025-11": "2026-02-01",
    "2025-12": "2026-02-22",
    "2026-01": "2026-03-15",
}


def downloaded(specimens: Path, release: str) -> list[Cell]:
    with (specimens / "vintages" / f"BOPGSTB_asof_{DOWNLOADS[release]}.csv").open() as file:
        _, *lines = csv.reader(file)
    return [cell("balance.total", day[:7], int(float(value)), document="fred") for day, value in lines if value != "."]


@pytest.mark.specimens
def test_of_all_published_vintages_only_the_correction_of_july_2025_stands_outside_the_window(specimens: Path) -> None:
    (window,) = (rule for rule in rulebook().relations if rule.kind == "revision_window")
    verdicts = {}
    for before, release in zip(list(DOWNLOADS), list(DOWNLOADS)[1:], strict=False):
        earlier = knowledge(*printed(before, downloaded(specimens, before)))
        verdicts[release] = only(judged(window, downloaded(specimens, release), release=release, before=earlier))

    assert ["2025-09"] == [release for release, result in verdicts.items() if result.verdict is not Verdict.PASS]
    assert verdicts["2025-09"].reason.startswith("balance.total of July 2025 is -77,154, was -78,154")


@pytest.mark.specimens
@pytest.mark.parametrize("release", ["2025-12", "2026-01"])
def test_published_exhibits_change_what_they_mark_and_nothing_else(specimens: Path, release: str) -> None:
    folders = [specimens / "ft900" / f"release_{month(release).shift(back)}" for back in (-1, 0)]
    documents = [each for each in ("exh1", "exh12") if all((folder / f"{each}.xlsx").exists() for folder in folders)]
    before, now = (
        [cell for each in documents for cell in reading(folder / f"{each}.xlsx").cells] for folder in folders
    )
    earlier = knowledge(*printed(str(month(release).shift(-1)), before))
    against_earlier = [rule for rule in rulebook().relations if rule.kind.startswith("revision_")]
    results = [each for rule in against_earlier for each in judged(rule, now, release=release, before=earlier)]

    assert {("XV1", "ft900"), ("XV2", "ft900")} == {(each.rule.name, each.subject) for each in results}
    assert {Verdict.PASS} == {each.verdict for each in results}

"""What a sentence denies is never right because the figure is; and a 'not' that is of something else denies nothing."""

import pytest

from tests.verify.desk import Desk
from watchdog.verify.verdict import Judged, Verdict

UNREAD = (
    "It is false that exports fell $10.9 billion in November.",
    "The claim that exports fell $10.9 billion in November is untrue.",
    "It is not true that exports fell $10.9 billion in November.",
    "Officials denied that exports fell $10.9 billion in November.",
    "The deficit failed to widen by $27.6 billion in November.",
    "Imports did not rise to $348.9 billion in November.",
    "Imports did not, as some say, rise to $348.9 billion in November.",
    "The deficit hardly widened in November.",
    "The deficit never widened in November.",
    "A deficit of $56.8 billion was not recorded in November.",
    "Neither exports of $292.1 billion nor imports of $348.9 billion were seen in November.",
    "The October deficit was not the smallest since June 2010.",
    "The deficit stopped short of $56.8 billion in November.",
    "The release did not come out on Thursday.",
)
CONTRARY = {
    "The deficit was not $56.8 billion in November.": ("$56.8 billion", Verdict.WRONG),
    "The deficit wasn't $56.8 billion in November.": ("$56.8 billion", Verdict.WRONG),
    "The deficit was not $50.1 billion in November.": ("$50.1 billion", Verdict.RIGHT),
    "The deficit did not widen in November.": ("widen", Verdict.WRONG),
    "The deficit didn't narrow in November.": ("narrow", Verdict.RIGHT),
}
NONE = (
    "Exports not only fell 3.6 percent but also hit $292.1 billion in November.",
    "The deficit, not annualized, was $56.8 billion in November.",
    "The deficit, not including revisions, was $56.8 billion in November.",
    "The deficit was no more than $57 billion in November.",
    "Not since 2009 has the deficit been as small as $29.2 billion, in October.",
    "With no change in policy, exports fell 3.6 percent to $292.1 billion in November.",
    "Not surprisingly, exports fell 3.6 percent to $292.1 billion in November.",
    "There is no doubt that exports fell 3.6 percent to $292.1 billion in November.",
    "The agency did not explain why exports fell $10.9 billion in November.",
    "The deficit widened for no obvious reason to $56.8 billion in November.",
    "No, exports fell $10.9 billion in November.",
    "The services surplus barely moved, at $30.1 billion in November.",
    "Exports, not imports, fell 3.6 percent in November.",
    "Exports rather than imports fell 3.6 percent in November.",
    "The goods deficit, which does not include services, was $86.9 billion in November.",
)
BESIDE = {
    "Imports didn't rise to $348.9 billion in November, and exports fell to $292.1 billion.": "$292.1 billion",
    "The deficit did not narrow in November and imports rose to $348.9 billion.": "$348.9 billion",
    "The deficit, which did not narrow in November, was $56.8 billion.": "$56.8 billion",
    "Exports did not rise in November; they fell $10.9 billion.": "$10.9 billion",
    "The deficit did not narrow but widened to $56.8 billion in November.": "$56.8 billion",
    "The report was not released on time and showed that exports fell to $292.1 billion.": "$292.1 billion",
    "The deficit was $56.8 billion in November, not $59.1 billion.": "$56.8 billion",
    "The deficit widened by $27.6 billion rather than $20 billion in November.": "$27.6 billion",
}


def judged_by_words(desk: Desk, text: str) -> dict[str, Judged]:
    checked = desk.check(text, "2026-01-29")
    return {checked.written(each): each for each in checked.judged}


@pytest.mark.parametrize("text", UNREAD)
def test_what_is_denied_is_not_checkable(desk: Desk, text: str) -> None:
    found = judged_by_words(desk, text)

    assert found
    assert {Verdict.UNCHECKED} == {each.verdict for each in found.values()}
    assert all("denies" in each.reason for each in found.values())


@pytest.mark.parametrize("text", CONTRARY)
def test_a_plain_denial_is_judged_the_other_way_round(desk: Desk, text: str) -> None:
    words, verdict = CONTRARY[text]

    assert verdict is judged_by_words(desk, text)[words].verdict


@pytest.mark.parametrize("text", NONE)
def test_a_not_of_something_else_denies_no_figure(desk: Desk, text: str) -> None:
    found = judged_by_words(desk, text)

    assert found
    assert {Verdict.RIGHT} == {each.verdict for each in found.values()}


@pytest.mark.parametrize("text", BESIDE)
def test_a_denial_ends_with_its_clause(desk: Desk, text: str) -> None:
    assert Verdict.RIGHT is judged_by_words(desk, text)[BESIDE[text]].verdict

"""A word that sets two right figures, or two months, in the wrong order is wrong by itself."""

import pytest

from tests.verify.desk import Desk
from tests.verify.test_denials import judged_by_words
from watchdog.verify.verdict import Verdict

FALSE = {
    "Exports of $292.1 billion exceeded imports of $348.9 billion in November.": "exceeded",
    "Imports of $348.9 billion trailed exports of $292.1 billion in November.": "trailed",
    "The $30.1 billion surplus in services was larger than the $86.9 billion goods deficit.": "larger than",
    "The deficit was $56.8 billion in November, below the $29.2 billion of October.": "below",
    "The November deficit of $56.8 billion was smaller than in October.": "smaller",
    "The November deficit was larger than a year earlier.": "larger",
}
TRUE = (
    "Imports of $348.9 billion exceeded exports of $292.1 billion in November.",
    "The $30.1 billion surplus in services was smaller than the $86.9 billion goods deficit.",
    "The deficit was $56.8 billion in November, above the $29.2 billion of October.",
    "Exports of $292.1 billion, down from $302.9 billion, were lower than imports of $348.9 billion.",
    "Exports of $292.1 billion and imports of $348.9 billion were more than those of July 2020.",
    "The November deficit of $56.8 billion was larger than in October.",
    "The November deficit was smaller than in November 2024.",
    "The deficit in November was wider than in October, when it was $29.2 billion.",
)
OPEN = (
    "Was the $30.1 billion surplus in services larger than the $86.9 billion goods deficit?",
    "The $30.1 billion surplus in services was not larger than the $86.9 billion goods deficit.",
    "Exports of $292.1 billion were far larger than twice $86.9 billion.",
)


@pytest.mark.parametrize("text", FALSE)
def test_a_false_comparison_is_wrong_at_its_word_alone(desk: Desk, text: str) -> None:
    wrong = [words for words, each in judged_by_words(desk, text).items() if each.verdict is Verdict.WRONG]

    assert [FALSE[text]] == wrong


@pytest.mark.parametrize("text", TRUE)
def test_a_true_comparison_leaves_all_right(desk: Desk, text: str) -> None:
    found = judged_by_words(desk, text)

    assert found
    assert {Verdict.RIGHT} == {each.verdict for each in found.values()}


@pytest.mark.parametrize("text", OPEN)
def test_a_comparison_that_is_not_plain_is_not_judged(desk: Desk, text: str) -> None:
    assert not any("larger" in words for words in judged_by_words(desk, text))

"""What the demo prints: the figures, how they were computed, and which of them rest on print."""

import pytest

from tests.demo.replay import Story

SEPTEMBER, OCTOBER, NOVEMBER = "11 December 2025", "8 January 2026", "29 January 2026"
DECEMBER, JANUARY, ANNUAL = "19 February 2026", "12 March 2026", "3 September 2026"

SAID = [
    # October, first print
    (OCTOBER, "The goods and services deficit was $29.4 billion in October 2025"),
    (OCTOBER, "October 2025, at $29.4 billion, is the smallest deficit since June 2009 ($27.2 billion)"),
    (OCTOBER, "robust z +3.20, against the 60 monthly changes through September 2025 (median -0.40, 1.4826 MAD 6.00)"),
    # November, and October as revised with it
    (NOVEMBER, "October 2025, at $29.2 billion, was then the smallest deficit since June 2009 ($27.2 billion)"),
    (NOVEMBER, "in data published through 29 January 2026, series from January 1992"),
    (NOVEMBER, "deficit was $56.8 billion in November 2025, a change of +$27.6 billion (+94.6 %) from October 2025"),
    (NOVEMBER, "Exports were $292.1 billion, a change of ~-$10.9 billion (~-3.6 %) from October 2025"),
    (NOVEMBER, "Imports were $348.9 billion, a change of ~+$16.8 billion (~+5.0 %) from October 2025"),
    (NOVEMBER, "The three-month average deficit was $44.7 billion, a change of -$33.8 billion from a year earlier"),
    (
        NOVEMBER,
        "through November 2025, the deficit changed by +$32.9 billion (+4.1 %) from the same months a year earlier",
    ),
    (NOVEMBER, "exports changed by ~+6.3 % and imports by ~+5.8 % from the same months a year earlier"),
    (NOVEMBER, "~ Exports of nonmonetary gold: +6.8 in October 2025 and -4.2 in November 2025"),
    (NOVEMBER, "a gross swing of $11.0 billion, net +$2.6 billion"),
    (NOVEMBER, "robust z -4.18, against the 60 monthly changes through October 2025 (median -0.21, 1.4826 MAD 6.56)"),
    # the year's sign turns with its last month, and again with its revision
    (DECEMBER, "The deficit of 2025 is no longer larger than that of the year before: +4.1 % from January through"),
    (DECEMBER, "in the vintage of 29 January 2026, -0.2 % in all of 2025 in that of 19 February 2026"),
    (
        JANUARY,
        "-0.2 % in all of 2025 in the vintage of 19 February 2026, +0.9 % in all of 2025 in that of 12 March 2026",
    ),
    # the claim's end
    (ANNUAL, "October 2025 is no longer the smallest deficit since June 2009"),
    (ANNUAL, "$29.4 billion in the release for October 2025, $31.1 billion in the release for January 2026"),
    (ANNUAL, "$37.4 billion in the release for July 2026. By this release it was the smallest deficit since November"),
    (ANNUAL, "runner-up February 2020 at $37.5 billion, margin $0.11 billion"),
    (ANNUAL, "said before: October 2025, at $29.4 billion, is the smallest deficit since June 2009"),
]


@pytest.mark.parametrize(("day", "words"), SAID, ids=[f"{day}: {words[:50]}" for day, words in SAID])
def test_each_release_is_told_in_figures(story: Story, day: str, words: str) -> None:
    assert words in story.chapter(day)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (OCTOBER, "Exports were ~$302.0 billion"),  # known only from print
        (OCTOBER, "Exports of nonmonetary gold ~ +6.8"),
        (NOVEMBER, "Exports were $292.1 billion"),  # exhibit 1 has it
        (DECEMBER, "Exports were $287.3 billion, a change of -$5.0 billion (-1.7 %)"),
        (JANUARY, "exports changed by +10.4 % and imports by -11.3 %"),
    ],
)
def test_only_what_rests_on_print_is_marked(story: Story, day: str, words: str) -> None:
    assert words in story.chapter(day)


def test_the_causes_are_told_with_what_they_leave_over(story: Story) -> None:
    table = story.chapter(NOVEMBER).partition("Effect of each part on the balance")[2].partition("Identities:")[0]

    assert "Imports of pharmaceutical preparations ~ -6.7" in table
    assert "everything else, with the adjustments to balance of payments basis =~" in table
    assert "Change of the balance of trade in goods and services = -27.6" in table


def test_a_swing_and_a_reversal_of_one_move_are_one_item(story: Story) -> None:
    assert "November 2025: deficit $56.8 billion, +$27.6 billion; 2 findings" in story.chapter(NOVEMBER)
    assert 1 == story.chapter(NOVEMBER).count("[critical, new]")


@pytest.mark.parametrize("day", [SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER, JANUARY, ANNUAL])
def test_every_release_says_how_its_identities_came_out(story: Story, day: str) -> None:
    assert "hold, 0 broken, 0 doubtful," in story.chapter(day)


def test_the_second_look_tells_nobody(story: Story) -> None:
    assert "Polled once more: 0 new documents, 0 messages" in "\n".join(story.lines)


@pytest.mark.parametrize("day", [SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER, JANUARY, ANNUAL])
def test_a_rule_whose_document_nobody_polls_takes_no_sentence_of_its_own(story: Story, day: str) -> None:
    assert "none of its lines" not in story.chapter(day)
    assert "by category: could not be judged" not in story.chapter(day)

"""What is said of the embedded releases, and what must never be printed of any."""

import re

import pytest

from tests.notify.story import chapters
from tests.notify.test_brief import assert_adds_up
from watchdog.model.alert import Brief

NEVER = {
    "record": r"\brecord",  # 'since' is not 'record': smaller deficits stand in the same file
    "a gross swing is no total": r"gold (exports )?total",
    "what is left without gold is not GDP": r"\bGDP\b",
    "nor does it have that name": r"\bex-?gold\b",
    "a rule tells what coincides, not why": r"\b(caused|driven) by\b",
    "a missing figure is not zero": r"(?-i:\b(None|NaN|nan|Infinity)\b)",
    "a sentence is filled in": r"[{}]",
}
RELEASES = ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-07")
DAY = r"(?:published on|vintage of) \d{1,2} [A-Z][a-z]+ \d{4}"


def sentences(text: Brief) -> list[str]:
    """Every line that people read."""
    tables = [line for table in text.causes for line in (table.title, *(row.label for row in table.rows))]
    return [text.headline, *text.facts, *text.unusual, *text.quality, *text.claims, *tables, *text.evidence]


def embarrassing(sentence: str) -> list[str]:
    """What must never be printed, and why. The net share of a reversal is of two figures that stand beside it."""
    found = [why for why, pattern in NEVER.items() if re.search(pattern, sentence, re.IGNORECASE)]
    if re.search(r"\d %(?! of the larger move)", sentence) and not re.search(DAY, sentence):
        found.append("a percentage without its day: a later vintage gives another one")
    return found


@pytest.mark.parametrize(
    "sentence",
    [
        "October 2025 is the record low deficit.",
        "A record: the smallest deficit ever.",
        "Gold totaled $11 billion.",
        "Nonmonetary gold exports totalled $11.0 billion.",
        "Ex-gold GDP fell.",
        "The deficit without gold, which is what counts in GDP, was $63.5 billion.",
        "The deficit rose by $27.6 billion (+94.6 %).",
        "The swing was caused by gold.",
        "The deficit was {deficit}.",
        "The deficit was None.",
    ],
)
def test_the_list_recognises_what_it_is_about(sentence: str) -> None:
    assert embarrassing(sentence)


@pytest.mark.parametrize("release", RELEASES)
def test_nothing_embarrassing_is_printed_of_any_release(release: str) -> None:
    printed_of_it = [sentence for text in chapters()[release].briefs for sentence in sentences(text)]

    assert len(printed_of_it) > 10
    assert [] == [(sentence, why) for sentence in printed_of_it if (why := embarrassing(sentence))]


@pytest.mark.parametrize("release", RELEASES)
def test_the_lines_of_every_cause_table_add_up_as_they_are_printed(release: str) -> None:
    for table in chapters()[release].digest.causes:
        assert_adds_up(table)


def test_the_digest_of_october_2025() -> None:
    digest = chapters()["2025-10"].digest

    assert "U.S. trade, October 2025: deficit $29.4 billion, -$18.8 billion; 3 findings" == digest.headline
    assert any("is the smallest deficit since June 2009" in line for line in digest.unusual)
    assert any("robust z +3.20, against the 60 monthly changes" in line for line in digest.unusual)
    assert any("of September 2025 was revised by +$4.7 billion" in line for line in digest.unusual)
    assert "Against what was known the day before: +$23.5 billion, of which +4.7 is revision of September 2025." in (
        digest.quality
    )


def test_the_digest_of_november_2025() -> None:
    digest = chapters()["2025-11"].digest

    assert "U.S. trade, November 2025: deficit $56.8 billion, +$27.6 billion; 2 findings" == digest.headline
    assert [
        (
            "The goods and services deficit was $56.8 billion in November 2025, a change of +$27.6 billion (+94.6 %) "
            "from October 2025; balance of payments basis, seasonally adjusted, vintage of 29 January 2026."
        ),
        (
            "Exports were $292.1 billion, a change of ~-$10.9 billion (~-3.6 %) from October 2025, vintage of 29 "
            "January 2026."
        ),
        (
            "Imports were $348.9 billion, a change of ~+$16.8 billion (~+5.0 %) from October 2025, vintage of 29 "
            "January 2026."
        ),
        "The three-month average deficit was $44.7 billion, a change of -$33.8 billion from a year earlier.",
        (
            "From January through November 2025, the deficit changed by +$32.9 billion (+4.1 %) from the same months a "
            "year earlier, vintage of 29 January 2026."
        ),
        (
            "From January through November 2025, exports changed by ~+6.3 % and imports by ~+5.8 % from the same "
            "months a year earlier, vintage of 29 January 2026."
        ),
        (
            "In the quarter to date, the deficit averaged $43.0 billion a month, a change of -$16.4 billion from the "
            "previous quarter."
        ),
    ] == list(digest.facts)
    assert 2 == len(digest.unusual), "swing and reversal of the balance are one item, gold is another"
    assert "robust z -4.18" in digest.unusual[0]
    assert "a gross swing of $46.6 billion, net -$8.7 billion" in digest.unusual[0]
    assert "a gross swing of $11.0 billion, net +$2.6 billion" in digest.unusual[1]
    assert any(
        "October 2025, at $29.2 billion, was then the smallest deficit since June 2009" in line
        for line in digest.claims
    )


def test_the_retraction_of_september_2026() -> None:
    retractions = chapters()["2026-07"].retractions

    assert "U.S. trade: retracted: October 2025 is now only the smallest deficit since November 2019" in [
        each.headline for each in retractions
    ]
    assert any("margin $0.11 billion" in fact for each in retractions for fact in each.facts)


def test_every_digest_says_how_many_identities_hold_and_what_was_not_at_hand() -> None:
    for chapter in chapters().values():
        first, *others = chapter.digest.quality

        assert re.fullmatch(r"Identities: \d+ of \d+ hold, 0 broken, \d+ doubtful, \d+ could not be decided\.", first)
        assert any(line.startswith("Not stated, for want of the document:") for line in others)

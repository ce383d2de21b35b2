"""Sentences made to be taken for what they are not: false ones that look right, and right ones that look false."""

import pytest

from tests.verify.desk import Desk
from watchdog.verify.verdict import Verdict

FALSE = {
    "another series": "Imports were $292.1 billion in November.",
    "a part of it": "The deficit was $30.1 billion in November.",
    "another month": "The trade deficit was $29.2 billion in November.",
    "the month swapped": "The trade deficit was $56.8 billion in October.",
    "the scale": "The trade deficit was $56.8 million in November.",
    "the side": "The United States posted a trade surplus of $56.8 billion in November.",
    "no record": "The deficit hit a record $56.8 billion in November.",
    "since too early": "The October deficit of $29.2 billion was the smallest since June 2007.",
    "no record low": "The October deficit of $29.2 billion was the smallest on record.",
    "a range": "The deficit was between $40 billion and $50 billion in November.",
    "partners swapped": "The deficit with Mexico was $14.7 billion and with China $17.8 billion.",
    "a sum": "Exports of $292.1 billion and imports of $348.9 billion left a gap of $57.8 billion.",
    "dollars as per cent": "The deficit widened by 27.6 percent in November.",
    "the verb": "The deficit narrowed by $27.6 billion in November.",
    "a verb without a figure": "The deficit shrank in November.",
    "both": "Both exports and imports fell in November.",
    "which exceeds": "Exports exceeded imports by $56.8 billion in November.",
    "respectively": "Exports and imports were $348.9 billion and $292.1 billion, respectively, in November.",
    "the mean": "The average deficit over the three months through November was $47.4 billion.",
    "a hedge": "The deficit was more than $57 billion in November.",
    "a year ago": "A year ago the deficit was $56.8 billion.",
    "below its level": "The November deficit was below its October level of $29.2 billion.",
    "an opening": "Down from $29.2 billion in October, the deficit hit $56.8 billion.",
    "an opening's own verb": "After widening to $29.2 billion in October, the deficit hit $56.8 billion.",
    "no less": "The U.S. exported no less than $293 billion in November.",
    "an opening's verb": "From $302.9 billion in October, exports rose to $292.1 billion.",
}
TRUE = {
    "since a later month": "The October deficit was the smallest since June 2010.",
    "since a year": "The October deficit was the smallest since 2010.",
    "a range": "The deficit was between $50 billion and $60 billion in November.",
    "two partners": "The two deficits with Mexico and China totaled $32.5 billion.",
    "which exceeds": "Imports exceeded exports by $56.8 billion in November.",
    "respectively": "Exports and imports were $292.1 billion and $348.9 billion, respectively, in November.",
    "unknown goods": "Saffron exports fell $1.2 billion, and exports to Ruritania $0.3 billion.",
    "an unknown subject": "The deficit was $56.8 billion. Buyers paid foreigners $348.9 billion.",
    "tariffs": "Companies paid $30 billion in tariffs in November as imports rose to $348.9 billion.",
    "a comparison": "The deficit came in well above the $29.2 billion recorded in October.",
    "a year ago": "A year ago the deficit was $79.8 billion.",
    "a question": "Was the deficit larger than $60 billion?",
    "a partner's own": "China's surplus with the United States was $14.7 billion in November.",
    "a verb left out": "Exports fell $10.9 billion to $292.1 billion, and goods exports $11.1 billion.",
    "a parenthesis": "The deficit was $56.8 billion (October: $29.2 billion), and imports were $348.9 billion.",
    "above its level": "The November deficit was above its October level of $29.2 billion.",
    "its level then": "The deficit was up from its level of $29.2 billion in October.",
    "an opening": "From $302.9 billion in October, exports sank to $292.1 billion.",
    "an opening with a possessive": "After October's $29.2 billion, the deficit widened by $27.6 billion.",
    "a revised opening": "From a revised $29.2 billion in October, the deficit jumped to $56.8 billion.",
    "an opening with a verb": "After narrowing to $29.2 billion in October, the deficit widened to $56.8 billion.",
    "no less": "The U.S. exported no less than $292.1 billion in November.",
    "a monthly decrease": "Exports fell to $292.1 billion in November, the first monthly decrease since June.",
    "a since between": "Exports fell $10.9 billion in November, a first since June, and imports rose $16.8 billion.",
}


@pytest.mark.parametrize("text", FALSE.values(), ids=FALSE)
def test_what_is_false_is_called_wrong(desk: Desk, text: str) -> None:
    assert Verdict.WRONG in [each.verdict for each in desk.check(text, "2026-01-29").judged]


@pytest.mark.parametrize("text", TRUE.values(), ids=TRUE)
def test_what_is_right_is_not_called_wrong(desk: Desk, text: str) -> None:
    judged = desk.check(text, "2026-01-29").judged

    assert judged
    assert [] == [each.reason for each in judged if each.verdict is Verdict.WRONG]


def test_what_a_level_is_compared_with_is_right(desk: Desk) -> None:
    for name in ("above its level", "its level then", "an opening", "an opening with a possessive", "a since between"):
        judged = desk.check(TRUE[name], "2026-01-29").judged

        assert {Verdict.RIGHT} == {each.verdict for each in judged}, name


def test_a_wrong_word_leaves_its_level_right(desk: Desk) -> None:
    checked = desk.check("The deficit narrowed to $56.8 billion in November.", "2026-01-29")

    assert [("narrowed", Verdict.WRONG), ("$56.8 billion", Verdict.RIGHT)] == [
        (checked.written(each), each.verdict) for each in checked.judged
    ]


@pytest.mark.parametrize(
    "amount", ["€56.8 billion", "£ 56.8bn", "C$56.8 billion", "56.8 billion Canadian dollars", "EUR 56.8 billion"]
)
def test_another_currency_is_not_checkable(desk: Desk, amount: str) -> None:
    (judged,) = desk.check(f"The deficit was {amount} in November.", "2026-01-29").judged

    assert (Verdict.UNCHECKED, "it is in another currency") == (judged.verdict, judged.reason)


@pytest.mark.parametrize("amount", ["US$56.8 billion", "56.8 billion U.S. dollars", "$56.8 billion (€49 billion)"])
def test_dollars_of_here_are_checked(desk: Desk, amount: str) -> None:
    assert Verdict.RIGHT is desk.check(f"The deficit was {amount} in November.", "2026-01-29").judged[0].verdict


def test_a_sum_that_cannot_be_told_does_not_hide_a_wrong_month(desk: Desk) -> None:
    text = "Through November, the deficit was 4.1 percent larger than in the same period of 2024. "
    *_, wrong = desk.check(f"{text}Imports of computers rose $9.6 billion.", "2026-01-29").judged
    *_, right = desk.check(f"{text}Imports of computers rose $6.6 billion.", "2026-01-29").judged

    assert Verdict.AMBIGUOUS is wrong.verdict
    assert "not at hand" in wrong.reason
    assert "if monthly, it is +$6.6 billion" in wrong.reason
    assert Verdict.RIGHT is right.verdict
    assert "if monthly; change of year to date" in right.reason

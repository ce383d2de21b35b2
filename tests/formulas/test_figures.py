from decimal import Decimal

from tests.model.made import cell, knowledge, levels, month, printed
from watchdog.formulas.evaluate import Missing
from watchdog.formulas.figures import figure
from watchdog.model.cell import Measure, Provenance
from watchdog.model.finding import Figure
from watchdog.model.knowledge import Knowledge
from watchdog.model.rule import FigureRule

NOVEMBER = month("2025-11")


def rule(formula: str, show: str = "billion USD", *, signed: bool = False) -> FigureRule:
    return FigureRule(name="it", label="It", formula=formula, show=show, signed=signed)


def text(formula: str, known: Knowledge, show: str = "billion USD", *, signed: bool = False) -> str:
    found = figure(rule(formula, show, signed=signed), NOVEMBER, known)
    assert isinstance(found, Figure), found
    return found.text


def known() -> Knowledge:
    gold = cell("exports.gold", "2025-11", -4200, measure=Measure.CHANGE, document="press", unit=100)
    return knowledge(*printed("2025-11", [*levels("balance.total", "2025-09", [-48137, -29206, -56825]), gold]))


def test_a_figure_is_shown_half_up_in_the_unit_that_its_rule_names() -> None:
    assert "$56.8 billion" == text("-balance.total", known())
    assert "$56,825.0 million" == text("-balance.total", known(), "million USD")
    assert "+$27.6 billion" == text("diff(-balance.total)", known(), signed=True)
    assert "+94.6 %" == text("pct(-balance.total)", known(), "percent")
    assert "-$4.2 billion" == text("diff(exports.gold)", known())


def test_a_last_digit_that_press_rounding_does_not_settle_is_told_as_a_range() -> None:
    coarse = levels("exports.total", "2025-10", [302900, 292100], document="press", unit="100")
    finer = levels("exports.total", "2025-10", [302920, 292050], document="press", unit="10")

    assert "-$10.9 billion to -$10.7 billion" == text("diff(exports.total)", knowledge(*printed("2025-11", coarse)))
    assert "-3.6 %" == text("pct(exports.total)", knowledge(*printed("2025-11", finer)), "percent")


def test_between_whole_units_the_last_digit_is_that_of_the_agencies_own_text() -> None:
    close = knowledge(*printed("2025-11", levels("balance.total", "2025-10", [-29350, -58699])))

    assert "$29.3 billion" == text("diff(-balance.total)", close)


def test_a_figure_keeps_its_error_its_provenance_and_where_it_was_found() -> None:
    found = figure(rule("diff(-balance.total)"), NOVEMBER, known())

    assert isinstance(found, Figure)
    assert (Decimal(27619), Decimal(1), "million USD") == (found.value, found.error, found.unit)
    assert (Provenance.DERIVED, Provenance.EXACT) == (found.provenance, found.weakest)
    assert {"exh1.xlsx"} == {address.document for address in found.evidence}


def test_a_percentage_is_of_no_dollars() -> None:
    found = figure(rule("pct(-balance.total)", "percent"), NOVEMBER, known())

    assert isinstance(found, Figure)
    assert "percent" == found.unit


def test_a_missing_figure_says_why() -> None:
    assert Missing("balance.total is not at hand for 2025-08") == figure(
        rule("mean(balance.total, 4)"), NOVEMBER, known()
    )

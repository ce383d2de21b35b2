"""Formulas with variables, once the variables are words and the sums written out."""

from watchdog.formulas.expression import Term, Total
from watchdog.formulas.families import as_row, named, replaced, singled, summed
from watchdog.formulas.parse import parse

FORMULA = parse("exports.<head>[change] - 2 * sum(exports.<head>.<line>) + diff(imports.total)")


def test_terms_outside_and_inside_sums_are_told_apart() -> None:
    assert ["exports.<head>", "imports.total"] == [term.series for term in singled(FORMULA)]
    assert ["exports.<head>.<line>"] == [term.series for term in summed(FORMULA)]
    assert ("head", "line") == summed(FORMULA)[0].variables


def test_words_take_the_place_of_the_variables_that_have_one() -> None:
    assert "exports.foods.<line>.nsa" == named("exports.<head>.<line>.nsa", {"head": "foods"})


def test_a_row_s_pattern_is_set_off_from_its_column() -> None:
    assert "imports.naics.|.<group>.<row>.|.duty.nsa" == as_row("imports.naics.<group>.<row>.duty.nsa")


def test_every_term_and_every_sum_is_replaced_wherever_it_stands() -> None:
    corn, nuts = Term("corn"), Term("nuts")
    filled = replaced(FORMULA, lambda _: corn, lambda _: Total((corn, nuts)))

    assert [corn, corn, nuts, corn] == [*singled(filled)[:1], *_members(filled), *singled(filled)[-1:]]


def _members(formula: object) -> tuple[Term, ...]:
    left = formula.left.right.right  # type: ignore[attr-defined]  # the shape of FORMULA: (a - 2 * total) + b
    assert isinstance(left, Total)
    return left.members

from fractions import Fraction

import pytest

from tests.model.made import month
from watchdog.formulas.expression import Term
from watchdog.formulas.linear import NotLinear, Reference, is_linear, written_out
from watchdog.formulas.parse import parse

MARCH = month("2025-03")
X, Y = Term("x"), Term("y")


def weights(text: str) -> dict[tuple[Term, str], Fraction]:
    return {(each.term, str(each.period)): weight for each, weight in written_out(parse(text), MARCH).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x - y", {(X, "2025-03"): 1, (Y, "2025-03"): -1}),
        ("-(x - 2 * y) / 4", {(X, "2025-03"): Fraction(-1, 4), (Y, "2025-03"): Fraction(1, 2)}),
        ("diff(x)", {(X, "2025-03"): 1, (X, "2025-02"): -1}),
        ("diff(lag(x, 1))", {(X, "2025-02"): 1, (X, "2025-01"): -1}),
        ("yoy(x)", {(X, "2025-03"): 1, (X, "2024-03"): -1}),
        ("ytd(x)", {(X, "2025-01"): 1, (X, "2025-02"): 1, (X, "2025-03"): 1}),
        ("mean(x, 2)", {(X, "2025-03"): Fraction(1, 2), (X, "2025-02"): Fraction(1, 2)}),
        ("x + y - x", {(Y, "2025-03"): 1}),
        ("x + 1 - 1", {(X, "2025-03"): 1}),
    ],
)
def test_a_formula_is_written_out_as_single_figures(text: str, expected: dict[tuple[Term, str], Fraction]) -> None:
    assert expected == weights(text)


def test_a_year_to_date_of_a_year_is_its_months() -> None:
    written = written_out(parse("ytd(x)"), month("2025"))

    assert {Reference(X, month(f"2025-{number:02d}")): 1 for number in range(1, 13)} == written


@pytest.mark.parametrize("text", ["x * y", "x / y", "x / 0", "pct(x)", "yoy_pct(x)", "share(x, y)", "abs(x)", "x + 1"])
def test_what_is_no_weighted_sum_is_refused(text: str) -> None:
    assert not is_linear(parse(text))
    with pytest.raises(NotLinear):
        written_out(parse(text), MARCH)

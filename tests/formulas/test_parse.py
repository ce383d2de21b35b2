import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchdog.formulas.expression import Binary, Call, Expression, Negation, Number, Term
from watchdog.formulas.parse import FormulaError, parse, terms
from watchdog.model.cell import Measure

BALANCE = Term("balance.total")
WORDS = """
    balance.total exports x lag diff pct yoy yoy_pct mean ytd share abs ( ) [ ] , + - * / ** // % . 1 0.1 3 600 601 1e9
    1e999 0xff 1j exh1 exh1.as_published prior level mean3 change : = == := lambda if else for in not and yield await
    f'{x}' 'text' \"\"\" # \\ ; @ __import__ os.system eval exec open True None ... { } *x **x é
"""
words = st.sampled_from([*WORDS.split(), "\n", "\x00", "\ud800"])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("balance.total", BALANCE),
        ("-balance.total", Negation(BALANCE)),
        ("0.1 * balance.total", Binary("*", Number(1, 10), BALANCE)),
        ("diff(-balance.total)", Call("diff", Negation(BALANCE))),
        ("lag(balance.total, 12)", Call("lag", BALANCE, steps=12)),
        ("mean(balance.total, 3)", Call("mean", BALANCE, steps=3)),
        ("share(a, b)", Call("share", Term("a"), whole=Term("b"))),
        ("yoy(ytd(x))", Call("yoy", Call("ytd", Term("x")))),
        ("x[exh2, mean3]", Term("x", "exh2", measure=Measure.MEAN3)),
        ("x[fred]", Term("x", "fred")),
        ("x[ytd]", Term("x", measure=Measure.YTD)),
        ("x[exh1.as_published]", Term("x", "exh1", "as_published")),
        ("x[prior]", Term("x", prior=True)),
        ("x[prior.exh1]", Term("x", "exh1", prior=True)),
        ("x[prior.exh1.as_published, level]", Term("x", "exh1", "as_published", Measure.LEVEL, prior=True)),
        ("  a\t+ b ", Binary("+", Term("a"), Term("b"))),
    ],
)
def test_a_formula_is_read_as_it_is_meant(text: str, read: Expression) -> None:
    assert read == parse(text)


def test_terms_come_in_reading_order_each_as_often_as_it_stands() -> None:
    named = terms(parse("a - mean(b[exh2], 3) + share(c, a) / -2"))

    assert ["a", "b", "c", "a"] == [term.series for term in named]
    assert "exh2" == named[1].document


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "not arithmetic"),
        ("a + + b", 5, "only numbers"),
        ("  a + open(b)", 7, "the functions are abs, diff, lag"),
        ("a + 'b'", 5, "only numbers, series"),
        ("a ** 2", 1, "only numbers, series"),
        ("a if b else c", 1, "only numbers, series"),
        ("True", 1, "a truth value is not a number"),
        ("a + 1e999", 5, "too large"),
        ("lag(a)", 1, "lag takes 2 arguments"),
        ("diff(a, 2)", 1, "diff takes 1 argument"),
        ("lag(a, 0)", 8, "from 1 to 600"),
        ("lag(a, 601)", 8, "from 1 to 600"),
        ("lag(a, -1)", 8, "from 1 to 600"),
        ("lag(a, True)", 8, "from 1 to 600"),
        ("lag(a, n=1)", 1, "without named arguments"),
        ("a[exh1, exh2]", 9, "name one document"),
        ("a[exh1.b.c]", 3, "name one document"),
        ("a[1:2]", 3, "a series name"),
        ("diff(a)[exh1]", 1, "a series name"),
        ("a.__class__()", 1, "the functions are"),
        ("mean(mean(a, 600), 600)", 1, "360,000 figures"),
        ("-" * 150 + "a", 102, "nested more than 100 deep"),
        ("a" * 2001, 1, "2001 characters"),
        ("a" + ".a" * 999, 1, "nested too deeply"),
    ],
)
def test_what_is_refused_is_refused_where_it_stands(text: str, column: int, message: str) -> None:
    with pytest.raises(FormulaError, match=message) as refusal:
        parse(text)

    assert column == refusal.value.column


def test_a_sum_of_the_forty_seven_lines_of_a_group_can_be_stated() -> None:
    assert 47 == len(terms(parse(" + ".join(f"exports.line_{number}" for number in range(47)))))


def read_or_refused(text: str) -> Expression | FormulaError:
    try:
        return parse(text)
    except FormulaError as error:
        return error


@settings(max_examples=400)
@given(st.text(max_size=80) | st.lists(words, max_size=40).map(" ".join) | st.lists(words, max_size=40).map("".join))
def test_no_text_does_anything_but_be_read_or_refused_and_soon(text: str) -> None:
    started = time.thread_time()
    answer = read_or_refused(text)

    assert time.thread_time() - started < 0.1
    assert not isinstance(answer, FormulaError) or answer.column >= 1


@pytest.mark.parametrize(
    "nested", ["-" * 1999 + "a", "(" * 999 + "a" + ")" * 999, "a[" * 999, "diff(" * 399, "a." * 999 + "a"]
)
def test_deep_nesting_is_refused_and_soon(nested: str) -> None:
    started = time.thread_time()
    with pytest.raises(FormulaError):
        parse(nested)

    assert time.thread_time() - started < 0.1

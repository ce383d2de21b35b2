"""A document that its parser could not read by is a mistake in the rules, not a surprise on release day."""

from pathlib import Path

import pytest

from tests.rulebook.packs import extend
from watchdog.rulebook.lint import lint
from watchdog.rulebook.load import load
from watchdog.rulebook.waiting import waiting

TABLE = "table: {kind: csv, period: month}"


def document(rest: str) -> str:
    return f"documents:\n  - {{name: mine, source: fred, file: x.csv, {rest}}}\n"


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("parser: eits, columns: {BOPGS: balance.total}", "balance.total stands below 1 headings, eits wants 3"),
        ("parser: fred_json, columns: {a: {b: balance.total}}", "stands below 2 headings, fred_json wants 1"),
        ("parser: fred_json, columns: {a: balance.total, b: exports.total}", "fred_json reads one series a document"),
        ("parser: generic_table, columns: {v: balance.total}", "mine has no `table`"),
        (f"parser: fred_csv, {TABLE}, columns: {{v: balance.total}}", "a `table` that its parser does not look at"),
        (f"parser: generic_table, {TABLE}, columns: {{a: {{b: balance.total}}}}", "headings here are at most 1 deep"),
        (
            "parser: generic_table, table: {kind: xlsx, period: month}, columns: {v: balance.total}",
            "a workbook has a `sheet`",
        ),
        (
            "parser: generic_table, table: {kind: csv, period: m, period_form: '%Y'}, columns: {v: balance.total}",
            "'%Y' is not a form of months such as '%Y-%m'",
        ),
        ("parser: fred_csv, link: '(', columns: {v: balance.total}", "is not a regular expression"),
        (
            "parser: generic_table, table: {kind: json, period: m, rows: data}, columns: {v: balance.total}",
            "rows: data",
        ),
        ("parser: press_text", "mine is a press text: it has a title and no figures"),
        ("parser: press_text, title: A, columns: {a: balance.total}", "it has a title and no figures"),
    ],
)
def test_a_description_that_its_parser_could_not_use_is_a_mistake(tmp_path: Path, rest: str, words: str) -> None:
    mistakes = lint(extend(tmp_path, document(rest), base="us_trade"))

    assert [words in str(mistake) for mistake in mistakes] == [True], mistakes


def test_a_plain_table_needs_yaml_only(tmp_path: Path) -> None:
    rest = f"parser: generic_table, {TABLE}, columns: {{value: balance.total}}"
    layout = load(extend(tmp_path, document(rest), base="us_trade")).layout("mine")

    assert layout.table is not None
    assert ("csv", "month", "%Y-%m") == (layout.table.kind, layout.table.period, layout.table.period_form)


def test_a_rule_reads_a_press_text_and_no_table(tmp_path: Path) -> None:
    mine = extend(tmp_path, "rules:\n  - {name: press-text, enabled: true, document: exh1}\n", base="us_trade")

    assert ["there is no press text 'exh1'"] == [mistake.message for mistake in lint(mine)]


def test_a_rule_waits_for_a_text_that_nobody_polls(tmp_path: Path) -> None:
    book = load(extend(tmp_path, "rules:\n  - {name: press-text, enabled: true}\n", base="us_trade"))

    assert ("bea_text",) == waiting(book, {"exh1"})["press-text"]
    assert "press-text" not in waiting(book, {"bea_text"})


def test_words_decide_something_only_where_a_rule_reads_texts(tmp_path: Path) -> None:
    words = "synonyms:\n  - {name: mine, item: total, words: [the works]}\n"
    on = "rules:\n  - {name: press-text, enabled: true}\n"
    texts = {"plain": "", "words": words, "on": on, "both": on + words}
    hashes = {name: load(extend(tmp_path / name, text, base="us_trade")).hash for name, text in texts.items()}

    assert hashes["plain"] == hashes["words"]
    assert 3 == len(set(hashes.values()))

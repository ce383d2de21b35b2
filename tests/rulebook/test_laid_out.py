"""Templates of series, the documents whose rows fill them, and every mistake in either."""

from pathlib import Path

import pytest

from tests.rulebook.packs import PACK, write
from watchdog.model.layout import Column, Row
from watchdog.rulebook.lint import lint
from watchdog.rulebook.load import load

TABLE = """\
  - name: countries
    source: office
    file: countries.xlsx
    parser: exhibit_rows
    row_heading: Item
    sections: {Exports: exports, Imports: imports}
    columns: {"": <section>.goods.<row>}
    words: {All: ""}
    same: {exports.goods.peru: exports.total}
    rows:
      - All
      - Africa: [Egypt, Other]
      - Peru
series:
  - for: {side: [exports, imports]}
    key: "{side}.goods.<row>"
    label: "{side} of goods, <row>"
    flow: "{side}"
    item: goods
    basis: census/nsa
    unit: million USD
    published_unit: 0.5
    partner: <row>
"""


def pack(old: str = "", new: str = "", *, table: str = TABLE) -> str:
    assert old in table
    return PACK.replace("series:\n", table.replace(old, new) if old else table, 1)


def found(folder: Path, text: str) -> list[str]:
    return [str(mistake).removeprefix(f"{folder}/") for mistake in lint(write(folder, pack=text))]


def test_a_template_gives_a_series_for_each_row_and_section(tmp_path: Path) -> None:
    book = load(write(tmp_path, pack=pack()))
    made = {key for key in book.series if ".goods" in key}

    assert {
        *("exports.goods", "exports.goods.africa", "exports.goods.egypt", "exports.goods.africa_other"),
        *("imports.goods", "imports.goods.africa", "imports.goods.egypt", "imports.goods.africa_other"),
        "imports.goods.peru",
    } == made
    assert "exports of goods, Africa / Egypt" == book.series["exports.goods.egypt"].label
    assert ("egypt", "0.5") == (
        book.series["exports.goods.egypt"].partner,
        str(book.series["exports.goods"].published_unit),
    )


def test_a_layout_has_its_columns_by_section_and_its_rows_by_path(tmp_path: Path) -> None:
    layout = load(write(tmp_path, pack=pack())).layout("countries")

    assert (
        Column(path=(), series="exports.goods.<row>", section="Exports"),
        Column(path=(), series="imports.goods.<row>", section="Imports"),
    ) == layout.columns
    assert ("All", "Africa", "Africa / Egypt", "Africa / Other", "Peru") == tuple(
        " / ".join(row.path) for row in layout.rows
    )


def test_rows_may_differ_by_section(tmp_path: Path) -> None:
    text = pack("    rows:\n", "    rows:\n      Exports: [Peru, Chile]\n      Imports:\n")
    indented = text.replace("      - All\n      - Africa: [Egypt, Other]\n      - Peru\n", "        - Egypt\n")
    book = load(write(tmp_path, pack=indented))

    assert Row(path=("Chile",), section="Exports") in book.layout("countries").rows
    assert "exports.goods.chile" in book.series
    assert "imports.goods.chile" not in book.series


def test_a_documents_own_step_is_that_of_its_dollars(tmp_path: Path) -> None:
    book = load(write(tmp_path, pack=pack("    row_heading: Item\n", "    published_unit: 0.01\n")))

    assert {"0.01"} == {str(one.published_unit) for one in book.layout("countries").templates.values()}
    assert "0.5" == str(book.series["imports.goods.egypt"].published_unit)


def test_what_templates_give_can_be_named_in_an_identity(tmp_path: Path) -> None:
    known = "exports.goods[countries] = exports.goods.africa[countries] + exports.goods.peru[countries]"
    written = """identities:
  - {name: x, label: x, why: y, tolerance: rounding, document: countries, rows: [months], holds: "HOLDS"}
"""
    mistakes = [
        str(mistake) for mistake in lint(write(tmp_path, pack=pack(), identities=written.replace("HOLDS", known)))
    ]

    assert 1 == len(mistakes)
    assert "there is no series 'exports.goods.peru'" in mistakes[0]


MISTAKES = [
    ("<section>.goods.<row>", "<section>.good.<row>", "Exports: there is no series 'exports.good.<row>'. Did you mean"),
    ("<section>.goods.<row>", "<section>.goods.chained<base>", "there is no series 'exports.goods.chained<base>' of"),
    ("      - Peru\n", "      - 7\n", "rows: expected a label, or a group with its labels"),
    ("exports.goods.peru: exports.total", "imports.goods.peru: exports.count", "exports.count is in piece, but"),
    ('    published_unit: 0.5\n', '    published_unit: 0\n', "published_unit"),
    ("    row_heading: Item\n", "    periods: [month, week]\n", "week: "),
    ("    row_heading: Item\n", "    base_year: '17'\n", "base_year"),
    ('key: "{side}.goods.<row>"', 'key: "{side}.goods.<Row>"', "key"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "reason"), MISTAKES)
def test_mistakes_in_tables_and_templates_are_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    count = "  - {key: exports.count, label: Count, flow: exports, item: count, basis: bop/sa, unit: piece}\n"
    mistakes = found(tmp_path, pack(old, new).replace("  - {key: balance.raw", f"{count}  - {{key: balance.raw", 1))

    assert any(reason in mistake for mistake in mistakes), mistakes

"""Derived series in a pack: what is read, what is refused and where, and how they are explained."""

from pathlib import Path

import pytest

from tests.rulebook.packs import PACK, RULES, write
from watchdog.errors import ConfigurationError
from watchdog.rulebook.explain import explain
from watchdog.rulebook.load import load

DERIVED = """\
derived:
  - key: balance.core
    label: Balance without
    why: It is steadier.
    flow: balance
    item: core
    basis: bop/sa
    unit: million USD
    formula: balance.total - balance.gold
  - key: balance.gold
    label: Gold
    why: It travels.
    flow: balance
    item: gold
    basis: bop/sa
    unit: million USD
    formula: exports.total - imports.total
"""
LAST = "million USD\n    formula: exports.total - imports.total"
MISTAKES = {
    ("balance.total - balance.gold", "balance.totl - balance.gold"): "there is no series 'balance.totl'",
    ("balance.total - balance.gold", "balance.total -"): "this is not arithmetic over series",
    ("balance.total - balance.gold", "balance.core - balance.gold"): "balance.core is computed from itself",
    ("exports.total - imports.total", "exports.total - balance.core"): "balance.gold is computed from itself",
    ("balance.total - balance.gold", "balance.raw - balance.gold"): "balance.core mixes bases",
    ("balance.total - balance.gold", "1 + 1"): "computed from named series",
    ("million USD\n    formula: balance", "percent\n    formula: balance"): "its formula gives million USD",
    ("key: balance.core", "key: exports.total"): "exports.total is printed by a document too",
    ("    why: It is steadier.\n", ""): "why",
    (LAST, "percent\n    formula: 100 * exports.total / imports.total"): "balance.gold would be kept in whole percents",
    (LAST, "percent\n    published_unit: 0.1\n    formula: -exports.total / imports.total"): "gives a plain quotient",
}


def test_a_derived_series_may_stand_wherever_a_printed_one_may(tmp_path: Path) -> None:
    rules = RULES.replace("series: balance.total", "series: balance.core").replace("-balance.total", "-balance.core")
    book = load(write(tmp_path, pack=PACK + DERIVED, rules=rules))

    assert "balance.total - balance.gold" == book.series["balance.core"].formula
    assert "It is steadier." in explain(book, "balance.core")
    assert "balance.gold (bop/sa/current): Gold" in explain(book, "balance.core")


@pytest.mark.parametrize(("before", "after"), MISTAKES)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, before: str, after: str) -> None:
    assert before in DERIVED
    with pytest.raises(ConfigurationError) as refused:
        load(write(tmp_path, pack=PACK + DERIVED.replace(before, after, 1)))

    assert MISTAKES[before, after] in str(refused.value)
    assert "pack.yaml:" in str(refused.value)


def test_a_document_cannot_print_one(tmp_path: Path) -> None:
    pack = PACK.replace("series: [balance.raw]", "series: [balance.raw, balance.core]") + DERIVED

    with pytest.raises(ConfigurationError, match=r"raw cannot print balance\.core"):
        load(write(tmp_path, pack=pack))


def test_an_identity_is_over_what_is_printed(tmp_path: Path) -> None:
    folder = write(tmp_path, pack=PACK + DERIVED)
    path = folder / "identities.yaml"
    path.write_text(path.read_text().replace("holds: balance.total", "holds: balance.core"))

    with pytest.raises(ConfigurationError, match=r"table does not print balance\.core"):
        load(folder)

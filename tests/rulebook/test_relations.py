"""Relations in a pack: what is read, what is refused and where, and how they are explained."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.rulebook.packs import PACK, write
from watchdog.check.ratios import RatioParameters
from watchdog.errors import ConfigurationError
from watchdog.plugins import RELATION_KINDS
from watchdog.rulebook.explain import explain
from watchdog.rulebook.load import load

RELATIONS = """\
relations:
  - name: share
    kind: ratio
    why: By definition.
    document: table
    rows: [months]
    figure: balance.total[percent]
    of: balance.total
    by: exports.total + imports.total
    times: 100
  - name: order
    kind: inequality
    why: So it is.
    document: table
    rows: [months]
    greater: exports.total
    least: imports.total
  - {name: ranks, kind: ordering, why: So it is., document: table, heads: [exports.total]}
  - name: places
    kind: ranking
    why: So it is.
    document: table
    rows: [months]
    greatest_first: {balance.total: exports.total}
  - {name: window, kind: revision_window, why: So it is., documents: [table], reopens: [{release: 4, months: 600}]}
  - {name: marks, kind: revision_mark, why: So it is., documents: [table]}
  - {name: whole, kind: table, why: So it is., demand: continuity, documents: [table]}
"""
MISTAKES = {
    ("kind: ratio", "kind: ration"): "there is no kind 'ration' of relation",
    ("of: balance.total", "of: balance.nothing"): "table does not print balance.nothing",
    ("by: exports.total + imports.total", "by: exports.total / imports.total"): "is not a weighted sum of figures",
    ("by: exports.total + imports.total", "by: exports.total +"): "this is not arithmetic over series",
    ("document: table\n", "document: tabel\n"): "there is no document 'tabel'",
    ("documents: [table]}", "documents: [nowhere]}"): "there is no document 'nowhere'",
    ("heads: [exports.total]", "heads: [balance.raw]"): "table does not print balance.raw",
    ("greater: exports.total", "greater: exports.<row>.nsa"): "table does not print exports.<row>.nsa",
    ("least: imports.total", "least: balance.raw[elsewhere]"): "there is no document 'elsewhere'",
    ("balance.total: exports.total", "balance.total: exports.nothing"): "table does not print exports.nothing",
    ("balance.total: exports.total", "balance.rank: exports.total"): "table does not print balance.rank",
    ("release: 4", "release: 13"): "13",
    ("demand: continuity", "demand: beauty"): "is not one of",
    ("rows: [months]\n", "row: [months]\n"): "unknown key 'row'",
}


def test_each_kind_is_read_with_its_parameters(tmp_path: Path) -> None:
    book = load(write(tmp_path, pack=PACK + RELATIONS))
    share = book.relations[0].parameters

    assert set(RELATION_KINDS) == {relation.kind for relation in book.relations}
    assert isinstance(share, RatioParameters)
    assert ("balance.total", Decimal(100)) == (share.of, share.times)


@pytest.mark.parametrize("change", MISTAKES, ids=MISTAKES.values())
def test_a_mistake_is_placed_in_its_file(tmp_path: Path, change: tuple[str, str]) -> None:
    assert change[0] in RELATIONS
    folder = write(tmp_path, pack=PACK + RELATIONS.replace(*change, 1))

    with pytest.raises(ConfigurationError) as refused:
        load(folder)

    assert any(MISTAKES[change] in mistake.message for mistake in refused.value.mistakes)
    assert all("pack.yaml" in str(mistake) for mistake in refused.value.mistakes)


def test_a_relation_is_explained_with_its_window(tmp_path: Path) -> None:
    said = explain(load(write(tmp_path, pack=PACK + RELATIONS)), "window")

    assert "600 months in the release for April" in said
    assert "kind       revision_window" in said

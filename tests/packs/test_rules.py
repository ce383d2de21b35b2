"""What the packaged rules of the advance report say, on the figures that they were written for."""

from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.rulebook.packs import extend
from watchdog.formulas.parse import parse, terms
from watchdog.rulebook.lint import lint
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules

FOLDER = packaged_rules() / "us_trade_advance"
BOOK = load(FOLDER)
FLOWS = ("exports", "imports")


def test_they_have_no_mistakes() -> None:
    assert () == lint(FOLDER)


def test_every_identity_relation_and_rule_states_its_reason() -> None:
    assert all(len(identity.why) > 30 and identity.label for identity in BOOK.identities)
    assert all(len(rule.why) > 30 and rule.label and rule.since for rule in (*BOOK.rules, *BOOK.relations))


def test_no_rule_identity_or_source_has_a_name_of_the_other_pack() -> None:
    """A person's label is given to a finding by its rule, and a document is known by its source."""
    other = load(packaged_rules() / "us_trade")
    ours, theirs = (
        {each.name for each in book.identities}
        | {each.name for each in (*book.rules, *book.relations)}
        | set(book.sources)
        for book in (BOOK, other)
    )

    assert set() == ours & theirs


def test_every_printed_series_of_the_advance_report_is_in_an_identity() -> None:
    used = {
        (term.document or identity.document, term.series)
        for identity in BOOK.identities
        for side in (identity.left, identity.right)
        for term in terms(parse(side))
    }
    columns = {(layout.document, column.series) for layout in BOOK.layouts for column in layout.columns}
    printed = {(document, series) for document, series in columns if document in {"bulk", "api", "fred", "full_exh5"}}

    assert set() == printed - used


def test_an_advance_figure_is_nowhere_said_to_be_that_of_the_full_report() -> None:
    for identity in BOOK.identities:
        documents = {identity.document} | {
            term.document for side in (identity.left, identity.right) for term in terms(parse(side)) if term.document
        }

        assert 1 == len({document.startswith("full_") for document in documents}), identity.name


def test_goods_of_one_basis_are_not_compared_with_those_of_another(tmp_path: Path) -> None:
    mine = """\
identities:
  - name: mine
    label: exhibit 5 on both bases
    why: It looks right.
    tolerance: rounding
    document: full_exh5
    rows: [months]
    holds: balance.goods = balance.goods.census
"""
    (mistake,) = lint(extend(tmp_path, mine, base="us_trade_advance"))

    assert "mixes bases" in str(mistake)


@pytest.mark.parametrize("addition", ["", "documents: [bulk, fred, report, full_exh5, full_exh6]"])
def test_a_folder_that_init_wrote_can_watch_both(tmp_path: Path, addition: str, watchdog: Command) -> None:
    assert 0 == watchdog("init", tmp_path / "desk").code
    config = tmp_path / "desk" / "config.yaml"
    commented = "  # ftdadv:\n  #   pack: rules/us_trade_advance\n"
    entry = f"  ftdadv:\n    pack: rules/us_trade_advance\n    {addition}\n"
    text = config.read_text().replace(commented, entry)
    config.write_text(text)

    assert "  ftdadv:\n" in text
    answer = watchdog("rules", "lint", "--config", config)
    assert (0, "no mistakes\n") == (answer.code, answer.out)
    listed = watchdog("rules", "list", "--config", config).out
    assert "headline-swing" in listed
    assert "advance-reconciliation" in listed

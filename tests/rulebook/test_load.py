"""A folder of rules becomes a rulebook: families written out, packs extended by name, texts enough to make it again."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.rulebook.packs import IDENTITIES, PACK, RULES, extend, write
from watchdog.detect.swing import SwingParameters
from watchdog.errors import ConfigurationError, UsageError
from watchdog.model.finding import Severity
from watchdog.model.identity import Identity, IdentityClass, Rows
from watchdog.model.layout import Column
from watchdog.model.release import Release, ScheduledRelease
from watchdog.model.rule import FigureRule, Rule
from watchdog.model.series import Accounting, Adjustment, Basis, Flow, Series
from watchdog.model.unit import Unit
from watchdog.rulebook.book import SourceAddress
from watchdog.rulebook.load import from_files, load


def test_a_pack_becomes_the_nouns_of_the_model(tmp_path: Path) -> None:
    book = load(write(tmp_path / "toy"))

    assert "toy" == book.program
    assert (
        Series(
            key="exports.total",
            label="Exports of everything",
            flow=Flow.EXPORTS,
            item="total",
            basis=Basis(Accounting.BOP, Adjustment.SA),
            unit=Unit("million", "USD"),
        )
        == book.series["exports.total"]
    )
    assert (
        Identity(
            name="balance",
            label="balance = exports - imports",
            why="By definition.",
            severity=Severity.CRITICAL,
            identity_class=IdentityClass.ROUNDING,
            left="balance.total",
            right="exports.total - imports.total",
            document="table",
            rows=(Rows.MONTHS,),
        ),
    ) == book.identities
    assert (
        Rule(
            name="swing",
            kind="swing",
            label="swing",
            why="It moved.",
            severity=Severity.WARNING,
            since="",
            parameters=SwingParameters(series="balance.total", window=24),
        ),
    ) == book.rules
    assert (FigureRule(name="deficit", label="Deficit", formula="-balance.total", show="billion USD"),) == book.figures


def test_a_release_is_planned_in_the_agencys_time_zone(tmp_path: Path) -> None:
    planned = ScheduledRelease(
        release=Release.parse("toy/2025-11"), at=datetime(2026, 1, 29, 13, 30, tzinfo=UTC), note="late"
    )

    assert (planned,) == load(write(tmp_path / "toy")).calendar


def test_a_layout_carries_what_a_parser_needs_of_its_series(tmp_path: Path) -> None:
    pack = PACK.replace("series: [balance.raw]", "columns: {Balance: {Raw: balance.raw}}").replace(
        "unit: million USD}", "unit: million USD, published_unit: 0.1}"
    )
    layout = load(write(tmp_path / "toy", pack=pack)).layout("raw")

    assert (Column(path=("Balance", "Raw"), series="balance.raw"),) == layout.columns
    assert {"balance.raw": Decimal("0.1")} == layout.published_units
    assert {"balance.raw": Unit("million", "USD")} == layout.units


def test_a_document_that_is_not_polled_is_still_known(tmp_path: Path) -> None:
    pack = PACK.replace("file: raw.csv", "file: raw.csv\n    polled: false")
    book = load(write(tmp_path / "toy", pack=pack))

    assert (
        SourceAddress(name="office", label="", address="https://example.org/", polled=("table",))
        == book.sources["office"]
    )
    assert ["table", "raw"] == [layout.document for layout in book.layouts]


def test_comments_do_not_change_the_hash_but_a_threshold_does(tmp_path: Path) -> None:
    book = load(write(tmp_path / "toy"))
    commented = load(write(tmp_path / "commented", rules="# a remark\n" + RULES))
    changed = load(write(tmp_path / "changed", rules=RULES.replace("3.0", "3.5")))

    assert book.hash == commented.hash
    assert book.hash != changed.hash


def test_the_stored_texts_make_the_same_rulebook_again(tmp_path: Path) -> None:
    write(tmp_path / "base")
    book = load(extend(tmp_path / "mine", "rules: [{name: swing, warn: 3.5}]\n"))

    assert book == from_files(dict(sorted(book.files.items(), reverse=True)))
    assert not any(str(tmp_path) in name for name in book.files)


def test_texts_that_no_rulebook_stored_are_refused() -> None:
    with pytest.raises(UsageError, match="must begin with the number of its pack"):
        from_files({"pack.yaml": PACK})


def test_an_extending_pack_changes_one_threshold_and_keeps_the_rest(tmp_path: Path) -> None:
    write(tmp_path / "base")
    book = load(extend(tmp_path / "mine", "rules:\n  - {name: swing, warn: 3.5}\n"))

    assert SwingParameters(series="balance.total", window=24, warn=3.5) == book.rules[0].parameters
    assert "It moved." == book.rules[0].why


def test_an_extending_pack_may_switch_off_and_add(tmp_path: Path) -> None:
    write(tmp_path / "base")
    mine = """\
identities:
  - {name: balance, enabled: false}
rules:
  - {name: mine, kind: swing, why: Mine., series: exports.total}
"""
    book = load(extend(tmp_path / "mine", mine))

    assert () == book.identities
    assert ["swing", "mine"] == [rule.name for rule in book.rules]


def test_an_improvement_of_the_base_reaches_the_extending_pack(tmp_path: Path) -> None:
    base = write(tmp_path / "base")
    mine = extend(tmp_path / "mine", "rules: [{name: swing, warn: 3.5}]\n")
    before = load(mine)
    write(base, rules=RULES.replace("window: 24", "window: 60"))

    assert SwingParameters(series="balance.total", window=60, warn=3.5) == load(mine).rules[0].parameters
    assert before.hash != load(mine).hash


def test_a_bare_name_extends_a_packaged_pack(tmp_path: Path) -> None:
    book = load(extend(tmp_path / "us_trade", "rules: [{name: headline-swing, warn: 3.5}]\n", base="us_trade"))
    swing = next(rule for rule in book.rules if rule.name == "headline-swing")

    assert SwingParameters(series="balance.total", window=60, warn=3.5, critical=4.0) == swing.parameters


@pytest.mark.parametrize(
    ("base", "refusal"),
    [
        (".", r"mine\.yaml:1:10: this pack extends itself\. Extend another pack"),
        ("../nowhere", r"mine\.yaml:1:10: no folder at .*nowhere\. Name the folder of a rules pack"),
        ("us_trad", r"mine\.yaml:1:10: no folder at .*us_trad\. Did you mean 'us_trade'\?"),
        ("[a]", r"mine\.yaml:1:10: extends: expected text"),
    ],
)
def test_a_pack_that_cannot_be_extended_is_refused(tmp_path: Path, base: str, refusal: str) -> None:
    with pytest.raises(ConfigurationError, match=refusal):
        load(extend(tmp_path / "mine", "", base=base))


def test_an_override_of_nothing_is_a_mistake_with_the_nearest_name(tmp_path: Path) -> None:
    write(tmp_path / "base")

    with pytest.raises(
        ConfigurationError, match=r"mine\.yaml:2:16: the extended pack has no rule 'swnig' to change\. "
    ):
        load(extend(tmp_path / "mine", "rules: [{name: swnig, warn: 3.5}]\n"))


def test_a_family_gives_one_entry_for_each_combination(tmp_path: Path) -> None:
    family = IDENTITIES.replace(
        "  - name: balance\n", "  - for: {n: [one, two], m: {a: first, b: second}}\n    name: '{n}.{m}'\n"
    ).replace("label: balance =", "label: '{n} {m.phrase}' #")
    book = load(write(tmp_path / "toy", identities=family))

    assert ["one.a", "one.b", "two.a", "two.b"] == [identity.name for identity in book.identities]
    assert "two second" == book.identities[3].label


def test_a_file_that_cannot_be_read_is_the_only_mistake(tmp_path: Path) -> None:
    """It might have said what else seems to be missing, or which pack is extended."""
    folder = extend(tmp_path / "mine", "rules: [{name: headline-swing, warn: 3.5]\n", base="us_trade")

    with pytest.raises(ConfigurationError) as refused:
        load(folder)

    assert 1 == len(refused.value.mistakes)
    assert "program" not in str(refused.value)

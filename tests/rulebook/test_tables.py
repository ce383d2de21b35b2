"""A CSV beside the rules is part of them: read with places, hashed, kept, and taken over by whoever extends them."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.rulebook.packs import RULES, extend, write
from watchdog.detect.consensus import ConsensusParameters
from watchdog.model.period import Period
from watchdog.rulebook.lint import lint
from watchdog.rulebook.load import from_files, load
from watchdog.rulebook.reload import LiveRulebook

HEADING = "period,consensus,source,stated_at\n"
ROW = '2025-11,-43.2,"A wire, of note",2026-01-28 16:00\n'
RULE = "  - {name: expected, kind: consensus, why: It is expected., series: balance.total, stated: consensus.csv}\n"


def pack(folder: Path, table: str) -> Path:
    write(folder, rules=RULES.replace("figures:", f"{RULE}figures:"))
    (folder / "consensus.csv").write_text(table)
    return folder


def parameters(folder: Path) -> ConsensusParameters:
    return next(rule.of(ConsensusParameters) for rule in load(folder).rules if rule.name == "expected")


def test_each_row_is_an_entry_with_its_place(tmp_path: Path) -> None:
    (row,) = parameters(pack(tmp_path / "toy", HEADING + ROW)).stated

    assert (Period.parse("2025-11"), Decimal("-43.2"), "A wire, of note") == (row.period, row.consensus, row.source)
    assert "consensus.csv line 2" == row.place


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        ("2025-13,-43.2,A wire,2026-01-28\n", (3, 1), "2025-13"),
        ("2025-11,much,A wire,2026-01-28\n", (3, 9), "expected a number, found much"),
        ("2025-11,-43.2,A wire,soon\n", (3, 22), "'soon' is not a moment"),
        ("2025-11,-43.2\n", (3, 1), "2 values in this line, 4 columns in the heading"),
        ('2025-11,-43.2,"A wire,soon\n', (3, 1), "this is not CSV"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_column(
    tmp_path: Path, line: str, place: tuple[int, int], said: str
) -> None:
    (mistake,) = lint(pack(tmp_path / "toy", HEADING + ROW + line))

    assert (place, True) == ((mistake.line, mistake.column), said in mistake.message)
    assert mistake.file.endswith("consensus.csv")


def test_an_unknown_column_and_a_missing_one_are_told(tmp_path: Path) -> None:
    said = [mistake.message for mistake in lint(pack(tmp_path / "toy", "period,consensus,by,stated_at\n" + ROW))]

    assert ["unknown key 'by'", "'source' is missing"] == sorted(said, reverse=True)


def test_a_file_that_is_not_there_is_told_where_it_is_named(tmp_path: Path) -> None:
    folder = pack(tmp_path / "toy", HEADING)
    (folder / "consensus.csv").rename(folder / "consensus2.csv")
    (mistake,) = lint(folder)

    assert "stated: there is no file 'consensus.csv' beside the rules" == mistake.message
    assert "consensus2.csv" in mistake.fix


def test_the_table_is_part_of_what_was_judged_by(tmp_path: Path) -> None:
    book = load(pack(tmp_path / "toy", HEADING + ROW))
    other = load(pack(tmp_path / "toy", HEADING + ROW.replace("43.2", "43.3")))

    assert book.hash != other.hash
    assert book.rules == from_files(book.files).rules
    assert book.hash == from_files(book.files).hash


def test_a_pack_that_extends_another_brings_its_own_table(tmp_path: Path) -> None:
    pack(tmp_path / "base", HEADING)
    mine = extend(tmp_path / "mine", "rules:\n  - {name: expected, fewest: 3}\n")
    (mine / "consensus.csv").write_text(HEADING + ROW)

    assert (3, 1) == (parameters(mine).fewest, len(parameters(mine).stated))


def test_a_running_service_takes_over_a_new_row(tmp_path: Path) -> None:
    folder = pack(tmp_path / "toy", HEADING)
    live = LiveRulebook(folder)
    (folder / "consensus.csv").write_text(HEADING + ROW)

    assert live.refresh().changed


def test_a_list_in_the_rules_does_as_well(tmp_path: Path) -> None:
    folder = write(tmp_path / "toy")
    rule = RULE.replace("consensus.csv", "[{period: 2025-11, consensus: -43.2, source: A wire, stated_at: 2026-01-28}]")
    (folder / "rules.yaml").write_text(RULES.replace("figures:", f"{rule}figures:"))

    assert Decimal("-43.2") == parameters(folder).stated[0].consensus

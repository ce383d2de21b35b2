"""What else is wrong in an entry is named in the same round as the key that it lacks, and nothing is made up."""

from pathlib import Path

import pytest

from tests.rulebook.packs import IDENTITIES, RULES, write
from tests.rulebook.test_lint import found
from watchdog.plugins import RULE_KINDS
from watchdog.rulebook.entries import FigureEntry, IdentityEntry, RuleEntry
from watchdog.yamlfile.read import parse
from watchdog.yamlfile.typed import typed_in_part


@pytest.mark.parametrize(
    ("changes", "mistakes"),
    [
        ({"    why: It moved.\n": "", "balance.total\n": "x\n"}, ["'why' is missing", "no series 'x'"]),
        ({"    series: balance.total\n": "", "warn: 3.0": "warn: 5.0"}, ["'series' is missing", "warn (5)"]),
        ({"    kind: swing\n": "", "balance.total\n": "x\n"}, ["'kind' is missing", "no series 'x'"]),
        ({"kind: swing": "kind: swnig", "    why: It moved.\n": ""}, ["no kind 'swnig'", "'why' is missing"]),
        ({"window: 24": "windw: 24", "warn: 3.0": "warn: 5.0"}, ["unknown key 'windw'", "warn (5)"]),
        ({"window: 24": "window: wide", "balance.total\n": "x\n"}, ["a whole number", "no series 'x'"]),
        ({"label: Deficit, ": "", "-balance.total": "-x"}, ["'label' is missing", "no series 'x'"]),
        ({"show: billion USD": "shw: 1", "-balance.total": "-x"}, ["key 'shw'", "'show' is missing", "no series 'x'"]),
    ],
)  # fmt: skip
def test_a_rule_or_figure_is_judged_as_far_as_it_goes(
    tmp_path: Path, changes: dict[str, str], mistakes: list[str]
) -> None:
    rules = RULES
    for line, broken in changes.items():
        rules = rules.replace(line, broken, 1)
    lines = found(write(tmp_path, rules=rules))

    assert len(mistakes) == len(lines), lines
    assert all(any(words in line for line in lines) for words in mistakes), lines


@pytest.mark.parametrize("lacking", ["label: balance = exports - imports", "why: By definition.", "document: table"])
def test_an_identity_is_judged_as_far_as_it_goes(tmp_path: Path, lacking: str) -> None:
    identities = IDENTITIES.replace(f"    {lacking}\n", "").replace("exports.total", "exports.totl")
    missing, unknown = found(write(tmp_path, identities=identities))

    assert f"'{lacking.partition(':')[0]}' is missing" in missing
    assert "there is no series 'exports.totl'. Did you mean 'exports.total'?" in unknown


@pytest.mark.parametrize("key", ["label", "why", "tolerance", "document", "rows", "holds"])
def test_a_missing_key_alone_is_one_mistake(tmp_path: Path, key: str) -> None:
    identities = "".join(line for line in IDENTITIES.splitlines(keepends=True) if f" {key}:" not in line)

    (mistake,) = found(write(tmp_path, identities=identities))
    assert f"'{key}' is missing" in mistake


@pytest.mark.parametrize(
    "shape", [IdentityEntry, RuleEntry, FigureEntry, *(kind.parameters for kind in RULE_KINDS.values())]
)
def test_there_are_stand_ins_for_all_that_an_entry_must_have(shape: type) -> None:
    entry, mistakes = typed_in_part(shape, parse("f.yaml", ""))

    assert isinstance(entry, shape)
    assert all(mistake.message.endswith("is missing") for mistake in mistakes)

"""Silences are made, listed and ended; the way of an alert is explained; what has no item of its own is listed."""

import json
from pathlib import Path

import pytest

from tests.cli.command import Command

CONFIG = """\
store: {url: "sqlite:///watchdog.db"}
sources: {ft900: {pack: rules/us_trade}}
channels:
  desk: {kind: log, path: desk.jsonl, fallback: boss}
  boss: {kind: log, path: boss.jsonl}
windows: {office: [{days: mon-fri, hours: "08:00-18:00"}]}
route:
  channel: desk
  active: office
  routes:
    - match: {severity: critical, rule: "!gold-*"}
      channel: [desk, boss]
      active: []
      escalate: {after: 2h, channel: boss}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG)
    return tmp_path / "config.yaml"


def test_a_silence_is_made_listed_and_ended(watchdog: Command, config: Path) -> None:
    made = watchdog(
        "silence", "add", "--series", "imports.nonmonetary_gold", "--periods", "2025-01..2025-03", "--until-release",
        "2026-04", "--reason", "front-loading", "--by", "desk", "--config", config,
    )  # fmt: skip
    identifier = made.out.partition(":")[0]
    (row,) = json.loads(watchdog("silence", "list", "--config", config, "-o", "json").out)
    ended = watchdog("silence", "expire", identifier[:8], "--by", "boss", "--config", config)

    assert "series=imports.nonmonetary_gold, 2025-01..2025-03 is silenced until the release of April 2026" in made.out
    assert (identifier, "in force", "ft900/2026-04", "desk", "front-loading") == tuple(
        row[key] for key in ("silence", "state", "until_release", "by", "why")
    )
    assert f"{identifier}: ended by boss\n" == ended.out
    assert [] == json.loads(watchdog("silence", "list", "--config", config, "-o", "json").out)
    (kept,) = json.loads(watchdog("silence", "list", "--all", "--config", config, "-o", "json").out)
    assert ("over", "boss") == (kept["state"], kept["expired_by"])


def test_a_silence_of_what_the_rules_do_not_have_says_so(watchdog: Command, config: Path) -> None:
    words = ("silence", "add", "--until", "8 hours", "--reason", "bars", "--config", config, "--match")
    slip, right = (watchdog(*words, f"rule={rule}") for rule in ("gold-rond-trip", "gold-*"))

    assert "rule=gold-rond-trip: the rules have no such rule now. Did you mean 'gold-round-trip'?\n" == slip.err
    assert (0, "") == (right.code, right.err)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--match", "rule=x"), "say with --until or --until-release when it ends"),
        (("--until", "2030-01-01"), "say with --match or --series what is to be silenced"),
        (("--match", "rule=x", "--until", "2020-01-01"), "--until 2020-01-01: that is over already"),
        (("--match", "rule=x", "--until", "soon"), "--until: 'soon' is not a moment such as 2026-02-01"),
        (("--match", "rle=x", "--until", "8 hours"), "there is no property of a finding 'rle'. Did you mean 'rule'?"),
        (("--match", "rule", "--until", "8 hours"), "'rule' is not a matcher such as rule=gold-round-trip"),
        (("--match", "severity=high", "--until", "8 hours"), "there is no severity 'high'. Known here: critical, info"),
        (("--match", "rule=~(", "--until", "8 hours"), "'~(' is no regular expression: "),
        (
            ("--series", "x", "--periods", "2025-03..2025-01", "--until", "8 hours"),
            "the first month is later than the l",
        ),
    ],
)
def test_a_silence_that_says_too_little_or_something_wrong_is_refused(
    watchdog: Command, config: Path, words: tuple[str, ...], message: str
) -> None:
    outcome = watchdog("silence", "add", *words, "--reason", "known", "--config", config)

    assert 2 == outcome.code
    assert message in outcome.err


def test_the_annual_revision_is_the_next_release_that_carries_it_by_the_rules(watchdog: Command, config: Path) -> None:
    words = ("--series", "balance.total", "--until-release", "annual-revision", "--reason", "known")
    outcome = watchdog("silence", "add", *words, "--config", config)

    assert 0 == outcome.code
    assert "is silenced until the release of April 20" in outcome.out


def test_the_way_of_an_alert_is_explained(watchdog: Command, config: Path) -> None:
    critical = watchdog("routes", "test", "--severity", "critical", "--at", "2026-11-28 10:00", "--config", config).out
    gold = watchdog(
        "routes", "test", "--severity", "critical", "--rule", "gold-x", "--at", "2026-11-28 10:00", "--config", config
    ).out

    assert "to desk, boss at once by route.routes[0]\n" in critical
    assert "critical findings that nobody acknowledges go to boss after 2 h\n" in critical
    assert "what desk cannot deliver goes to boss\n" in critical
    assert "route.routes[0]: passed by: it wants rule!=gold-*\n" in gold
    assert (
        "to desk at 2026-11-30 13:00Z by route; Held back until 2026-11-30 13:00Z: outside the window office.\n" in gold
    )


def test_the_way_of_an_alert_names_the_silence_that_it_meets(watchdog: Command, config: Path) -> None:
    words = ("--match", "rule=headline-*", "--until", "8 hours", "--reason", "known")
    identifier = watchdog("silence", "add", *words, "--config", config).out.partition(":")[0]
    shown = json.loads(watchdog("routes", "test", "--config", config, "-o", "json").out)

    assert shown["way"][0].startswith(f"silenced by {identifier} until ")
    assert 2 == watchdog("routes", "test", "alr_none", "--config", config).code
    assert 2 == watchdog("routes", "test", "--severity", "high", "--config", config).code

"""What a demo left in its store, as people and scripts list it."""

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Command
from tests.demo.replay import Story
from tests.demo.test_left_behind import FIELDS
from watchdog.model.alert import DeliveryState
from watchdog.store import delivery_record, outbox
from watchdog.store.database import open_store

LISTS = ["releases list", "releases show ft900/2025-11", "anomalies list", "claims list", "alerts list"]


def rows(watchdog: Command, story: Story, command: str) -> list[dict[str, Any]]:
    outcome = watchdog(*command.split(), "--config", story.folder / "config.yaml", "-o", "json")
    assert (0, "") == (outcome.code, outcome.err)
    listed: list[dict[str, Any]] = json.loads(outcome.out)
    return listed


@pytest.mark.parametrize("command", LISTS)
def test_every_list_has_as_many_rows_in_every_format(watchdog: Command, story: Story, command: str) -> None:
    listed = rows(watchdog, story, command)
    config = ("--config", story.folder / "config.yaml")
    table = watchdog(*command.split(), *config).out.rpartition("\n\n")[2].splitlines()
    as_csv = list(csv.DictReader(io.StringIO(watchdog(*command.split(), *config, "-o", "csv").out)))

    assert listed
    assert len(listed) == len(table) - 1 == len(as_csv)
    assert list(listed[0]) == list(as_csv[0])


def test_releases_are_listed_in_the_order_in_which_they_became_available(watchdog: Command, story: Story) -> None:
    listed = rows(watchdog, story, "releases list")

    assert ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-07"] == [
        row["release"].removeprefix("ft900/") for row in listed
    ]
    assert "2026-01-29T13:30:00Z" == listed[2]["available_at"]
    assert re.fullmatch("[0-9a-f]{64}", listed[2]["vintage"])


def test_the_times_of_a_release_are_told_apart(watchdog: Command, story: Story) -> None:
    shown = watchdog("releases", "show", "ft900/2025-11", "--config", story.folder / "config.yaml").out
    (listed,) = [row for row in rows(watchdog, story, "releases list") if row["release"] == "ft900/2025-11"]
    (stamped,) = [row for row in rows(watchdog, story, "releases list") if row["release"] == "ft900/2026-07"]

    for line in (
        "scheduled   2026-01-29 13:30:00Z",
        "stamped     not by the agency",
        "available   2026-01-29 13:30:00Z",
        "first seen  2026-01-29 13:30:05Z",
        "told        2026-01-29 13:30:05Z",
        "took        fetch 0.",
        "by hook: wait 0.000 s, send 0.000 s, total 0.",
    ):
        assert f"\n  {line}" in shown
    assert ("2026-01-29T13:30:00Z", None, "2026-01-29T13:30:05Z") == (
        listed["scheduled_at"],
        listed["stamped_at"],
        listed["told_at"],
    )
    assert stamped["stamped_at"] is not None


def test_findings_have_the_agreed_fields_with_real_numbers(watchdog: Command, story: Story) -> None:
    findings = rows(watchdog, story, "releases show ft900/2025-11")

    assert all(set(finding) >= FIELDS for finding in findings)
    (swing,) = [finding for finding in findings if finding["rule"] == "headline-swing"]
    assert -27619 == swing["observed"]
    assert -4.18 == round(swing["score"], 2)
    assert "new" == swing["reason"]
    assert swing["id"].startswith("evt_")
    assert {"document", "sheet", "cell"} == set(swing["evidence"][0])


def test_a_finding_that_nobody_was_told_has_neither_id_nor_reason(watchdog: Command, story: Story) -> None:
    findings = rows(watchdog, story, "releases show ft900/2025-11")

    untold = [finding for finding in findings if finding["verdict"] in ("pass", "undecided")]
    assert untold
    assert all(finding["id"] is None and finding["reason"] is None for finding in untold)
    assert all(finding["first_seen_at"] == "2026-01-29T13:30:05Z" for finding in untold)


def test_anomalies_are_the_warnings_and_failures_only(watchdog: Command, story: Story) -> None:
    assert {"warn", "fail"} >= {row["verdict"] for row in rows(watchdog, story, "anomalies list")}


def test_claims_say_what_was_retracted_and_what_holds_instead(watchdog: Command, story: Story) -> None:
    standing = {row["claim"]: row["standing"] for row in rows(watchdog, story, "claims list")}

    assert "retracted" == standing["October 2025: the smallest deficit since June 2009"]
    assert "holds" == standing["October 2025: the smallest deficit since November 2019"]


def test_an_alert_is_shown_as_its_mail_said_it_with_every_attempt(watchdog: Command, story: Story) -> None:
    november = rows(watchdog, story, "alerts list")[2]

    outcome = watchdog("alerts", "show", november["id"][:12], "--config", story.folder / "config.yaml")

    assert 0 == outcome.code
    mail = next(each for each in story.mails() if each["X-Watchdog-Alert"] == november["id"])
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert outcome.out.startswith(plain.get_content().replace("\r\n", "\n").strip())
    assert "desk-mail to desk@example.org: sent, 1 attempt\n" in outcome.out


@pytest.mark.parametrize(("identifier", "words"), [("alr_", "10 alerts have an id"), ("zzz", "no alert has an id")])
def test_an_id_that_names_no_single_alert_is_refused(
    watchdog: Command, story: Story, identifier: str, words: str
) -> None:
    outcome = watchdog("alerts", "show", identifier, "--config", story.folder / "config.yaml")

    assert (2, "") == (outcome.code, outcome.out)
    assert words in outcome.err


def test_a_release_that_is_not_kept_is_not_shown_as_one_without_findings(watchdog: Command, story: Story) -> None:
    outcome = watchdog("releases", "show", "ft900/2024-01", "--config", story.folder / "config.yaml")

    assert (2, "") == (outcome.code, outcome.out)
    assert "nothing of ft900/2024-01 is kept" in outcome.err


@pytest.mark.parametrize("command", ["releases list", "anomalies list", "claims list", "alerts list"])
def test_an_empty_store_lists_nothing_and_says_so(watchdog: Command, tmp_path: Path, command: str) -> None:
    watchdog("init", tmp_path)

    outcome = watchdog(*command.split(), "--config", tmp_path / "config.yaml")

    assert (0, "", "nothing to list\n") == (outcome.code, outcome.out, outcome.err)


def test_an_alert_says_which_endpoint_is_disabled_and_what_enables_it(
    watchdog: Command, story: Story, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(story.folder, tmp_path / "copy"))
    store = open_store(f"sqlite:///{folder / 'watchdog.db'}")
    with store.writing() as connection:
        *_, first, second = [each for each in delivery_record.listing(connection) if each.channel == "hook"]
        again = [
            replace(each, id=f"dlv_{each.alert_id}", target="https://gone.example.org", state=DeliveryState.PENDING)
            for each in (first, second)
        ]
        outbox.enqueue(connection, again)
        outbox.claim_due(connection, second.created_at, owner="me")
        outbox.mark_dead(connection, again[0].id, owner="me", now=second.created_at, error="answered 410", disable=True)
    store.close()

    listed = watchdog("alerts", "list", "--config", folder / "config.yaml").out
    shown = watchdog("alerts", "show", second.alert_id, "--config", folder / "config.yaml").out

    assert "hook disabled" in listed
    assert "it is enabled again by `watchdog notify test hook`" in shown


def test_a_retracted_claim_shows_what_was_claimed_and_apart_from_it_what_took_it_back(
    watchdog: Command, story: Story
) -> None:
    (october,) = [
        row
        for row in rows(watchdog, story, "claims list")
        if row["claim"] == "October 2025: the smallest deficit since June 2009"
    ]

    assert ("retracted", "ft900/2025-10", -29350, "ft900/2026-07", -37376) == (
        october["standing"],
        october["release"],
        october["value"],
        october["last_release"],
        october["last_value"],
    )


def test_the_table_of_claims_is_in_plain_words(watchdog: Command, story: Story) -> None:
    heading, *lines = watchdog("claims", "list", "--config", story.folder / "config.yaml").out.splitlines()
    shown = {cells[0]: cells[1:] for cells in (re.split(r"  +", line) for line in lines)}

    assert ["claim", "said in", "status", "by release", "value then", "value now", "grade"] == re.split(r"  +", heading)
    assert ["ft900/2025-10", "taken back", "ft900/2026-07", "$29.4 billion", "$37.4 billion", "C"] == shown[
        "October 2025: the smallest deficit since June 2009"
    ]
    assert ["ft900/2026-07", "true when said", "$37.4 billion", "C"] == shown[
        "October 2025: the smallest deficit since November 2019"
    ]
    assert ["still true", "ft900/2026-07", "$911.7 billion", "$932.0 billion", "C → B"] == shown[
        "January through December 2025: a larger deficit than in the same months of 2024"
    ][1:]
    assert (
        "$901.5 billion through 2025-12"
        in shown["January through September 2025: a larger deficit than in the same months of 2024"]
    )


def test_a_rule_is_tried_on_every_month_of_the_published_history(watchdog: Command, story: Story) -> None:
    """The swings since 2006 and the reversals since 1997, by the vintage of September 2026."""
    config = ("--config", story.folder / "config.yaml")
    swings = watchdog("rules", "try", "headline-swing", "--from", "2006-01", *config).out
    reversals = json.loads(watchdog("rules", "try", "headline-reversal", *config, "-o", "json").out)

    assert swings.endswith("\n\n15 findings in 247 months.\n")
    assert [
        "2001-02", "2001-03", "2021-11", "2022-04", "2023-04", "2025-04", "2025-08", "2025-11",
    ] == [row["period"] for row in reversals]  # fmt: skip
    assert 48508 == reversals[-1]["value"]


@pytest.mark.parametrize("words", [("claims", "list"), ("backtest",), ("verify", "text.txt")])
def test_a_folder_that_is_nobodys_desk_is_not_read_as_an_empty_one(
    watchdog: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    packaged = tmp_path / "packaged" / "config.yaml"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("watchdog.settings.default_config_path", lambda: packaged)
    (tmp_path / "text.txt").write_text("The deficit was $56.8 billion in November 2025.")
    packaged.parent.mkdir()
    packaged.write_text('store: {url: "sqlite:///watchdog.db"}\nsources: {ft900: {pack: rules/us_trade}}\n')
    outcome = watchdog(*words)

    assert (2, "") == (outcome.code, outcome.out)
    assert "there is no config.yaml here, and nothing is kept at" in outcome.err
    assert [packaged] == list(packaged.parent.iterdir())

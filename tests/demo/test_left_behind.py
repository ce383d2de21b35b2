"""What the demo leaves: mails that open, webhooks that verify, a log of one object a line, sentences to stand by."""

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Command
from tests.demo.prose import paragraphs, sentences, strings
from tests.demo.replay import Story, mails_in

MONTH_DAY = re.compile(r"(?:as published on|vintage of) \d{1,2} [A-Z][a-z]+ \d{4}")
FIELDS = {
    "id", "finding", "reason", "rule", "kind", "verdict", "severity", "release", "vintage", "series", "period",
    "basis", "provenance", "observed", "expected", "difference", "limit", "unit", "score", "message", "evidence",
    "first_seen_at", "known_as_of",
}  # fmt: skip


def webhooks(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "webhooks.jsonl").read_text().splitlines()]


def test_there_is_a_digest_for_each_release_and_a_mail_for_each_retraction(story: Story) -> None:
    types = [mail["X-Watchdog-Type"] for mail in story.mails()]

    assert 10 == len(types)
    assert 6 == types.count("watchdog.digest")
    assert 4 == types.count("watchdog.alert.retracted")


def test_every_mail_has_a_text_an_html_and_its_picture_inside(story: Story) -> None:
    for mail in story.mails():
        assert [] == mail.defects
        assert "multipart/alternative" == mail.get_content_type()
        plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
        (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]

        assert plain is not None
        assert html is not None
        assert picture.get_content().startswith(b"\x89PNG\r\n")
        assert f"cid:{picture['Content-ID'].strip('<>')}" in html.get_content()
        assert "inline" == picture.get_content_disposition()
        assert re.search(r'<img[^>]*alt="[^"]{20,}"', html.get_content())


def test_a_retraction_answers_the_mail_that_it_corrects(story: Story) -> None:
    mails = story.mails()
    first = {mail["X-Watchdog-Release"]: mail for mail in mails if mail["X-Watchdog-Type"] == "watchdog.digest"}
    retractions = {str(mail["In-Reply-To"]): mail for mail in mails if "retracted" in mail["X-Watchdog-Type"]}

    october = retractions[str(first["ft900/2025-10"]["Message-ID"])]
    assert "October 2025 is now only the smallest deficit since November 2019" in october["Subject"]
    assert str(first["ft900/2025-10"]["Message-ID"]) in str(october["References"])
    september = retractions[str(first["ft900/2025-09"]["Message-ID"])]
    assert "September 2025 no longer stands out" in september["Subject"]


def test_the_mails_are_dated_when_the_story_says(story: Story) -> None:
    dates = [mail["Date"].datetime.isoformat() for mail in story.mails()]

    assert "2025-12-11T13:30:05+00:00" == dates[0]
    assert "2026-09-03T12:30:05+00:00" == dates[-1]


def test_every_webhook_was_verified_and_is_a_standard_webhook(story: Story) -> None:
    received = webhooks(story.folder)

    assert 10 == len(received)
    assert 10 == len({line["webhook-id"] for line in received})
    for line in received:
        assert line["verified"] is True
        assert {"type", "timestamp", "data"} == set(line["body"])
        assert line["body"]["data"]["id"] == line["webhook-id"]
        assert {"release", "headline", "findings"} <= set(line["body"]["data"])


def test_every_table_of_causes_adds_up_to_the_last_printed_digit(story: Story) -> None:
    tables = [table for line in webhooks(story.folder) for table in line["body"]["data"]["brief"]["causes"]]

    assert tables
    for table in tables:
        heads = [row for row in table["rows"] if row["depth"] == 0]
        assert Decimal(str(table["total"]["value"])) == sum(Decimal(str(row["value"])) for row in heads)


def test_the_log_is_one_json_object_a_line_with_the_agreed_fields(story: Story) -> None:
    lines = (story.folder / "log" / "anomalies.jsonl").read_text().splitlines()
    logged = [json.loads(line) for line in lines]

    assert logged
    assert all(set(line) >= FIELDS for line in logged)
    assert len(logged) == len({line["id"] for line in logged})
    told = [finding["id"] for line in webhooks(story.folder) for finding in line["body"]["data"]["findings"]]
    assert sorted(told) == sorted(line["id"] for line in logged)


def test_numbers_and_times_of_the_log_are_numbers_and_rfc_3339(story: Story) -> None:
    for line in map(json.loads, (story.folder / "log" / "anomalies.jsonl").read_text().splitlines()):
        for name in ("observed", "expected", "difference", "limit", "score"):
            assert line[name] is None or isinstance(line[name], int | float), name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", line["known_as_of"])
        assert all({"document", "sheet", "cell"} == set(place) for place in line["evidence"])


@pytest.fixture(scope="module")
def said(story: Story) -> list[str]:
    """Every sentence that people or programs were sent."""
    pieces = [paragraph for mail in story.mails() for paragraph in paragraphs(mail)]
    pieces += [text for line in webhooks(story.folder) for text in strings(line["body"])]
    pieces += [*story.lines, *(story.folder / "log" / "anomalies.jsonl").read_text().splitlines()]
    return [sentence for piece in pieces for sentence in sentences(piece)]


@pytest.mark.parametrize("words", [r"\brecord", r"gold total", r"\bex-gold\b.*\bGDP\b"])
def test_some_words_are_never_said(said: list[str], words: str) -> None:
    assert [] == [sentence for sentence in said if re.search(words, sentence, re.IGNORECASE)]


def test_a_percentage_of_the_deficit_or_of_the_year_to_date_is_never_told_without_its_day(said: list[str]) -> None:
    percentages = [
        sentence
        for sentence in said
        if sentence.endswith(".")
        and re.search(r"\d.?%", sentence)
        and re.search("deficit|year to date", sentence, re.IGNORECASE)
    ]

    assert len(percentages) >= 5 * 2 * 3  # five releases, two sentences, in text, HTML and webhook
    assert [] == [sentence for sentence in percentages if not MONTH_DAY.search(sentence)]


def test_a_second_demo_in_the_same_folder_says_the_same_under_the_same_ids(
    story: Story, tmp_path: Path, watchdog: Command
) -> None:
    folder = tmp_path / "again"
    shutil.copytree(story.folder, folder)

    outcome = watchdog("demo", "--dir", folder)

    assert 0 == outcome.code
    assert "" == outcome.err
    assert sorted(line["webhook-id"] for line in webhooks(story.folder)) == sorted(
        line["webhook-id"] for line in webhooks(folder)
    )
    assert sorted(mail["Message-ID"] for mail in story.mails()) == sorted(
        mail["Message-ID"] for mail in mails_in(folder)
    )
    closing = outcome.out.rpartition("Look around: watchdog ")[2].split()
    claims = watchdog(*closing)
    assert 0 == claims.code
    assert "October 2025: the smallest deficit since November 2019" in claims.out


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path, watchdog: Command) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    outcome = watchdog("demo", "--dir", tmp_path)

    assert 2 == outcome.code
    assert "is not empty, and no earlier demo made it; name another one with --dir" in outcome.err
    assert ["thesis.txt"] == [path.name for path in tmp_path.iterdir()]


def test_a_folder_that_cannot_be_made_is_one_clear_message(tmp_path: Path, watchdog: Command) -> None:
    (tmp_path / "taken").write_text("a file")

    outcome = watchdog("demo", "--dir", tmp_path / "taken")

    assert 2 == outcome.code
    assert f"{tmp_path / 'taken'} cannot be made: File exists; name another folder with --dir\n" == outcome.err

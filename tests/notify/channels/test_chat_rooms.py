"""Slack, Teams and Mattermost: bodies that hold within their limits and are inert, and what each calls success."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from pydantic import TypeAdapter, ValidationError

from tests.notify.channels.servers import free_port, receiver
from tests.notify.fixtures import BRIEF, CAUSES, SEEN, alert, retraction, told, wild_text
from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert
from watchdog.model.finding import Severity
from watchdog.notify.channels import mattermost, slack, teams
from watchdog.notify.channels.endpoint import Endpoint, EndpointSettings
from watchdog.notify.deliver import deliveries

KINDS = {"slack": slack, "teams": teams, "mattermost": mattermost}
TAKEN = {"slack": b"ok", "teams": b"", "mattermost": b"ok"}
NOT_DELIVERED = "its body says that the message was not delivered"
every_kind = pytest.mark.parametrize("kind", KINDS)


def channel(kind: str, url: str, seconds: float = 5.0) -> Endpoint:
    settings = TypeAdapter(EndpointSettings).validate_python({"url": url, "timeout_seconds": seconds})
    made: Endpoint = KINDS[kind].make("room", settings)
    return made


def send(known: Endpoint) -> None:
    known.send(deliveries(alert(), {"room": known}, SEEN)[0], SEEN)


def failure(known: Endpoint) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        send(known)
    return failed.value


def written(kind: str, known: Alert) -> dict[str, Any]:
    document = json.loads(KINDS[kind].body(known))
    assert isinstance(document, dict)
    return document


def texts(tree: object) -> list[str]:
    """Every text of a document, wherever it stands."""
    if isinstance(tree, str):
        return [tree]
    children = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [text for child in children for text in texts(child)]


def flood() -> Alert:
    """As many findings and sentences as a release that is broken everywhere would give."""
    items = tuple(told(number, severity=Severity.INFO, message="long " * 100) for number in range(10_000))
    lines = tuple(item.finding.message for item in items)
    return alert(items=items, brief=replace(BRIEF, unusual=lines, quality=lines, claims=lines, causes=(CAUSES,) * 40))


@every_kind
def test_it_is_posted_as_json_and_taken(kind: str) -> None:
    with receiver(status=200, body=TAKEN[kind]) as room:
        send(channel(kind, f"{room.url}/services/T0/s3cret"))

    ((path, headers, body),) = room.requests
    assert ("/services/T0/s3cret", "application/json") == (path, headers["Content-Type"])
    assert KINDS[kind].body(alert()) == body


@every_kind
@pytest.mark.parametrize("known", [alert(), retraction(), flood()], ids=["digest", "retraction", "flood"])
def test_it_says_the_headline_the_count_and_where_the_rest_is(kind: str, known: Alert) -> None:
    said = " ".join(texts(written(kind, known))).replace("\\", "")

    assert known.brief.headline in said
    assert f"Findings: {len(known.items)} in this message" in said
    assert f"`watchdog alerts show {known.id}`" in said


@every_kind
def test_a_cause_table_is_there_with_its_total(kind: str) -> None:
    said = "\n".join(texts(written(kind, alert())))

    assert re.search(r"-27\.6", said)
    assert "Nonmonetary gold, exports" in said


@every_kind
def test_a_retraction_quotes_what_it_takes_back(kind: str) -> None:
    said = " ".join(texts(written(kind, retraction()))).replace("\\", "")

    assert "Taken back" in said
    assert "is the smallest since June 2009" in said
    assert "alr_november" in said


def test_a_flood_stays_within_the_limits_of_slack() -> None:
    blocks = written("slack", flood())["blocks"]
    lengths = [len(block["text"]["text"]) for block in blocks if block["type"] == "section"]

    assert len(blocks) <= 50
    assert max(lengths) <= 3000
    assert "No room for: Effect" not in str(blocks[:-1])
    assert "No room for: " in str(blocks[-1])


def test_a_long_headline_is_cut_where_slack_would_refuse_it() -> None:
    header = written("slack", alert(brief=replace(BRIEF, headline="gold " * 60)))["blocks"][0]

    assert ("header", True) == (header["type"], len(header["text"]["text"]) <= 150)


def test_a_flood_stays_within_the_limit_of_teams() -> None:
    assert 10_000 < len(teams.body(flood())) < 28_000
    assert "No room for: " in teams.body(flood()).decode()


def test_a_flood_stays_within_the_limit_of_mattermost() -> None:
    document = written("mattermost", flood())

    assert 10_000 < len(document["text"]) + len(document["attachments"][0]["text"]) < 16_383


@given(wild_text)
def test_no_label_is_markup_in_slack(label: str) -> None:
    document = written("slack", alert(brief=replace(BRIEF, headline=label, unusual=(label,))))
    table = replace(CAUSES, title=label, rows=tuple(replace(row, label=label) for row in CAUSES.rows))
    document["blocks"] += written("slack", alert(brief=replace(BRIEF, causes=(table,))))["blocks"]

    for block in document["blocks"]:
        text = block["elements"][0] if block["type"] == "context" else block["text"]
        assert text["text"]
        if text["type"] == "mrkdwn":
            assert not set("<>") & set(text["text"])
            assert text["text"].count("```") in (0, 2)
    assert not set("<>") & set(document["text"])


@pytest.mark.parametrize("label", ["@all look", "[gold](http://evil.example)", "**bold** _it_", "| a | b |", ":bomb:"])
def test_no_label_is_markup_in_mattermost(label: str) -> None:
    details = written("mattermost", alert(brief=replace(BRIEF, unusual=(label,))))["attachments"][0]["text"]
    line = details.partition("**How unusual**\n")[2].partition("\n")[0].removeprefix("- ")

    assert line
    assert not re.search(r"@\w|(?<!\\)[\[\]*_|]|://|:bomb:", line)


def elements(tree: object) -> list[str]:
    """The type of everything in a card."""
    children = list(tree.values()) if isinstance(tree, dict) else tree if isinstance(tree, list) else []
    here = [tree["type"]] if isinstance(tree, dict) and "type" in tree else []
    return here + [kind for child in children for kind in elements(child)]


@pytest.mark.parametrize("known", [alert(), retraction(), flood()], ids=["digest", "retraction", "flood"])
def test_a_card_has_nothing_that_reads_markdown_out_of_a_label(known: Alert) -> None:
    card = written("teams", known)["attachments"][0]["content"]

    assert set(elements(card)) <= {"AdaptiveCard", "RichTextBlock", "TextRun", "ColumnSet", "Column"}


@pytest.mark.parametrize(
    ("kind", "status", "body", "complaint"),
    [
        ("slack", 200, b"invalid_payload", "answered 200, but not with 'ok'"),
        ("slack", 200, b"<!DOCTYPE html><html>log in", "answered 200, but not with 'ok'"),
        ("slack", 404, b"no_service", "answered 404 (no_service)"),
        ("slack", 400, b"a_token_of_ours", "answered 400"),
        ("slack", 403, b"https://hooks.example.org/services/T0/s3cret", "answered 403"),
        ("mattermost", 200, b"<html>", "answered 200, but not with 'ok'"),
        ("mattermost", 400, b'{"id": "web.incoming_webhook.text.length.app_error"}', "answered 400"),
        (
            "teams",
            200,
            b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429",
            f"answered 200, but {NOT_DELIVERED}",
        ),
        ("teams", 200, b'{"error": {"code": "WorkflowTriggerIsNotEnabled"}}', f"answered 200, but {NOT_DELIVERED}"),
        ("teams", 200, b"<!DOCTYPE html>", "answered 200, but with a web page: is this the address of a workflow?"),
        ("teams", 302, b"", "answered 302"),
    ],
)  # fmt: skip
def test_what_a_receiver_means_counts_and_not_its_status_alone(
    kind: str, status: int, body: bytes, complaint: str
) -> None:
    with receiver(status=status, body=body) as room:
        failed = failure(channel(kind, f"{room.url}/services/T0/s3cret"))

    assert f"{room.url} {complaint}" == str(failed)
    assert (False, False) == (failed.permanent, failed.disable)


@pytest.mark.parametrize(("status", "body"), [(202, b""), (200, b"1"), (200, b'{"status": "accepted", "error": null}')])
def test_teams_takes_a_message_in_more_than_one_way(status: int, body: bytes) -> None:
    with receiver(status=status, body=body) as room:
        send(channel("teams", room.url))

    assert 1 == len(room.requests)


@every_kind
def test_a_room_that_is_gone_is_left_alone(kind: str) -> None:
    with receiver(status=410, body=b"channel_is_archived") as room:
        failed = failure(channel(kind, room.url))

    assert failed.disable
    assert "answered 410 (channel_is_archived)" in str(failed)


@every_kind
def test_an_answer_without_end_is_read_no_further_than_needed(kind: str) -> None:
    with receiver(status=200, body=b"x" * 5_000_000) as room:
        known = channel(kind, room.url)
        if kind == "teams":
            send(known)
        else:
            assert "not with 'ok'" in str(failure(known))


@every_kind
def test_an_answer_that_drips_is_cut_off_by_the_wall_clock(kind: str) -> None:
    with receiver(drip=0.05) as room:
        failed = failure(channel(kind, room.url, 0.3))

    assert "no answer" in str(failed)


@every_kind
def test_no_error_and_no_target_shows_the_path(kind: str) -> None:
    known = channel(kind, f"http://127.0.0.1:{free_port()}/services/s3cret?sig=s3cret")

    assert not any("s3cret" in shown for shown in (*known.targets(), str(failure(known)), repr(known)))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"url": "hooks.slack.com/services/x"}, "https://host/path"),
        ({"timeout_seconds": 31}, "at most 30"),
        ({"channel": "#desk"}, "Unexpected keyword argument"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, object], complaint: str) -> None:
    adapter: TypeAdapter[EndpointSettings] = TypeAdapter(EndpointSettings)
    with pytest.raises(ValidationError, match=complaint):
        adapter.validate_python({"url": "https://example.org/hook", **changes})


def test_the_same_alert_gives_the_same_bytes() -> None:
    writers: list[Callable[[Alert], bytes]] = [slack.body, teams.body, mattermost.body]

    assert [write(alert()) for write in writers] == [write(alert()) for write in writers]

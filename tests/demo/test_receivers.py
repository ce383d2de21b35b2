"""What the demo's receivers keep, and what they refuse."""

from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from watchdog.demo.folder import new_secret
from watchdog.demo.receivers import webhook_receiver

BODY = '{"type": "watchdog.digest"}'


@pytest.mark.parametrize(("is_ours", "status", "kept"), [(True, 204, 1), (False, 401, 0)])
def test_only_what_is_signed_with_the_secret_is_kept(tmp_path: Path, is_ours: bool, status: int, kept: int) -> None:  # noqa: FBT001 - a case of the table
    secret, file = new_secret(), tmp_path / "webhooks.jsonl"
    now = datetime.now(UTC)
    signature = Webhook(secret if is_ours else new_secret()).sign("alr_1", now, BODY)
    headers = {
        "webhook-id": "alr_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
    with webhook_receiver(file, secret) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("POST", "/hook", BODY, headers)
        answered = connection.getresponse().status
        connection.close()

    assert status == answered
    assert kept == (len(file.read_text().splitlines()) if file.exists() else 0)

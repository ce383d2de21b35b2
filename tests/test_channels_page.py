"""docs/channels.md: each example of a configuration works as it stands, and so does the receiver that it shows."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.notify.fixtures import alert
from watchdog.demo.folder import new_secret
from watchdog.errors import DeliveryFailed
from watchdog.model.secret import Secret
from watchdog.notify.channels.webhook import WebhookSettings, make
from watchdog.notify.deliver import deliveries
from watchdog.plugins import CHANNELS
from watchdog.settings import load

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "channels.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"\n## (\w+)\n\n```yaml\n(.*?)```", PAGE, re.DOTALL))
ENVIRON = {
    "SMTP_PASSWORD": "hush-hush",
    "WATCHDOG_HOOK_SECRET": new_secret(),
    "WATCHDOG_OLD_SECRET": new_secret(),
    "SLACK_WEBHOOK_URL": "https://hooks.slack.com/services/T/B/x",
    "TEAMS_WORKFLOW_URL": "https://example.logic.azure.com/workflows/x?sig=y",
    "MATTERMOST_WEBHOOK_URL": "https://mattermost.example.org/hooks/x",
    "ALERTMANAGER_PASSWORD": "hush-hush",
    "APPRISE_URL": "json://localhost/x",
}


def test_every_kind_has_an_example_and_a_row() -> None:
    assert set(CHANNELS) == set(EXAMPLES)
    assert [] == [kind for kind in CHANNELS if f"\n| `{kind}` | " not in PAGE]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise imports it
@pytest.mark.parametrize("kind", CHANNELS)
@pytest.mark.parametrize("whole", [False, True], ids=["as it stands", "with what is commented out"])
def test_an_example_is_a_configuration(tmp_path: Path, kind: str, *, whole: bool) -> None:
    if kind == "apprise":
        pytest.importorskip("apprise", reason="the optional package apprise is not installed")
    example = re.sub(r"(?m)^( +)# (?=\w+: )", r"\1", EXAMPLES[kind]) if whole else EXAMPLES[kind]
    (name,) = re.findall(r"(?m)^  ([a-z-]+):", example)
    config = tmp_path / "config.yaml"
    config.write_text(
        f"store: {{url: 'sqlite:///a.db'}}\nsources: {{ft900: {{pack: rules/us_trade}}}}\n{example}\n"
        f"route: {{channel: {name}}}\n"
    )
    settings = load(config, ENVIRON)

    assert ((), kind) == (settings.unset, settings.channels[name].kind)


@contextmanager
def receiving(file: Path, secret: str) -> Iterator[int]:
    """The receiver of the page, as a program of its own."""
    command = [sys.executable, "-W", "error", str(DOCS / "webhook_receiver.py"), "0", str(file)]
    environ = {"WATCHDOG_HOOK_SECRET": secret}
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as program:
        try:
            assert program.stdout is not None
            yield int(program.stdout.readline().removeprefix("listening on port "))
        finally:
            program.kill()


def test_the_receiver_keeps_each_message_once_over_a_kill_and_a_torn_line(tmp_path: Path) -> None:
    secret, file, now = new_secret(), tmp_path / "messages.jsonl", datetime.now(UTC)
    for _ in range(2):
        with receiving(file, secret) as port:
            known = make("hook", WebhookSettings(url=Secret(f"http://127.0.0.1:{port}/"), secret=Secret(secret)))
            (delivery,) = deliveries(alert(), {"hook": known}, now)
            known.send(delivery, now)
            known.send(delivery, now)
        with file.open("a") as torn:
            torn.write('{"id": "alr_torn", "mess')

    (line, _) = file.read_text().splitlines()
    assert (delivery.alert_id, json.loads(delivery.body)) == tuple(json.loads(line).values())


def test_the_receiver_records_nothing_that_does_not_verify_or_is_cut_short(tmp_path: Path) -> None:
    secret, file, now = new_secret(), tmp_path / "messages.jsonl", datetime.now(UTC)
    with receiving(file, secret) as port:
        url = Secret(f"http://127.0.0.1:{port}/")
        forged = make("hook", WebhookSettings(url=url, secret=Secret(new_secret())))
        late = make("hook", WebhookSettings(url=url, secret=Secret(secret)))
        (delivery,) = deliveries(alert(), {"hook": forged}, now)
        for channel, moment in ((forged, now), (late, now - timedelta(minutes=10))):
            with pytest.raises(DeliveryFailed, match="answered 401"):
                channel.send(delivery, moment)
        with socket.create_connection(("127.0.0.1", port)) as peer:
            peer.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n" + delivery.body[:1000])
            peer.shutdown(socket.SHUT_WR)
            assert b" 401 " in peer.recv(100)

    assert "" == file.read_text()

"""What must stay secret of a channel shows nowhere, whatever its receiver says or does: not kept, and not printed."""

import re
from pathlib import Path

import pytest

from tests.cli.command import Command, watchdog
from tests.notify.channels.servers import free_port, receiver
from tests.pipeline.desk import NOVEMBER, Desk, desk

__all__ = ["watchdog"]

KINDS = ("slack", "teams", "mattermost", "alertmanager", "webhook", "apprise")
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise imports it


def canary(kind: str) -> str:
    """A token that occurs nowhere by chance."""
    return f"canary-of-{kind}-7f3a9c"


SECRETS = tuple(canary(name) for name in (*KINDS, "password", "smtp"))


def channels(url: str) -> dict[str, str]:
    """A channel of each kind that has an address, with a token in it."""
    pytest.importorskip("apprise", reason="the optional package apprise is not installed")
    more = {
        "alertmanager": f", username: desk, password: '{canary('password')}'",
        "webhook": ", expect: '^never$', secret: '${env.WATCHDOG_HOOK_SECRET}'",
    }
    addresses = {kind: f"{url}/{canary(kind)}?sig={canary(kind)}" for kind in KINDS}
    addresses["apprise"] = addresses["apprise"].replace("http:", "json:")
    return {kind: f"kind: {kind}, url: '{addresses[kind]}'{more.get(kind, '')}" for kind in KINDS}


def edited(text: str, url: str) -> str:
    """The desk's configuration with all of them, and a password for its mail."""
    entries = "".join(f"  the-{kind}: {{{entry}}}\n" for kind, entry in channels(url).items())
    text = text.replace("channels:\n", f"channels:\n{entries}").replace(
        "starttls: never", f"starttls: required, password: '{canary('smtp')}'"
    )
    every = ", ".join(["desk-mail", "hook", *(f"the-{kind}" for kind in KINDS)])
    return re.sub(r"route: .*", f"route: {{channel: [{every}]}}", text)


def all_that_is_kept(at: Desk) -> str:
    """Every file of the desk but its configuration."""
    files = (path for path in at.config.parent.rglob("*") if path.is_file() and path != at.config)
    return "".join(path.read_bytes().decode("latin-1") for path in files)


@pytest.mark.parametrize("status", [200, 410, 500, 0], ids=lambda status: str(status or "nobody listens"))
def test_no_token_shows_when_receivers_repeat_it(
    tmp_path: Path, status: int, watchdog: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo = " ".join(SECRETS).encode()
    headers = {"Location": f"/{canary('slack')}", "Retry-After": canary("teams")}
    with receiver(status=status, body=b'{"error": "%s"}' % echo, headers=headers) as room:
        url = room.url if status else f"http://127.0.0.1:{free_port()}"
        with desk(tmp_path, edit=lambda text: edited(text, url)) as at:
            at.release(NOVEMBER)
            kept = all_that_is_kept(at)
            shown = repr(at.watch.settings) + repr(at.watch.channels)
            monkeypatch.setenv("WATCHDOG_HOOK_SECRET", at.secret)
            commands: list[tuple[str, ...]] = [("notify", "test", f"the-{kind}") for kind in KINDS]
            alerts = [alert.id for alert in at.alerts()]
            commands += [("alerts", "list"), *(("alerts", "show", known) for known in alerts)]
            outcomes = [watchdog(*words, "--config", at.config) for words in commands]

    printed = "".join(outcome.out + outcome.err for outcome in outcomes)
    taken = ("alertmanager", "apprise") if status == 200 else ()
    codes = {kind: outcome.code for kind, outcome in zip(KINDS, outcomes, strict=False)}
    assert {kind: 0 if kind in taken else 4 for kind in KINDS} == codes
    assert not status or {canary(kind) for kind in KINDS} <= {
        part for path, *_ in room.requests for part in _parts(path)
    }
    assert [] == [secret for secret in (*SECRETS, at.secret) for text in (kept, shown, printed) if secret in text]


def _parts(path: str) -> list[str]:
    return re.split(r"[/?=&]", path)

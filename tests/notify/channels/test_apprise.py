"""Apprise against a real receiver, by the address of its JSON service; without the package there is a clear word."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

pytest.importorskip("apprise", reason="the optional package apprise is not installed")

from tests.notify.channels.servers import free_port, receiver
from tests.notify.fixtures import BRIEF, SEEN, alert
from watchdog.errors import DeliveryFailed
from watchdog.notify.channels.apprise import AppriseChannel, AppriseSettings, make
from watchdog.notify.deliver import deliveries

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise imports it


def channel(url: str, **changes: object) -> AppriseChannel:
    return make("any", TypeAdapter(AppriseSettings).validate_python({"url": url, **changes}))


def send(known: AppriseChannel) -> None:
    known.send(deliveries(alert(), {"any": known}, SEEN)[0], SEEN)


def failure(known: AppriseChannel) -> str:
    with pytest.raises(DeliveryFailed) as failed:
        send(known)
    assert (False, False) == (failed.value.permanent, failed.value.disable)
    return str(failed.value)


def test_the_service_gets_title_text_and_type() -> None:
    with receiver(status=200) as service:
        send(channel(service.url.replace("http", "json") + "/s3cret"))

    ((path, _, body),) = service.requests
    message = json.loads(body)
    assert ("/s3cret", BRIEF.headline, "failure") == (path, message["title"], message["type"])
    assert "`watchdog alerts show alr_november`" in message["message"]
    assert "-27.6  Balance, goods and services" in message["message"]


def test_what_the_service_refuses_is_a_failure_that_shows_nothing_secret(caplog: pytest.LogCaptureFixture) -> None:
    with receiver(status=500, body=b"no") as service, caplog.at_level(1, logger="apprise"):
        known = channel(service.url.replace("http", "json") + "/s3cret")
        said = failure(known)

    assert "json://: Apprise could not deliver it, and does not say why" == said
    assert ("json://",) == known.targets()
    assert not any("s3cret" in shown for shown in (said, repr(known), caplog.text))


def test_nobody_listening_is_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(1, logger="apprise"):
        said = failure(channel(f"json://127.0.0.1:{free_port()}/s3cret"))

    assert "json://: Apprise could not deliver it, and does not say why" == said
    assert "s3cret" not in caplog.text


def test_a_service_that_hangs_is_given_up_by_the_wall_clock() -> None:
    with receiver(drip=0.05) as service:
        said = failure(channel(service.url.replace("http", "json"), timeout_seconds=0.3))

    assert "json://: no answer in 0.3 seconds" == said


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"url": "nosuchservice://token"}, "url must be an address that Apprise knows"),
        ({"url": "not an address"}, "url must be an address that Apprise knows"),
        ({"timeout_seconds": 200}, "at most 120"),
        ({"tag": "desk"}, "Unexpected keyword argument"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        TypeAdapter(AppriseSettings).validate_python({"url": "json://localhost/", **changes})


def test_without_the_package_the_settings_say_how_to_install_it(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(
        "store: {url: 'sqlite:///a.db'}\nsources: {ft900: {pack: rules/us_trade}}\n"
        "channels:\n  any: {kind: apprise, url: 'json://localhost/s3cret'}\nroute: {channel: any}\n"
    )
    script = "import sys; sys.modules['apprise'] = None; from watchdog.cli.main import run; run()"
    command = [sys.executable, "-c", script, "alerts", "list", "--config", str(config)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert 2 == outcome.returncode
    assert f"{config}:4:8: channels of the kind apprise need a package that is not installed: pip install " in (
        outcome.stderr
    )
    assert "s3cret" not in outcome.stderr


def test_a_wait_longer_than_the_lease_is_not_possible() -> None:
    from watchdog.store.outbox import LEASE

    assert timedelta(seconds=120) < LEASE

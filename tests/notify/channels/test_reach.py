"""No kind that posts follows a name into the private network, unless config.yaml allows it."""

import socket

import pytest

from tests.notify.channels.servers import receiver
from tests.notify.fixtures import SEEN, alert
from watchdog.errors import DeliveryFailed
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach, network_in
from watchdog.model.secret import Secret
from watchdog.notify.channels.alertmanager import AlertmanagerSettings
from watchdog.notify.channels.endpoint import EndpointSettings
from watchdog.notify.deliver import deliveries
from watchdog.plugins import CHANNELS


@pytest.mark.parametrize("kind", ["slack", "teams", "mattermost", "alertmanager"])
def test_a_name_that_leads_into_the_private_network_is_refused_until_it_is_allowed(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver(status=200, body=b"" if kind == "alertmanager" else b"ok") as inside:
        port = int(inside.url.rpartition(":")[2])
        here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
        url = Secret(f"http://hooks.example.org:{port}/s3cret")
        settings = AlertmanagerSettings(url=url) if kind == "alertmanager" else EndpointSettings(url=url)
        refusing, allowing = (
            CHANNELS[kind].make("room", settings, reach)
            for reach in (ANYWHERE_PUBLIC, Reach((network_in("127.0.0.1"),)))
        )
        (delivery,) = deliveries(alert(), {"room": allowing}, SEEN)
        with pytest.raises(DeliveryFailed) as failed:
            refusing.send(delivery, SEEN)
        allowing.send(delivery, SEEN)

    assert f"http://hooks.example.org:{port}: it leads to 127.0.0.1, which is not a public" in str(failed.value)
    assert 1 == len(inside.requests)

"""No URL leads into the private network, by whatever name or form of an address, unless config.yaml allows it."""

import socket
import sys
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address

import pytest
import requests

from tests.notify.channels.servers import receiver
from watchdog.acquire.deadline import guarded_session
from watchdog.dial import NotAllowed, dial
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach, is_public, network_in
from watchdog.notify.channels.posting import post

LISTED_ONLY = Reach(())
HERE = Reach((network_in("127.0.0.1"),))
PRIVATE = (
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1"),  # noqa: S104 - nobody binds
    *("127.255.255.254", "169.254.169.254", "169.254.170.2", "168.63.129.16", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.192", "192.0.2.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.51.100.7"),
    *("203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
)
PRIVATE_6 = (
    *("::", "::1", "fe80::1", "fe80::1%lo", "febf::1", "fc00::1", "fd00:ec2::254", "fdff::1", "ff02::1", "ff0e::1"),
    *("2001::1", "2001:db8::1", "2001:10::1", "3fff::1", "64:ff9b:1::a00:1", "100::1", "fec0::1", "4000::1"),
)


def _forms(address: str) -> Iterator[str]:
    """The ways to write an IPv4 address that resolvers understand, and those to wrap it in an IPv6 one."""
    whole, parts = int(IPv4Address(address)), [int(part) for part in address.split(".")]
    yield address
    yield str(whole)
    yield hex(whole)
    yield ".".join(f"0{part:o}" for part in parts)
    yield f"{parts[0]}.{whole & 0xFFFFFF}"
    yield f"[::ffff:{address}]"
    yield f"[::{address}]"
    yield f"[64:ff9b::{address}]"
    yield f"[2002:{whole >> 16:x}:{whole & 0xFFFF:x}::1]"


VECTORS = [form for address in PRIVATE for form in _forms(address)] + [f"[{address}]" for address in PRIVATE_6]
_connected: list[object] = []
_watched: list[bool] = []


@pytest.fixture
def connections() -> Iterator[list[object]]:
    """Every address that this process connects to meanwhile, whatever comes of it."""
    if not _watched:
        sys.addaudithook(lambda event, args: _connected.append(args[1]) if event == "socket.connect" else None)
        _watched.append(True)
    _connected.clear()
    yield _connected
    _connected.clear()


def posting(url: str, reach: Reach) -> None:
    post(url, b"", {}, seconds=2, read_body=False, reach=reach)


def getting(url: str, reach: Reach) -> None:
    with guarded_session("test", reach) as session:
        session.get(url, timeout=(2, 2), allow_redirects=False)


DOORS = pytest.mark.parametrize("door", [posting, getting], ids=["webhooks", "sources"])
Door = Callable[[str, Reach], None]


def test_there_are_two_hundred_vectors() -> None:
    assert 200 <= len(set(VECTORS))


@DOORS
def test_none_of_them_is_connected_to(door: Door, connections: list[object]) -> None:
    for host in VECTORS:
        with pytest.raises((OSError, requests.RequestException)):
            door(f"http://{host}:9/", LISTED_ONLY)

    assert [] == connections


@DOORS
def test_where_nothing_is_allowed_only_a_plain_name_of_this_machine_leads_here(
    door: Door, connections: list[object]
) -> None:
    for host in VECTORS:
        if host not in ("127.0.0.1", "127.255.255.254", "[::1]"):
            with pytest.raises((OSError, requests.RequestException)):
                door(f"http://{host}:9/", ANYWHERE_PUBLIC)

    assert [] == connections
    with receiver() as here:
        post(here.url, b"", {}, seconds=2, read_body=False)
    assert 1 == len(here.requests)


@DOORS
def test_a_name_that_leads_to_a_private_address_is_refused_when_it_is_called_not_when_it_is_looked_at(
    door: Door, connections: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["8.8.8.8", *PRIVATE])
    resolver = socket.getaddrinfo

    def rebinding(_host: str, port: int, *, type: int) -> object:  # noqa: A002 - the library's name
        return resolver(next(answers), port, type=type)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert "8.8.8.8" == socket.getaddrinfo("rebinding.example", 80, type=socket.SOCK_STREAM)[0][4][0]
    for _ in PRIVATE:
        with pytest.raises((OSError, requests.RequestException)):
            door("http://rebinding.example/", ANYWHERE_PUBLIC)

    assert [] == connections


def test_of_several_addresses_only_those_within_reach_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as here:
        port = int(here.url.rpartition(":")[2])
        there = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("10.0.0.1", "127.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: there)
        with dial("both.example", port, seconds=2, reach=HERE) as opened:
            assert "127.0.0.1" == opened.getpeername()[0]


def test_the_refusal_says_which_address_it_was_and_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.1.2.3", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(NotAllowed, match=r"leads to 10\.1\.2\.3, which .* network: \{allow: \[10\.1\.2\.3\]\}"):
        dial("inside.example", 80, seconds=1, reach=ANYWHERE_PUBLIC)


@DOORS
def test_proxies_of_the_environment_are_ignored(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as proxy, receiver() as here:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        if door is posting:
            door(here.url, HERE)
        else:
            with guarded_session("test", HERE) as session:
                session.post(here.url, data=b"", timeout=(2, 2))

    assert (0, 1) == (len(proxy.requests), len(here.requests))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("172.32.0.1", True),
        ("100.128.0.1", True),
        ("2606:4700::1111", True),
        ("2a00:1450::1", True),
        ("64:ff9b::8.8.8.8", True),
        ("::ffff:8.8.8.8", True),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_public_addresses_stay_reachable_through_nat64_too(address: str, *, expected: bool) -> None:
    assert expected == LISTED_ONLY.allows(address, "example.org")


def test_a_network_that_is_allowed_is_so_in_whatever_clothing() -> None:
    reach = Reach((network_in("10.0.0.0/8"), network_in("fd00::/8")))

    assert reach.allows("10.9.8.7", "inside.example")
    assert reach.allows("::ffff:10.9.8.7", "inside.example")
    assert reach.allows("fd12::1", "inside.example")
    assert not reach.allows("127.0.0.1", "127.0.0.1"), "a list is the whole list"
    assert not is_public(IPv4Address("10.9.8.7"))


def test_what_answers_from_another_address_than_was_called_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as here:
        # as a router or a rule of the firewall may have it
        monkeypatch.setattr(socket.socket, "getpeername", lambda _: ("10.1.2.3", 80))
        with pytest.raises(NotAllowed, match=r"leads to 10\.1\.2\.3"):
            dial("127.0.0.1", int(here.url.rpartition(":")[2]), seconds=2, reach=HERE)

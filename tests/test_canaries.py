"""Forty secrets through every way that a message, a request or a mistake can take: none of them is seen anywhere."""

import base64
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import time_machine

from tests.acquire.agencies import Asked, Reply
from tests.acquire.agencies import agencies as keyed_agencies
from tests.cli.command import Command, watchdog
from tests.cli.world import NOVEMBER
from tests.notify.channels.servers import (
    Mailboxes,
    accepts,
    certificate,
    free_port,
    needs_openssl,
    receiver,
    scripted,
    smtp_server,
)
from watchdog.cli.main import app
from watchdog.demo.story import NOTICED_AFTER
from watchdog.samples.server import StandIn

__all__ = ["app", "watchdog"]

SCRIPT = Path(sys.executable).with_name("watchdog")
PATIENCE = 60
ROOMS = ("slack", "teams", "mattermost", "alertmanager", "apprise")
FAILURES = (
    *("answered 401", "answered 403", "answered 500", "answered 302", "answered 410", "`expect` describes"),
    *(
        "TimeoutError|RemoteDisconnected",
        "ConnectionRefusedError",
        "SSLError",
        "gaierror",
        "STARTTLS",
        "user name or password",
    ),
)
"""How each way must have gone, so that it is known to have been taken."""


@dataclass
class Canaries:
    """Every secret by the name of the variable that holds it; each is found nowhere else in the world."""

    values: dict[str, str] = field(default_factory=dict)

    def token(self, name: str) -> str:
        """A reference to a new one in plain letters."""
        return self._new(name, f"canary{len(self.values):02d}{name.lower().replace('_', '')}zq")

    def signing(self, name: str) -> str:
        """A reference to a new one that can sign."""
        letters = f"canary{len(self.values):02d}".encode() * 4
        return self._new(name, "whsec_" + base64.b64encode(letters).decode())

    def _new(self, name: str, value: str) -> str:
        self.values[name] = value
        return f"${{env.{name}}}"

    def seen_in(self, what: bytes) -> list[str]:
        """The names of those that are there, in either case."""
        lowered = what.lower()
        bare = {name: value.removeprefix("whsec_").rstrip("=") for name, value in self.values.items()}
        return [name for name, value in bare.items() if value.lower().encode() in lowered]


@dataclass
class World:
    """The configuration, and what arrived outside: bodies of mails and webhooks."""

    config: Path
    canaries: Canaries
    arrived: list[bytes] = field(default_factory=list)
    pings: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What the service is given."""
        return self.canaries.values


def hooks(stack: ExitStack) -> Mapping[str, str]:
    """Addresses that fail, each in its own way, and the one that does not; those that can echo the token do."""

    def answering(**answer: object) -> str:
        return stack.enter_context(receiver(**answer)).url

    return {
        "good": answering(),
        "refused": answering(status=401, body=b"bad token"),
        "forbidden": answering(status=403),
        "broken": answering(status=500),
        "moved": answering(status=302, headers={"Location": "http://elsewhere.invalid/"}),
        "gone": answering(status=410),
        "lying": answering(status=200, body=b"failed") + "#expect",
        "slow": answering(wait=3.0) + "#slow",
        "closed": f"http://127.0.0.1:{free_port()}",
        "untrusted": answering().replace("http://", "https://"),
        "unknown": "http://nowhere.invalid",
    }


def echo(asked: Asked, _reply: Reply) -> Reply:
    """An agency that repeats every parameter, the key too."""
    return 403, {"X-Echo": str(dict(asked.parameters))}, json.dumps({"error": dict(asked.parameters)}).encode()


@contextmanager
def world(folder: Path) -> Iterator[World]:
    canaries, mailboxes, stack = Canaries(), Mailboxes(), ExitStack()
    with stack, StandIn() as releases:
        releases.publish(NOVEMBER)
        echoing = stack.enter_context(keyed_agencies(echo))
        lines = []
        for name, url in hooks(stack).items():
            base, _, how = url.partition("#")
            extra = {"expect": ", expect: '^ok$'", "slow": ", timeout_seconds: 0.3"}.get(how, "")
            path, upper = canaries.token(f"{name.upper()}_PATH"), name.upper()
            secrets = f'secret: "{canaries.signing(upper)}", previous_secret: "{canaries.signing(upper + "_OLD")}"'
            lines.append(f'  {name}: {{kind: webhook, url: "{base}/hook/{path}?t=1", {secrets}{extra}}}')
        parrot = stack.enter_context(
            receiver(status=500, headers={"Retry-After": "canary"}, body=b"no: see the address")
        )
        for kind in ROOMS:
            base = parrot.url.replace("http:", "json:") if kind == "apprise" else parrot.url
            password = f", username: a, password: '{canaries.token('ALERTS')}'" if kind == "alertmanager" else ""
            lines.append(
                f'  the-{kind}: {{kind: {kind}, url: "{base}/{canaries.token(f"{kind.upper()}_ROOM")}"{password}}}'
            )
        authority, context = certificate(folder)
        refusing = {"authenticator": accepts("another"), "tls_context": context}
        mail = {
            "plain": stack.enter_context(smtp_server(mailboxes)),
            "parrot": stack.enter_context(smtp_server(mailboxes, **refusing)),
            "stripped": stack.enter_context(scripted(b"220 hi\r\n", b"250 hi\r\n")),
            "absent": free_port(),
        }
        for name, port in mail.items():
            password = f', password: "{canaries.token(f"MAIL_{name.upper()}")}"' if name != "plain" else ""
            tls = "never" if name == "plain" else f'required, ca_file: "{authority}"'
            server = f"{{host: localhost, port: {port}, starttls: {tls}{password}, timeout_seconds: 3}}"
            lines.append(f"  mail-{name}: {{kind: email, to: [desk@example.org], smtp: {server}}}")
        names = [line.split(":")[0].strip() for line in lines]
        bases = {**releases.bases, "census-api": echoing.address, "fred-api": echoing.address}
        addresses = ", ".join(f'{source}: "{base}"' for source, base in bases.items())
        keys = f'census-api: "{canaries.token("CENSUS_KEY")}", fred-api: "{canaries.token("FRED_KEY")}"'
        dead = f"{{url: 'http://127.0.0.1:{free_port()}/{canaries.token('DEADMAN')}', every: 1 minute, "
        dead += f"fail_url: 'http://127.0.0.1:1/{canaries.token('DEADMAN_FAIL')}/fail'}}"
        (folder / "config.yaml").write_text(
            "store: {url: 'sqlite:///out/watchdog.db'}\n"
            f"sources: {{ft900: {{pack: rules/us_trade, documents: [exh1, exh12, fred, eits, fred_api], calendars: [],"
            f" keys: {{{keys}}}, addresses: {{{addresses}}}}}}}\n"
            "channels:\n" + "\n".join(lines) + "\n"
            f"route: {{channel: [{', '.join(names)}]}}\n"
            "log: {anomalies: out/anomalies.jsonl, metrics: out/watchdog.prom}\n"
            f"deadman: {dead}\n"
        )
        made = World(folder / "config.yaml", canaries)
        yield made
        made.arrived += [content for _, content in mailboxes.received]


@needs_openssl
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise imports it
def test_none_of_forty_secrets_is_seen(watchdog: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with world(tmp_path) as here:
        for name, value in here.environment.items():
            monkeypatch.setenv(name, value)
        said = [_told(watchdog, here, arguments) for arguments in _commands(here.config)]
        ran, processes = _run_for_a_while(here)
        failures = " ".join(said)
    kept = _texts(tmp_path / "out" / "watchdog.db")
    seen = {
        "what commands said": here.canaries.seen_in("".join(said).encode()),
        "the log of the service": here.canaries.seen_in(ran),
        "arguments of processes": here.canaries.seen_in(processes),
        "mails": here.canaries.seen_in(b"".join(here.arrived)),
        **{path.name: here.canaries.seen_in(path.read_bytes()) for path in (tmp_path / "out").iterdir()},
        **{f"the table {name}": here.canaries.seen_in(texts) for name, texts in kept.items()},
    }

    assert len(here.canaries.values) >= 40
    assert {"audit", "silences", "targets", "attempts"} <= set(kept), "nothing was kept where a secret might be"
    assert {} == {place: names for place, names in seen.items() if names}
    for words in FAILURES:
        assert re.search(words, failures), words
    assert b"the dead-man ping failed" in ran
    assert len(here.arrived) >= 1


def _commands(config: Path) -> Sequence[tuple[str, ...]]:
    names = re.findall(r"^  ([\w-]+): \{kind:", config.read_text(), re.MULTILINE)
    tests = [("notify", "test", name) for name in names]
    silence = ("silence", "add", "--match", "rule=gold-*", "--until", "2026-12-31", "--reason", "known", "--by", "desk")
    looks = [("alerts", "list", "-o", "json"), ("anomalies", "list", "-o", "csv"), ("releases", "schedule")]
    looks += [("audit", "-o", "json"), ("silence", "list"), ("routes", "test", "--severity", "critical")]
    copy = ("backup", str(config.parent / "out" / "copy.db"))
    return [
        ("once",),
        *tests,
        silence,
        *looks,
        ("doctor", "--online"),
        ("doctor", "-o", "json"),
        copy,
        ("service-unit",),
    ]


def _told(watchdog: Command, here: World, arguments: Sequence[str]) -> str:
    with time_machine.travel(NOVEMBER.published_at + NOTICED_AFTER, tick=True):
        outcome = watchdog(*arguments, "--config", here.config)
    return outcome.out + outcome.err


def _run_for_a_while(here: World) -> tuple[bytes, bytes]:
    """The service's own log, with a failed dead-man ping in it, and the arguments of all its processes, and what the
    children that read documents are given to see of the environment.
    """
    log = here.config.parent / "log"
    with log.open("wb") as opened:
        command = [str(SCRIPT), "run", "--config", str(here.config)]
        with subprocess.Popen(command, stderr=opened, env=os.environ | here.environment) as service:
            ends = time.monotonic() + PATIENCE
            while b"dead-man ping failed" not in log.read_bytes() and time.monotonic() < ends:
                time.sleep(0.2)
            children = Path(f"/proc/{service.pid}/task/{service.pid}/children").read_text().split()
            arguments = b"".join(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in (service.pid, *children))
            environments = b"".join(Path(f"/proc/{pid}/environ").read_bytes() for pid in children)
            service.send_signal(signal.SIGTERM)
            service.wait(PATIENCE)
    assert 0 == service.returncode
    return log.read_bytes(), arguments + environments


def _texts(database: Path) -> dict[str, bytes]:
    """Every value of every column, by the tables that have rows."""
    found: dict[str, list[bytes]] = {}
    with closing(sqlite3.connect(database)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - the names are the database's own
                values = found.setdefault(table, [])
                values += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return {table: b"\n".join(values) for table, values in found.items()}


@pytest.mark.parametrize(
    "line",
    [
        'channels: {hook: {kind: webhook, url: "https://example.org/", secret: "${env.CANARY}"}}',
        'channels: {hook: {kind: webhook, url: "${env.CANARY}", secret: "${env.CANARY}"}}',
        'channels: {hook: {kind: webhook, url: "https://u:${env.CANARY}@example.org/", secret: "${env.CANARY}"}}',
        'channels: {hook: {kind: "${env.CANARY}"}}',
        'channels: {mail: {kind: email, to: ["${env.CANARY}"], smtp: {host: x}}}',
        'deadman: {url: "${env.CANARY}"}',
        'deadman: {url: "https://example.org/${env.CANARY}", every: "${env.CANARY}"}',
        'network: {allow: ["${env.CANARY}"]}',
        'timezone: "${env.CANARY}"',
        'surprise: "${env.CANARY}"',
        'route: {channel: "${env.CANARY}"}',
    ],
)
def test_a_mistake_in_the_configuration_does_not_show_it(
    watchdog: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setenv("CANARY", "canary-zq-0123456789")
    config = tmp_path / "config.yaml"
    config.write_text(f"store: {{url: 'sqlite:///a.db'}}\nsources: {{ft900: {{pack: rules/us_trade}}}}\n{line}\n")
    outcome = watchdog("once", "--config", config)

    assert 2 == outcome.code
    assert "canary" not in (outcome.out + outcome.err).lower()


@pytest.mark.parametrize("url", ["postgresql://desk:${env.CANARY}@127.0.0.1:1/x", "mysql://desk:${env.CANARY}@h/x"])
@pytest.mark.parametrize("command", ["once", "doctor", "run", "alerts list", "backup x.db"])
def test_the_password_of_a_store_is_not_shown_when_it_cannot_be_opened(
    watchdog: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, command: str
) -> None:
    monkeypatch.setenv("CANARY", "canary-zq-0123456789")
    config = tmp_path / "config.yaml"
    config.write_text(f"store: {{url: '{url}'}}\nsources: {{ft900: {{pack: rules/us_trade, calendars: []}}}}\n")
    outcome = watchdog(*command.split(), "--config", config)

    assert 0 != outcome.code
    assert "canary" not in (outcome.out + outcome.err).lower()

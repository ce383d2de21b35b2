"""One document of the packaged rules asked for at the stand-in for its agency, and what becomes of it."""

import pytest

from tests.acquire.agencies import KEY, Agencies, Asked, Misbehaviour, Reply, agencies
from tests.acquire.layouts import NOW
from watchdog.acquire.client import Manners
from watchdog.acquire.hosts import Hosts
from watchdog.acquire.http import HttpSource
from watchdog.acquire.keys import ApiKey
from watchdog.errors import NotUnderstood, SourceError
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.secret import Secret
from watchdog.plugins import PARSERS
from watchdog.ports import Unchanged, Validators
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules

BOOK = load(packaged_rules() / "us_trade")
AGENT = "release-watchdog/0 (https://example.org/desk)"
Outcome = Capture | Unchanged | SourceError


def manners(layout: Layout, key: str | None = KEY, *, confirm: bool = False, hosts: Hosts | None = None) -> Manners:
    parameter = BOOK.sources[layout.source].key
    api_key = ApiKey(parameter=parameter, secret=Secret(key)) if parameter and key else None
    return Manners(user_agent=AGENT, key=api_key, confirm=confirm, hosts=hosts or Hosts())


def asked_for(
    document: str, misbehaviour: Misbehaviour | None = None, *, key: str | None = KEY, known: Validators | None = None
) -> tuple[Outcome, Agencies]:
    """One document of the packaged rules, asked for once."""
    layout = BOOK.layout(document)
    with agencies(misbehaviour) as server:
        source = HttpSource(layout.source, server.address, [layout], manners(layout, key))
        (outcome,) = source.fetch({document: known} if known else {}, NOW)
        source.close()
    return outcome, server


def read(document: str, misbehaviour: Misbehaviour | None = None) -> Reading:
    outcome, _ = asked_for(document, misbehaviour)
    assert isinstance(outcome, Capture), outcome
    layout = BOOK.layout(document)
    return PARSERS[layout.parser](outcome, layout)


def failure(document: str, misbehaviour: Misbehaviour | None = None, *, key: str | None = KEY) -> SourceError:
    """Why the document could not be had, or not be read."""
    outcome, _ = asked_for(document, misbehaviour, key=key)
    if isinstance(outcome, Capture):
        with pytest.raises(NotUnderstood) as refusal:
            PARSERS[BOOK.layout(document).parser](outcome, BOOK.layout(document))
        return refusal.value
    assert isinstance(outcome, SourceError), outcome
    return outcome


def always(reply: Reply) -> Misbehaviour:
    return lambda _asked, _reply: reply


def rewritten(*changes: tuple[str, str]) -> Misbehaviour:
    """The proper body after replacements, each of which must have something to replace."""

    def change(_asked: Asked, reply: Reply) -> Reply:
        status, headers, body = reply
        text = body.decode()
        for old, new in changes:
            assert old in text, text
            text = text.replace(old, new)
        return status, headers, text.encode()

    return change

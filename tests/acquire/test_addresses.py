"""What of an address may be shown, and where a redirect may lead."""

import pytest

from tests.acquire.layouts import ECON, EXH1, FRED, FTD
from watchdog.acquire.addresses import file_name, may_follow, redact
from watchdog.model.layout import Layout


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a?programCode=FTD", "https://example.org/a?programCode=FTD"),
        ("https://example.org/a?id=B&api_key=canary", "https://example.org/a?id=B&api_key=***"),
        ("https://example.org/a?KEY=canary&x", "https://example.org/a?KEY=***&x"),
        ("https://example.org/a?UserID=canary", "https://example.org/a?UserID=***"),
        ("https://me:canary@example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a#canary", "https://example.org/a"),
    ],
)
def test_secrets_in_an_address_are_not_shown(url: str, shown: str) -> None:
    assert shown == redact(url)


@pytest.mark.parametrize(
    ("origin", "target", "allowed"),
    [
        ("https://example.org/a", "https://example.org/b", True),
        ("http://example.org/a", "https://example.org/a", True),
        ("http://example.org/a", "http://example.org/b", True),
        ("https://example.org/a", "http://example.org/a", False),
        ("https://example.org/a", "https://www.example.org/a", False),
        ("https://example.org/a", "https://example.org.evil.test/a", False),
        ("https://example.org/a", "https://example.org@evil.test/a", False),
        ("https://example.org/a", "file:///etc/passwd", False),
        ("https://example.org/a", "http://169.254.169.254/latest", False),
    ],
)
def test_a_redirect_stays_on_its_host_and_keeps_tls(origin: str, target: str, *, allowed: bool) -> None:
    assert allowed is may_follow(origin, target)


@pytest.mark.parametrize(
    ("layout", "name"), [(EXH1, "exh1.xlsx"), (FRED, "fredgraph.csv"), (FTD, "ftd"), (ECON, "econ_export")]
)
def test_a_document_has_the_file_name_that_a_person_would_look_for(layout: Layout, name: str) -> None:
    assert name == file_name(layout)

"""Of which month a press text is; everything else in it is read later, against the tables."""

import hashlib
import time
from datetime import UTC, datetime

import pytest

from watchdog.acquire.parsers import press_text
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import Period

TITLE = "U.S. Trade in Goods and Services"
LAYOUT = Layout(document="text", source="agency", file="text.html", parser="press_text", columns=(), title=TITLE)


def read(body: bytes) -> Reading:
    sha256, now = hashlib.sha256(body).hexdigest(), datetime(2026, 1, 29, 14, tzinfo=UTC)
    capture = Capture(source="agency", document="text", url="", body=body, sha256=sha256, fetched_at=now)
    return press_text.read(capture, LAYOUT)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        (f"<title>{TITLE}, November 2025 | Agency</title> <p>{TITLE}, October 2025", "2025-11"),
        (f"EMBARGOED UNTIL JANUARY 29, 2026\n\n{TITLE.upper()}\nNOVEMBER 2025", "2025-11"),
        (f"<h1>{TITLE},\n <b>December</b> and Annual 2025</h1>", "2025-12"),
        ("<p>U.S.&nbsp;Trade in Goods\n and Services: January 2026", "2026-01"),
    ],
    ids=["page", "plain", "annual", "broken"],
)
def test_the_month_stands_behind_the_title(text: str, period: str) -> None:
    found = read(text.encode())

    assert (Period.parse(period), (), "text") == (found.reference, found.cells, found.document)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"PK\x03\x04 a workbook",
        f"{TITLE} is released monthly. In November 2025 the deficit rose.".encode(),
        f"{TITLE}, 2025".encode(),
        b"Other Trade, November 2025",
    ],
    ids=["empty", "no text", "title without a month", "year only", "another title"],
)
def test_a_text_without_its_month_is_refused(body: bytes) -> None:
    with pytest.raises(NotUnderstood, match="followed by a month and a year"):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<" * 3_000_000,
        b"U.S. Trade in Goods and Services " * 90_000,
        b"&amp" * 700_000,
        b"U.S." + b" " * 3_000_000,
        b"U.S. Trade in Goods and Services, November and" + b" " * 8_000,
    ],
    ids=["open tags", "titles", "entities", "blanks", "blanks behind the month"],
)
def test_a_hostile_text_costs_little(body: bytes) -> None:
    start = time.process_time()
    with pytest.raises(NotUnderstood):
        read(body)
    assert time.process_time() - start < 5

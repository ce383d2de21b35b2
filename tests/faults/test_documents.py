"""One document of a release that is not what it should be: one clear message, nothing wrong kept, nothing lost."""

import socket
import struct
import time
import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select

from tests.acquire.servers import Script, page, says
from tests.acquire.workbooks import with_entries
from tests.pipeline.agency import RELEASES, body_of
from tests.pipeline.desk import NOVEMBER, Desk, desk, told, troubles, vintages_of
from watchdog.samples.tables import Exhibit, Row
from watchdog.store.captures import body
from watchdog.store.tables import captures

GOOD = body_of("exh12", NOVEMBER.documents["exh12"])
SHEET = "xl/worksheets/sheet1.xml"
SOON = timedelta(minutes=5)


def edited(*changes: tuple[str, str]) -> bytes:
    """Exhibit 12 with other words in its sheet."""
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        text = archive.read(SHEET).decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return with_entries(GOOD, {SHEET: text.encode()})


def reset(connection: socket.socket) -> None:
    """Drops the connection hard in the middle of the workbook."""
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(GOOD)}\r\n\r\n".encode() + GOOD[:1000])
    time.sleep(0.05)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Fault(NamedTuple):
    """How exhibit 12 is answered, what is said about it, and the bytes that are kept of it if they came whole."""

    script: Script
    words: str
    kept: bytes | None = None


def whole(content: bytes, words: str) -> Fault:
    return Fault(page(content), words, content)


FAULTS = {
    "a truncated workbook": whole(GOOD[: len(GOOD) // 2], "the archive is cut short or damaged"),
    "a workbook with a flipped byte": whole(GOOD[:2500] + bytes([GOOD[2500] ^ 1]) + GOOD[2501:], "is damaged"),
    "a web page with status 200": Fault(page(b"<!DOCTYPE html><h1>Maintenance</h1>"), "a web page with status 200"),
    "an empty body": Fault(page(b""), "an empty body with status 200"),
    "304 for what we do not hold": Fault(says("HTTP/1.1 304 Not Modified\nConnection: close"), "not modified"),
    "429 with Retry-After": Fault(
        page(b"slower", "Retry-After: 120", status="429 Too Many Requests"),
        "asks for fewer requests (429); it wants us to wait 120 s",
    ),
    "500": Fault(page(b"oops", status="500 Internal Server Error"), "trouble of its own (500)"),
    "a body that is cut off": Fault(
        says(f"HTTP/1.1 200 OK\nContent-Length: {len(GOOD)}", GOOD[:1000]), "the body was cut off"
    ),
    "a connection reset in mid-body": Fault(reset, "the connection was reset"),
    "a renamed heading": whole(edited(("Net Adjustments", "Net of All")), "Net of All"),
    "columns in another place": whole(edited(('r="A', 'r="Z')), "at 12!"),
    "text where a figure belongs": whole(edited(('<c r="B8"><v>', '<c r="B8" t="str"><v>about ')), "at 12!B8"),
}


def a_month_behind(exhibit: Exhibit) -> Exhibit:
    """The exhibit before its last month came: without that month's figures, sums to date, and restatement."""
    rows = [row for row in exhibit.rows if not row.label.startswith(("Jan. - Nov.", "October data")) and row.label]
    last = max(at for at, row in enumerate(rows) if row.label == "November")
    rows[last] = Row(label="November")
    return replace(exhibit, rows=tuple(rows))


def kept_of(at: Desk, document: str) -> list[tuple[str | None, bytes]]:
    """What became of each capture of the document, and its bytes."""
    with at.watch.store.reading() as connection:
        rows = connection.execute(select(captures).where(captures.c.document == document).order_by(captures.c.id)).all()
        return [(row.outcome, body(connection, row.sha256)) for row in rows]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_bad_document_gives_one_clear_message_and_costs_only_itself(tmp_path: Path, fault: Fault) -> None:
    with desk(tmp_path, documents=("exh1", "exh12")) as at:
        at.agencies.publish(NOVEMBER)
        at.agencies.answer("exh12", fault.script)
        bad = at.poll()
        (message,) = troubles(bad)

        assert message.startswith("census/exh12: ")
        assert fault.words in message
        assert [("2025-11", ("exh1",))] == vintages_of(bad)
        assert [("refused", fault.kept)] * (fault.kept is not None) == kept_of(at, "exh12")
        assert {"exh1"} == {cell.key.outlet.document for cell in at.cells()}

        at.agencies.publish(NOVEMBER)
        healed = at.poll(after=SOON)

        assert [] == troubles(healed)
        assert [("2025-11", ("exh12",))] == vintages_of(healed)
        assert ("read", GOOD) == kept_of(at, "exh12")[-1]
        assert "exh12" in {cell.key.outlet.document for cell in at.cells()}
        assert {"hook": 1, "mail": 1} == told(at)


def test_bytes_that_cannot_be_read_are_news_once_however_often_they_come(tmp_path: Path) -> None:
    broken = GOOD[: len(GOOD) // 2]
    with desk(tmp_path, documents=("exh12",)) as at:
        at.agencies.answer("exh12", page(broken))
        first = at.poll()
        at.restart()
        again = [at.poll(after=SOON) for _ in range(3)]

        assert [("census/exh12",), (), (), ()] == [each.fetched.new for each in (first, *again)]
        assert {"census/exh12: "} == {str(error)[:14] for each in (first, *again) for error in each.unread}
        assert [("refused", broken)] == kept_of(at, "exh12")
        assert {"hook": 0, "mail": 0} == told(at)


def test_the_wrong_month_is_named_and_never_mixed_into_the_release(tmp_path: Path) -> None:
    exhibit = NOVEMBER.documents["exh12"]
    assert isinstance(exhibit, Exhibit)
    with desk(tmp_path) as at:
        at.agencies.publish(NOVEMBER)
        at.agencies.serve({"exh12": a_month_behind(exhibit)})
        behind = at.poll()

        assert ["exh12 shows October 2025 while exh1, fred, press shows November 2025: kept, waiting"] == troubles(
            behind
        )
        assert [("2025-10", ("exh12",)), ("2025-11", ("exh1", "fred", "press"))] == vintages_of(behind)
        assert [] == troubles(at.poll(after=SOON)), "what has not moved since is not news"

        at.agencies.publish(NOVEMBER)
        healed = at.poll(after=SOON)

        assert [("2025-11", ("exh12",))] == vintages_of(healed)
        assert [] == troubles(healed)
        digest, update = at.alerts(NOVEMBER)
        assert "exh12" not in str(digest.items)
        assert ["XV2"] == [item.finding.rule for item in update.items], "the made-up October has November's figures"


def test_an_older_exhibit_than_we_hold_is_set_aside(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.release(NOVEMBER)
        known = at.cells()
        old = body_of("exh1", RELEASES["2025-10"].documents["exh1"])
        at.agencies.answer("exh1", page(old))
        setback = at.poll(after=SOON)

        (message,) = troubles(setback)

        assert message.startswith("exh1 shows October 2025, earlier than November 2025 which we hold: an old copy")
        assert ([], known) == (vintages_of(setback), at.cells())
        assert ("refused", old) == kept_of(at, "exh1")[-1]

        at.agencies.publish(NOVEMBER)
        healed = at.poll(after=SOON)

        assert ([], []) == (vintages_of(healed), troubles(healed))
        assert {"hook": 1, "mail": 1} == told(at)


def test_304_for_what_we_hold_is_no_trouble(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.release(NOVEMBER)
        for document in NOVEMBER.documents:
            at.agencies.answer(document, says("HTTP/1.1 304 Not Modified\nConnection: close"))
        unchanged = at.poll(after=timedelta(minutes=1))

        assert ([], []) == (vintages_of(unchanged), troubles(unchanged))
        assert ("census/exh1", "census/exh12", "fred/fred", "press/press") == unchanged.fetched.unchanged
        assert all("although we asked for the whole document" in each for each in troubles(at.poll(after=SOON)))


def test_a_digest_without_the_main_exhibit_says_what_it_could_not_compute(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred")) as at:
        at.agencies.publish(NOVEMBER, without=("exh1",))
        at.poll()
        (digest,) = at.alerts(NOVEMBER)

    assert "Not computed: exports, exports change, exports percent: exports.total is not at hand for 2025-11." in (
        digest.brief.facts
    )
    assert "U.S. trade, November 2025: deficit $56.8 billion, +$27.6 billion; 2 findings" == digest.brief.headline

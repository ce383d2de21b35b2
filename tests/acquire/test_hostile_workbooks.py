"""Workbooks that are odd, or made to hurt, through the child process: read as they are seen, or refused in words."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904  # type: ignore[import-untyped]  # published without types

from tests.acquire.layouts import EXH1, capture
from tests.acquire.texts import archive
from tests.acquire.workbooks import Worksheet, exhibit_1, with_entries
from watchdog.acquire.sandbox import read_all
from watchdog.acquire.workbook import refuse_hollow_cells
from watchdog.errors import NotUnderstood, SourceError
from watchdog.model.document import Reading
from watchdog.plugins import PARSERS

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
GENUINE = exhibit_1()
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))


def answered(body: bytes) -> Reading | SourceError:
    (answer,) = read_all([(capture(EXH1, body), EXH1)], PARSERS)
    return answer


def entry(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GENUINE)) as opened:
        return opened.read(name)


def with_declaration(declaration: bytes) -> bytes:
    """The sheet's heading text comes from an entity of its own."""
    text = entry(SHEET).replace(b"<worksheet", declaration + b"<worksheet", 1).replace(b"Period", b"&l9;", 1)
    return with_entries(GENUINE, {SHEET: text})


def flagged(body: bytes, offset: int, flag: int) -> bytes:
    """A flag set in every entry of the archive's directory."""
    content, place = bytearray(body), body.find(b"PK\x01\x02")
    while place >= 0:
        content[place + offset] |= flag
        place = body.find(b"PK\x01\x02", place + 1)
    return bytes(content)


def overlapping() -> bytes:
    """A directory in which a hundred names share the bytes of one entry."""
    body = archive({"a": b"0" * 600_000})
    start, end = body.index(b"PK\x01\x02"), body.index(b"PK\x05\x06")
    listed = b"".join(body[start:end].replace(b"a", bytes([65 + number % 26]), 1) for number in range(120))
    tail = bytearray(body[end:])
    tail[8:12], tail[12:16] = (120).to_bytes(2, "little") * 2, len(listed).to_bytes(4, "little")
    return body[:start] + listed + bytes(tail)


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (with_declaration(b"<!DOCTYPE x [<!ENTITY l0 'ha'>" + LAUGHS + b"]>"), ""),
        (with_declaration(b'<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'), ""),
        (flagged(GENUINE, 8, 0x1), "locked by a password"),
        (overlapping(), "unpacks from"),
        (with_entries(GENUINE, {SHEET: entry(SHEET)[:3000]}), ""),
        (with_entries(GENUINE, {BOOK: b"<workbook/>"}), ""),
        (with_entries(GENUINE, {SHEET: b"<worksheet>" * 50_000}), ""),
    ],
    ids=["laughs", "foreign entity", "locked", "overlapping", "cut inside", "no sheets", "nested"],
)
def test_what_is_made_to_hurt_is_refused(hostile: bytes, reason: str) -> None:
    answer = answered(hostile)

    assert isinstance(answer, NotUnderstood)
    assert reason in str(answer)
    assert "root:" not in str(answer)
    assert " failed with " not in str(answer), "the parser itself refuses it"


def changed(change: Callable[[Worksheet], None]) -> bytes:
    return exhibit_1(change)


def hide(sheet: Worksheet) -> None:
    """A row and a column that nobody sees are figures all the same: the agency printed them."""
    sheet.row_dimensions[20].hidden = True
    sheet.column_dimensions["C"].hidden = True


def mac(sheet: Worksheet) -> None:
    sheet.parent.epoch = CALENDAR_MAC_1904


@pytest.mark.parametrize(
    "body",
    [
        changed(hide),
        changed(mac),
        with_entries(GENUINE, {"../../escaped.xml": b"<a/>", "/etc/passwd": b"x"}),
        with_entries(GENUINE, {SHEET: entry(SHEET).replace(b'<dimension ref="A2:J39"', b'<dimension ref="A2:B3"')}),
    ],
    ids=["hidden row and column", "other date system", "names that climb", "lying dimension"],
)
def test_what_is_only_odd_is_read_whole(body: bytes) -> None:
    odd, genuine = answered(body), answered(GENUINE)
    assert isinstance(odd, Reading)
    assert isinstance(genuine, Reading)

    assert genuine.cells == odd.cells


def test_the_dimension_that_is_lied_about_is_there() -> None:
    assert b'<dimension ref="A2:J39"' in entry(SHEET)


def test_a_number_that_is_written_as_text_is_refused_with_its_cell() -> None:
    def as_text(sheet: Any) -> None:  # noqa: ANN401 - openpyxl comes without types
        sheet["B31"] = "-800"

    answer = answered(changed(as_text))

    assert isinstance(answer, NotUnderstood)
    assert "1!B31" == answer.where


FIRST = re.search(rb'<c r="E12"[^>]*>.*?</c>', entry(SHEET))


def with_cell(written: bytes) -> bytes:
    """The workbook with E12 written like this."""
    assert FIRST is not None
    return with_entries(GENUINE, {SHEET: entry(SHEET).replace(FIRST[0], written)})


def with_row(written: bytes) -> bytes:
    return with_entries(GENUINE, {SHEET: entry(SHEET).replace(b"</sheetData>", written + b"</sheetData>")})


def with_two_sheets_of_one_name(name: str) -> bytes:
    buffer = io.BytesIO(GENUINE)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, entry(SHEET))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (with_cell(b"<c r='E12' t='e'><v>#REF!</v></c>"), "E12: expected a figure, found an error value"),
        (with_cell(b'<c t="e" r="E12"><v>#REF!</v></c>'), "E12: expected a figure, found an error value"),
        (with_cell(b'<c t="e"><v>#REF!</v></c>'), "E12: expected a figure, found an error value"),
        (with_cell(b'<c r="E12"><f>SUM(A1)</f>\n</c>'), "E12: expected a figure, found a formula"),
        (with_cell(b"<c r='E12'><f>SUM(A1)</f></c>"), "E12: expected a figure, found a formula"),
        (with_cell(b'<c r="E12"><f t="shared" si="0"/></c>'), "E12: expected a figure, found a formula"),
        (with_cell(b'<c r="E12"><f>SUM(A1)</f><v> </v></c>'), "E12: expected a figure, found a formula"),
        (with_cell(b'<c r="E12"><v> </v></c>'), "E12: expected a figure, found a value of blanks"),
        (
            with_cell(b'<c r="E12" t="e"><v>#REF!</v></c><c r="Z12"><f>A1</f></c>'),
            "E12: expected a figure, found an error value; likewise at Z12 (a formula without its result)",
        ),
        (with_cell(b'<c r="E12"><f><![CDATA[A<B]]></f></c>'), "E12: a comment, a CDATA section"),
        (with_cell(b'<c r="E12"><v>20<!-- x -->98</v></c>'), "E12: a comment"),
        (with_cell(b'<c r="E12"><v>20<?x y?>98</v></c>'), "E12: a comment"),
        (with_cell(b'<c r="E12"><v>20<b/>98</v></c>'), "E12: its value is not one plain text"),
        (with_cell(b'<c r="E12"><v>20</v><v>98</v></c>'), "E12: its value is not one plain text"),
        (with_cell(b'<c r="E12"><v>20</v></c><c r="E12"><v>98</v></c>'), "E12: the cell stands twice"),
        (with_cell(b'<c r="E12"><v>20</v></c><c r="e12"><v>98</v></c>'), "e12: this is not the address"),
        (with_cell(b'<c r="E13"><v>20</v></c>'), "E13: the cell stands twice, or in another's row"),
        (with_row(b'<row r="12"><c r="Z12"><v>7</v></c></row>'), "row 12: the row stands twice"),
        (with_two_sheets_of_one_name(SHEET), "two entries of this name"),
        (with_two_sheets_of_one_name("xl/Worksheets/sheet1.xml"), "two entries of this name"),
        (with_declaration(b"<!DOCTYPE x>"), "declares a document type"),
    ],
)
def test_a_figure_that_would_be_misread_is_refused_however_it_is_written(body: bytes, message: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        refuse_hollow_cells(capture(EXH1, body))

    assert message in str(refused.value)


def test_what_the_walk_lets_pass_is_genuine() -> None:
    refuse_hollow_cells(capture(EXH1, GENUINE))
    refuse_hollow_cells(capture(EXH1, with_cell(b"<c r='E12'><v>2098</v></c>")))
    refuse_hollow_cells(capture(EXH1, with_cell(b'<c r="E12"><f>A1</f><v>2098</v></c>')))

"""A press text in the terms of the model: how each verdict counts, and that nothing in a text can stop a release."""

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from tests.verify.desk import Desk
from watchdog.model.finding import Verdict
from watchdog.model.press import PressText
from watchdog.verify import press

AS_OF = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)
TEXT = """\
U.S. International Trade in Goods and Services, November 2025

The goods and services deficit was $56.8 billion in November, up $27.6 billion from $29.2 billion in October, revised.
November exports were $292.1 billion. Imports rose to $338.9 billion in November. The gold movements totaled $11 billion
between October and November. Exports of saffron were $3.0 billion.
Exports of services increased $0.2 billion in November.
Next release: Thursday, February 19, 2026
"""


def read(desk: Desk, body: bytes) -> PressText:
    with desk.store.reading() as connection:
        return press.press_text(body, "text", desk.book, connection, AS_OF)


def test_only_what_the_tables_give_is_borne_out_and_only_what_they_refute_is_wrong(desk: Desk) -> None:
    verdicts = {each.written: each.verdict for each in read(desk, TEXT.encode()).statements}

    assert verdicts == {
        "$56.8 billion": Verdict.PASS,
        "$27.6 billion": Verdict.PASS,
        "$29.2 billion": Verdict.PASS,
        "$292.1 billion": Verdict.PASS,
        "$338.9 billion": Verdict.FAIL,
        "$11 billion": Verdict.UNDECIDED,
        "$3.0 billion": Verdict.UNDECIDED,
        "$0.2 billion": Verdict.PASS,
        "Thursday": Verdict.PASS,
        "February 19, 2026": Verdict.UNDECIDED,
    }


def test_a_statement_has_all_that_is_told_of_it(desk: Desk) -> None:
    (wrong,) = (each for each in read(desk, TEXT.encode()).statements if each.verdict is Verdict.FAIL)

    assert "text/imports.total/338.9-billion" == wrong.subject
    assert "Imports rose to $338.9 billion in November." == wrong.sentence
    assert "$348.9 billion" in wrong.reason
    assert ("imports.total 2025-11",) == wrong.cells
    assert wrong.evidence


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"$1 billion. " * 4000, "this is no press text"),
        (b"x" * 1_100_000, "a text of at most 1,000,000 is read"),
        (b"PK\x03\x04\x00", "is not a text"),
    ],
    ids=["too many figures", "too long", "no text"],
)
def test_what_is_not_read_says_why(desk: Desk, body: bytes, why: str) -> None:
    found = read(desk, body)

    assert why in found.unread
    assert () == found.statements


class Unreadable(bytes):
    """A text that the reader fails on."""

    def decode(self, *_: str) -> str:
        raise ZeroDivisionError


def test_a_fault_of_the_reader_is_a_text_that_was_not_read_and_is_logged(desk: Desk) -> None:
    with capture_logs() as logged:
        found = read(desk, Unreadable(TEXT.encode()))
        words = press.words_of(Unreadable(TEXT.encode()))

    assert ("text: reading it failed with ZeroDivisionError", None) == (found.unread, words)
    assert ["press text not read"] * 2 == [each["event"] for each in logged]
    assert all(each["exc_info"] for each in logged)


@pytest.mark.parametrize("reference", ["&#" + "9" * 5_000 + ";", "&#x" + "f" * 5_000])
def test_a_reference_longer_than_any_character_stands_as_it_is(desk: Desk, reference: str) -> None:
    body = f"<p>The deficit was &#36;56.8 billion in November. {reference}</p>".encode()

    assert f"The deficit was $56.8 billion in November. {reference}" == press.words_of(body)
    assert [("$56.8 billion", Verdict.PASS)] == [(one.written, one.verdict) for one in read(desk, body).statements][:1]

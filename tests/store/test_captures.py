"""Captures: kept byte for byte, read in order, and fetched again when they were refused."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.store.made import capture, sha256
from watchdog.errors import StoreError
from watchdog.ports import Validators
from watchdog.store import captures
from watchdog.store.captures import Outcome
from watchdog.store.database import Store
from watchdog.store.tables import blobs

JSON = b'{"value": "-56825"}' * 100


@pytest.mark.parametrize("body", [b"", b"\x00", JSON, bytes(range(256))], ids=["empty", "nul", "text", "dense"])
def test_a_capture_comes_back_byte_for_byte(store: Store, body: bytes) -> None:
    received = capture(body)
    with store.writing() as connection:
        capture_id = captures.add(connection, received)
    with store.reading() as connection:
        assert {capture_id: received} == captures.unread(connection)
        assert body == captures.body(connection, received.sha256)


def test_the_same_body_lies_there_once_and_smaller_where_it_can(store: Store) -> None:
    with store.writing() as connection:
        for document in ("exh1", "exh2"):
            captures.add(connection, capture(JSON, document))
    with store.reading() as connection:
        (blob,) = connection.execute(select(blobs)).all()

    assert len(blob.body) < len(JSON)


def test_a_body_that_is_not_of_its_hash_is_refused(store: Store) -> None:
    wrong = replace(capture(b"figures"), sha256=sha256(b"others"))
    with (
        pytest.raises(ValueError, match="census/exh1: its sha256 is not that of its body"),
        store.writing() as connection,
    ):
        captures.add(connection, wrong)


def test_captures_are_read_in_order_and_only_until_they_are_marked(store: Store) -> None:
    with store.writing() as connection:
        ids = [captures.add(connection, capture(body)) for body in (b"1", b"2", b"3")]
        captures.mark(connection, ids[1], Outcome.REFUSED, "at B5: 'n.a.' is no figure")
    with store.reading() as connection:
        assert [ids[0], ids[2]] == list(captures.unread(connection))


def test_the_validators_are_those_of_the_last_capture_that_was_not_refused(store: Store) -> None:
    with store.writing() as connection:
        for body, outcome in ((b"1", Outcome.READ), (b"2", Outcome.READ), (b"3", Outcome.REFUSED)):
            capture_id = captures.add(connection, capture(body, etag=f'"{body.decode()}"'))
            captures.mark(connection, capture_id, outcome)
        bare = captures.add(connection, capture(b"5", "exh2", etag=None, last_modified=None))
        captures.mark(connection, bare, Outcome.READ)
        captures.mark(connection, captures.add(connection, capture(b"6", "exh3")), Outcome.REFUSED)
        captures.add(connection, capture(b"7", "exh4", etag='"7"', last_modified=None))
    with store.reading() as connection:
        known = captures.validators(connection, "census")
        latest = captures.latest_read(connection, "census", "exh1")
        none = captures.latest_read(connection, "census", "exh3")

    assert {
        "exh1": Validators(sha256=sha256(b"2"), etag='"2"', last_modified="Thu, 29 Jan 2026 13:30:00 GMT"),
        "exh2": Validators(sha256=sha256(b"5")),
        "exh4": Validators(sha256=sha256(b"7"), etag='"7"'),
    } == known
    assert latest == capture(b"2", etag='"2"')
    assert none is None


def test_each_source_has_its_own_validators(store: Store) -> None:
    with store.reading() as connection:
        assert {} == captures.validators(connection, "fred")


def test_a_damaged_body_is_never_handed_out(store: Store) -> None:
    for received, change in ((capture(JSON), b"junk"), (capture(b"short"), b"shirt")):
        with store.writing() as connection:
            captures.add(connection, received)
            connection.execute(update(blobs).where(blobs.c.sha256 == received.sha256).values(body=change))
        with (
            store.reading() as connection,
            pytest.raises(StoreError, match=r"damaged in the store: .*; restore a backup"),
        ):
            captures.body(connection, received.sha256)


def test_what_is_not_kept_is_named(store: Store) -> None:
    with store.reading() as connection, pytest.raises(StoreError, match="no document with the SHA-256 abc is kept"):
        captures.body(connection, "abc")
    with store.writing() as connection, pytest.raises(StoreError, match="no capture 7 is kept"):
        captures.mark(connection, 7, Outcome.READ)


def test_what_was_refused_is_kept_once_and_tried_again(store: Store) -> None:
    with store.writing() as connection:
        refused = captures.add(connection, capture(b"1"))
        captures.mark(connection, refused, Outcome.REFUSED, "at B5: 'n.a.' is no figure")

        assert captures.was_refused(connection, capture(b"1"))
        assert not captures.was_refused(connection, capture(b"2"))
        assert not captures.was_refused(connection, capture(b"1", "exh2"))
        assert refused == captures.add(connection, capture(b"1"))
        assert [refused] == list(captures.unread(connection))

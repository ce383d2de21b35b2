"""When 'not modified' is not taken for an answer."""

from datetime import UTC, datetime, timedelta

import pytest

from watchdog.model.document import Capture
from watchdog.pipeline.freshness import has_lying_marks, is_due_in_full, unmarked, without_marks
from watchdog.ports import Validators

RELEASE = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)
HTTP_DATE = "Thu, 29 Jan 2026 13:30:00 GMT"


def at(minutes: float) -> datetime:
    return RELEASE + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("last", "now", "is_due", "reason"),
    [
        (None, at(-300), True, "never done"),
        (at(-600), at(-300), False, "an ordinary afternoon"),
        (at(-1441), at(-1), True, "a day has passed"),
        (at(-600), at(-0.1), False, "the moment is not yet there"),
        (at(-600), at(0), True, "the release is due now"),
        (at(0), at(1), False, "done at the moment itself"),
        (at(0), at(2), True, "two minutes later"),
        (at(2), at(14), False, "between two looks"),
        (at(2), at(15), True, "a quarter of an hour later"),
        (at(15), at(60), True, "an hour later"),
        (at(60), at(600), False, "the release is over"),
        (at(-600), at(600), True, "the whole window was missed"),
        (at(600), at(60), True, "the clock was set back"),
    ],
)
def test_everything_is_asked_for_anew_around_a_release_and_once_a_day(
    last: datetime | None, now: datetime, reason: str, *, is_due: bool
) -> None:
    assert is_due is is_due_in_full(last, now, [at(-43200), RELEASE, at(43200)]), reason


def test_nothing_can_be_answered_not_modified_then() -> None:
    assert {"a": Validators(sha256="1")} == without_marks({"a": Validators(sha256="1", etag="x", last_modified="y")})


def received(sha256: str, etag: str | None, last_modified: datetime | None) -> Capture:
    return Capture(
        source="s",
        document="a",
        url="",
        body=b"",
        sha256=sha256,
        fetched_at=RELEASE,
        etag=etag,
        last_modified=last_modified,
    )


@pytest.mark.parametrize(
    ("capture", "held", "is_lie"),
    [
        (received("2", '"7"', RELEASE), Validators(sha256="1", etag='"7"', last_modified=HTTP_DATE), True),
        (received("2", '"7"', None), Validators(sha256="1", etag='"7"'), True),
        (received("2", '"8"', RELEASE), Validators(sha256="1", etag='"7"', last_modified=HTTP_DATE), False),
        (received("1", '"7"', None), Validators(sha256="1", etag='"7"'), False),
        (received("2", None, None), Validators(sha256="1"), False),
        (received("2", '"7"', None), None, False),
    ],
)
def test_new_content_under_the_marks_of_the_old_one_is_a_lie(
    capture: Capture, held: Validators | None, *, is_lie: bool
) -> None:
    assert is_lie is has_lying_marks(capture, held)


def test_marks_that_lie_are_forgotten() -> None:
    assert received("2", None, None) == unmarked(received("2", '"7"', RELEASE))

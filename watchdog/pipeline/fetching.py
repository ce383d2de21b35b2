"""One pass over the sources: each is asked in its turn, and what it answers is committed as it was received, before
anything reads it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from watchdog.errors import FetchFailed, SourceError
from watchdog.model.document import Capture
from watchdog.pipeline import freshness
from watchdog.ports import Clock, Source, Unchanged, Validators
from watchdog.store import captures, schedule
from watchdog.store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """How one pass over the sources went: documents that are new, those that are not, what went wrong, and in sentences
    which sources were left alone because they had asked for it.
    """

    new: tuple[str, ...]
    unchanged: tuple[str, ...]
    errors: tuple[SourceError, ...]
    resting: tuple[str, ...]
    notes: tuple[str, ...] = ()


def fetch_all(store: Store, sources: Iterable[Source], clock: Clock, releases: Sequence[datetime] = ()) -> Fetched:
    """Ask every source once, and commit each answer as it was received, when it was received; one that asked us to wait
    is left alone.

    `releases` are the moments around which a server's 'not modified' is not taken for an answer.
    """
    now = clock.now()
    new: list[str] = []
    unchanged: list[str] = []
    errors, resting, notes = [], [], []
    for source in sources:
        with store.reading() as connection:
            known = captures.validators(connection, source.name)
            rest = schedule.poll_state(connection, _asked(source)).next_due_at
            last_in_full = schedule.poll_state(connection, _asked_in_full(source)).last_polled_at
        if rest is not None and now < rest:
            resting.append(f"{source.name} wants us to wait until {rest:%Y-%m-%d %H:%M:%SZ}: not asked")
            continue
        failed, answered = [], False
        in_full = freshness.is_due_in_full(last_in_full, now, releases)
        for answer in source.fetch(freshness.without_marks(known) if in_full else known, now):
            if isinstance(answer, Capture):
                received = replace(answer, fetched_at=clock.now())
                is_new, said = _keep(store, received, known.get(answer.document))
                (new if is_new else unchanged).append(answer.name)
                notes += said
            elif isinstance(answer, Unchanged):
                unchanged.append(f"{source.name}/{answer.document}")
            else:
                failed.append(answer)
            answered = answered or not isinstance(answer, SourceError)
        errors += failed
        _keep_asked(store, source, failed, now)
        if in_full and answered:
            _keep_in_full(store, source, now)
    return Fetched(
        new=tuple(new), unchanged=tuple(unchanged), errors=tuple(errors), resting=tuple(resting), notes=tuple(notes)
    )


def _keep(store: Store, capture: Capture, held: Validators | None) -> tuple[bool, list[str]]:
    """Commit a capture as received. Says whether it is news, as bytes that were refused before are not, and when its
    server's marks cannot be relied on.
    """
    is_lie = freshness.has_lying_marks(capture, held)
    with store.writing() as connection:
        is_new = not captures.was_refused(connection, capture)
        captures.add(connection, freshness.unmarked(capture) if is_lie else capture)
    words = "new content under the ETag and date of the old one; they are not used until they change"
    return is_new, [f"{capture.name}: {words}"] if is_lie else []


def _keep_in_full(store: Store, source: Source, now: datetime) -> None:
    with store.writing() as connection:
        schedule.set_poll_state(connection, _asked_in_full(source), schedule.PollState(last_polled_at=now))


def _asked_in_full(source: Source) -> str:
    return f"{_asked(source)} in full"


def _keep_asked(store: Store, source: Source, failed: Sequence[SourceError], now: datetime) -> None:
    """Remember how the asking went, when all of it was last answered, and for how long the source wants to be left
    alone, if it said so.
    """
    waits = [error.retry_after for error in failed if isinstance(error, FetchFailed) and error.retry_after]
    with store.writing() as connection:
        before = schedule.poll_state(connection, _asked(source))
        state = schedule.PollState(
            last_polled_at=now,
            next_due_at=now + max(waits) if waits else None,
            last_error="; ".join(map(str, failed)),
            failures=before.failures + 1 if failed else 0,
            polls=before.polls + 1,
            since=before.since or now,
        )
        schedule.set_poll_state(connection, _asked(source), state)
        if not failed:
            schedule.set_poll_state(connection, f"{_asked(source)} answered", schedule.PollState(last_polled_at=now))


def _asked(source: Source) -> str:
    """Under which name the polling state of a source lies, beside those of the programs."""
    return f"source {source.name}"

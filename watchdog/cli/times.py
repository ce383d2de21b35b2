"""When a release was planned, public, seen and told, and how long each stage took, as lines for a person."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from watchdog.model.passage import Passage, Sent, Stage

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from watchdog.store.vintages import VintageEntry


def lines(connection: "Connection", entries: "Sequence[VintageEntry]") -> Iterator[str]:
    """For each vintage its moments, what is not known being said, and a line for each stage and message."""
    from watchdog.store import passages

    passed, told, sent = passages.listing(connection), passages.told(connection), passages.sent(connection)
    for entry in entries:
        documents = ", ".join(version.document for version in entry.documents)
        yield f"vintage {entry.id[:12]}: {documents}"
        yield f"  scheduled   {_moment(entry.scheduled_at, 'in no calendar')}"
        yield f"  stamped     {_moment(entry.stamped_at, 'not by the agency')}"
        yield f"  available   {_moment(entry.available_at)}"
        yield f"  first seen  {_moment(entry.first_seen_at)}"
        yield f"  told        {_moment(told.get(entry.id), 'nobody')}"
        if entry.id in passed:
            yield from _took(passed[entry.id], [each for each in sent if each.vintage == entry.id])
    yield ""


def in_words(stages: Mapping[Stage, timedelta]) -> str:
    """As in 'fetch 0.002 s, parse 0.033 s'."""
    return ", ".join(f"{stage} {took.total_seconds():.3f} s" for stage, took in stages.items())


def _took(passage: Passage, sent: Sequence[Sent]) -> Iterator[str]:
    yield f"  took        {in_words(passage.stages())}"
    for each in sent:
        yield f"  by {each.channel}: {in_words(passage.stages_of(each))}"


def _moment(moment: datetime | None, otherwise: str = "") -> str:
    return otherwise if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"

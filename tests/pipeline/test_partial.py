"""Which documents wait for the rest of their release."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from watchdog.model.document import Reading
from watchdog.model.period import Period
from watchdog.pipeline.partial import GRACE, Arrivals, Partial, partial_releases

SEEN = datetime(2026, 1, 29, 13, 30, 5, tzinfo=UTC)
OCTOBER, NOVEMBER = Period.parse("2025-10"), Period.parse("2025-11")
HELD = {("census", "exh1"): OCTOBER, ("census", "exh2"): OCTOBER, ("fred", "fred"): OCTOBER}


def reading(document: str, period: Period, source: str = "census") -> Reading:
    return Reading(source=source, document=document, sha256=document, reference=period, cells=())


def judged(
    *readings: Reading, held: Mapping[tuple[str, str], Period] = HELD, after: timedelta = timedelta(0)
) -> list[Partial]:
    numbered = dict(enumerate(readings, start=1))
    arrivals = Arrivals(readings=numbered, fetched_at=dict.fromkeys(numbered, SEEN), held=held)
    return list(partial_releases(arrivals, SEEN + after))


@pytest.mark.parametrize(
    "readings",
    [
        (reading("exh1", NOVEMBER), reading("exh2", NOVEMBER)),
        (reading("exh1", OCTOBER),),
        (reading("fred", NOVEMBER, "fred"),),
        (reading("ftd", NOVEMBER, "census-bulk"),),
        (),
    ],
    ids=["all of it", "a correction", "a source of one document", "a source that is new to us", "nothing"],
)
def test_what_is_whole_waits_for_nothing(readings: tuple[Reading, ...]) -> None:
    assert [] == judged(*readings)


@pytest.mark.parametrize("others", [(), (reading("exh2", OCTOBER),)], ids=["unchanged", "changed, of the month before"])
def test_what_is_ahead_of_the_rest_of_its_source_waits(others: tuple[Reading, ...]) -> None:
    (partial,) = judged(reading("exh1", NOVEMBER), *others, reading("exh12", NOVEMBER))

    assert partial.note == (
        "partial: November 2025 in exh1, exh12, still October 2025 in exh2: kept, waiting until 13:35:05Z"
    )
    assert (1, len(others) + 2) == partial.waiting


def test_after_the_grace_what_is_there_is_judged_and_said_to_be_partial() -> None:
    (partial,) = judged(reading("exh1", NOVEMBER), after=GRACE)

    assert () == partial.waiting
    assert partial.note.endswith("still October 2025 in exh2: what is here is judged without the rest")


def test_the_rest_of_a_release_that_was_judged_waits_for_nothing() -> None:
    assert [] == judged(reading("exh2", NOVEMBER), held=HELD | {("census", "exh1"): NOVEMBER})


def test_a_document_that_did_not_move_last_time_is_not_waited_for() -> None:
    assert [] == judged(
        reading("exh1", NOVEMBER), held={("census", "exh1"): OCTOBER, ("census", "exh9"): OCTOBER.shift(-1)}
    )

"""Whether to speak of one finding, and whether of its release at all."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.notify.found import CRITICAL, FAIL, INFO, NOW, PASS, UNDECIDED, found, said
from watchdog.model.finding import Finding, Reason
from watchdog.notify.decide import (
    LastTold,
    Sight,
    is_history,
    reason_to_tell,
)


def in_dollars(observed: str) -> Finding:
    return found(observed=observed, unit="USD")


@dataclass(frozen=True)
class Case:
    """One finding, what was last said of it, and the reason to speak, with why that is right."""

    why: str
    now: Finding
    last: LastTold | None
    reason: Reason | None


CASES = (
    Case("what was never told is new", found(), None, Reason.NEW),
    Case("a broken identity is new", found(FAIL, CRITICAL, kind="identity"), None, Reason.NEW),
    Case("what holds is no news", found(PASS), None, None),
    Case("what could not be told is no news", found(UNDECIDED), None, None),
    Case("the same again is told once", found(), said(found()), None),
    Case("a tenth of a billion is the least that people see", found(observed="-27718"), said(found()), None),
    Case("a tenth of a billion more is another figure", found(observed="-27719"), said(found()), Reason.REVISED),
    Case("revised the other way is revised as well", found(observed="-27519"), said(found()), Reason.REVISED),
    Case("in dollars as in millions", in_dollars("5e8"), said(in_dollars("6e8")), Reason.REVISED),
    Case("what shows in no billion", in_dollars("5e8"), said(in_dollars("50001e4")), None),
    Case("so is a tenth per cent", found(observed="4", unit="percent"), said(found(observed="4.1")), Reason.REVISED),
    Case("less than that is not", found(observed="4.19", unit="percent"), said(found(observed="4.1")), None),
    Case("more severe is worse", found(severity=CRITICAL), said(found()), Reason.WORSE),
    Case("a doubt that became a failure is worse", found(FAIL), said(found()), Reason.WORSE),
    Case("worse outweighs revised", found(severity=CRITICAL, observed="0"), said(found()), Reason.WORSE),
    Case("less severe is no news while it stands", found(), said(found(severity=CRITICAL)), None),
    Case("what was open and holds now is resolved", found(PASS), said(found()), Reason.RESOLVED),
    Case("worse or revised, it was still open", found(PASS), said(found(), Reason.WORSE), Reason.RESOLVED),
    Case("resolved is told once", found(PASS), said(found(), Reason.RESOLVED), None),
    Case("what comes back after it was resolved is new", found(), said(found(), Reason.RESOLVED), Reason.NEW),
    Case("'could not tell' resolves nothing", found(UNDECIDED), said(found()), None),
    Case("'could not tell' reopens nothing", found(UNDECIDED), said(found(), Reason.RESOLVED), None),
    Case(
        "what was told is taken back",
        found(FAIL, CRITICAL, kind="retraction"), said(found(kind="extreme")), Reason.RETRACTED,
    ),
    Case("what was never told is not taken back", found(FAIL, CRITICAL, kind="retraction"), None, None),
    Case("a claim that still holds is no item", found(PASS, INFO, kind="claim"), said(found(kind="extreme")), None),
    Case("a claim that cannot be tested is none either", found(UNDECIDED, kind="claim"), said(found()), None),
    Case("what was taken back is not resolved too", found(PASS), said(found(), Reason.RETRACTED), None),
    Case("an extreme that is one again is new", found(kind="extreme"), said(found(), Reason.RETRACTED), Reason.NEW),
    Case(
        "a month revised again by the next release is an event of its own",
        found(kind="revision", period="2025-09"),
        said(found(kind="revision", period="2025-09", release="2025-10")), Reason.NEW,
    ),
    Case(
        "the same revision in the same release is not",
        found(kind="revision", period="2025-09"), said(found(kind="revision", period="2025-09")), None,
    ),
    Case("a correction of a document is told as one", found(FAIL, CRITICAL, kind="erratum"), None, Reason.CORRECTED),
    Case(
        "the same correction is told once",
        found(FAIL, CRITICAL, kind="erratum"), said(found(kind="erratum"), Reason.CORRECTED), None,
    ),
    Case(
        "the next correction of the document is an event of its own",
        replace(found(kind="erratum"), vintage="v2"), said(found(kind="erratum"), Reason.CORRECTED), Reason.CORRECTED,
    ),
    Case("a print without corrections resolves none", found(PASS, kind="erratum"), said(found(kind="erratum")), None),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_whether_to_speak_and_why(case: Case) -> None:
    assert case.reason is reason_to_tell(case.now, case.last)


@pytest.mark.parametrize(
    ("age", "answer"),
    [
        (timedelta(0), "news"),
        (timedelta(hours=23, minutes=59), "news"),
        (timedelta(hours=24), "news"),
        (timedelta(hours=24, seconds=1), "history"),
        (timedelta(days=21), "history"),
        (timedelta(days=-1), "news"),
    ],
    ids=["just out", "of this morning", "a day old", "older than a day", "weeks old", "out after the watch began"],
)
def test_a_release_that_was_a_day_old_when_the_watch_began_is_history(age: timedelta, answer: str) -> None:
    assert answer == ("history" if is_history(Sight(public_at=NOW - age, watching_since=NOW)) else "news")


@pytest.mark.parametrize("public_at", [None, NOW - timedelta(days=21)], ids=["without a date", "three weeks old"])
@pytest.mark.parametrize(
    ("came", "answer"),
    [({}, "history"), ({"has_appeared": True}, "news"), ({"is_reprint": True}, "news")],
    ids=["found by the first poll", "an earlier month was shown until now", "the same month, other content"],
)
def test_what_comes_or_changes_before_the_watchs_eyes_is_news_whatever_its_age(
    public_at: datetime | None, came: dict[str, bool], answer: str
) -> None:
    sight = Sight(public_at=public_at, watching_since=NOW, **came)

    assert answer == ("history" if is_history(sight) else "news")


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        ({}, {}, None),
        ({}, {"observed": "-30000"}, Reason.REVISED),
        ({}, {"observed": "-27620"}, None),
        ({}, {"severity": CRITICAL}, Reason.WORSE),
        ({}, {"verdict": FAIL}, Reason.WORSE),
        ({}, {"verdict": PASS}, Reason.RESOLVED),
        ({}, {"verdict": UNDECIDED}, None),
        ({"verdict": PASS}, {}, Reason.NEW),
        ({"verdict": UNDECIDED}, {}, Reason.NEW),
        ({"verdict": PASS}, {"verdict": PASS}, None),
        ({"kind": "extreme"}, {"kind": "retraction"}, Reason.RETRACTED),
        ({"kind": "retraction"}, {"kind": "retraction"}, None),
        ({"verdict": PASS, "kind": "extreme"}, {"kind": "retraction"}, None),
    ],
    ids=str,
)
def test_of_a_release_that_nobody_was_told_of_only_what_differs_from_what_was_found_is_told(
    before: dict[str, Any], now: dict[str, Any], reason: Reason | None
) -> None:
    assert reason is reason_to_tell(found(**now), None, found(**before))

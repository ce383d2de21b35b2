"""The wired service over the life of a release: what it makes of late, corrected and old figures, and whom it tells."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acquire.servers import page
from tests.acquire.workbooks import with_entries
from tests.pipeline.agency import RELEASES, body_of
from tests.pipeline.desk import NOVEMBER, Desk, desk, told, troubles, vintages_of
from watchdog.model.alert import AlertType
from watchdog.model.finding import Reason, Severity
from watchdog.model.period import Period
from watchdog.samples.releases import SampleRelease
from watchdog.samples.tables import Exhibit, Observations
from watchdog.store import knowledge, schedule, vintages

OCTOBER = RELEASES["2025-10"]
MONTH = Period.parse("2025-11")
HOUR = timedelta(hours=1)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk that has nothing yet."""
    with desk(tmp_path, documents=("exh1", "fred")) as made:
        yield made


def kinds(at: Desk, release: SampleRelease = NOVEMBER) -> list[AlertType]:
    return [alert.type for alert in at.alerts(release)]


def corrected(by: int) -> dict[str, Exhibit | Observations]:
    """November once more, with another deficit: the same in the exhibit, its export column, and at FRED."""
    exhibit, observations = NOVEMBER.documents["exh1"], NOVEMBER.documents["fred"]
    assert isinstance(exhibit, Exhibit)
    assert isinstance(observations, Observations)
    last = max(at for at, row in enumerate(exhibit.rows) if row.label == "November")
    figures = list(exhibit.rows[last].figures)
    for place in (0, 1, 3, 4):  # balance and exports: total and goods
        figures[place] = (figures[place] or 0) + by
    row = replace(exhibit.rows[last], figures=tuple(figures))
    rows = (*exhibit.rows[:last], row, *exhibit.rows[last + 1 :])
    observed = {**observations.figures, MONTH: observations.figures[MONTH] + by}
    return {"exh1": replace(exhibit, rows=rows), "fred": replace(observations, figures=observed)}


def test_a_first_import_of_a_release_of_this_very_day_is_told(at: Desk) -> None:
    at.agencies.publish(NOVEMBER)
    done = at.poll(after=timedelta(hours=23))

    assert [False] == [each.history for each in done.processed]
    assert {"hook": 1, "mail": 1} == told(at)


def test_a_first_import_of_an_older_release_is_history_and_told_to_nobody(at: Desk) -> None:
    at.agencies.publish(NOVEMBER)
    done = at.poll(after=timedelta(hours=25))

    assert [True] == [each.history for each in done.processed]
    assert () == at.alerts()
    assert {"hook": 0, "mail": 0} == told(at)

    at.release(RELEASES["2025-12"])

    assert {"hook": 1, "mail": 1} == told(at), "from then on every release is"


def test_a_correction_of_a_release_that_is_history_is_told_with_what_it_changes_and_nothing_else(at: Desk) -> None:
    at.agencies.publish(NOVEMBER)
    first = at.poll(after=timedelta(days=30))
    at.agencies.serve(corrected(1000))
    second = at.poll(after=HOUR)
    (update,) = at.alerts()

    assert [True, False] == [each.history for done in (first, second) for each in done.processed]
    assert {"hook": 1, "mail": 1} == told(at)
    assert AlertType.UPDATED is update.type
    assert {"exh1", "fred"} == {item.finding.subject for item in update.items if item.reason is Reason.CORRECTED}
    before = {finding.key: finding for done in first.processed for finding in done.judgement.findings}
    again = [item for item in update.items if item.reason is not Reason.CORRECTED]
    assert all(item.finding.observed != before[item.finding.key].observed for item in again)


def test_a_correction_of_history_too_small_to_print_is_told_as_a_correction_only(at: Desk) -> None:
    at.agencies.publish(NOVEMBER)
    at.poll(after=timedelta(days=30))
    at.agencies.serve(corrected(3))
    at.poll(after=HOUR)
    again = at.poll(after=HOUR)
    (update,) = at.alerts()

    assert {"erratum"} == {item.finding.kind for item in update.items}
    assert () == again.processed


def test_a_release_that_appears_after_its_moment_is_news_and_known_from_when_it_was_seen(at: Desk) -> None:
    at.agencies.publish(OCTOBER)
    at.clock.moment = NOVEMBER.published_at + timedelta(days=5)
    at.poll()
    at.agencies.publish(NOVEMBER)
    (taken,) = at.poll(after=timedelta(days=3)).processed

    assert (False, [AlertType.DIGEST]) == (taken.history, kinds(at))
    assert at.clock.moment == taken.vintage.available_at == taken.vintage.first_seen_at
    with at.watch.store.reading() as connection:
        status = schedule.statuses(connection, "ft900")[MONTH]
        known = knowledge.known(connection, at.clock.moment - timedelta(seconds=1), {})
    assert "seen 8 days after its moment" == status.why
    assert OCTOBER.period == max(key.period for key in known.cells if key.period.is_month)


def test_the_same_again_is_told_to_nobody_also_after_a_restart(at: Desk) -> None:
    at.release(NOVEMBER)
    for _ in range(2):
        at.restart()
        again = at.poll(after=HOUR)

        assert ([], []) == (vintages_of(again), troubles(again))
    assert {"hook": 1, "mail": 1} == told(at)


def test_a_document_that_comes_an_hour_late_gives_no_second_digest(at: Desk) -> None:
    at.release(OCTOBER)
    at.release(NOVEMBER, without=("fred",))
    at.agencies.publish(NOVEMBER)
    late = at.poll(after=HOUR)

    assert [("2025-11", ("fred",))] == vintages_of(late)
    assert [AlertType.DIGEST] == kinds(at), "it says nothing that was not said"
    assert {"hook": 2, "mail": 2} == told(at)


def test_a_late_document_that_contradicts_the_others_gives_an_update_in_the_thread(at: Desk) -> None:
    at.release(OCTOBER)
    at.release(NOVEMBER, without=("fred",))
    at.agencies.serve({"fred": corrected(500)["fred"]})
    at.poll(after=HOUR)
    digest, update = at.alerts(NOVEMBER)
    (item,) = [item for item in update.items if item.finding.kind == "identity"]

    assert [AlertType.DIGEST, AlertType.UPDATED] == kinds(at)
    assert Reason.NEW is item.reason
    assert 500 == abs(item.finding.difference or 0)
    assert digest.id == update.replies_to


def test_an_erratum_is_a_new_vintage_and_an_update_that_answers_the_digest(at: Desk) -> None:
    at.release(OCTOBER)
    at.release(NOVEMBER)
    at.agencies.serve(corrected(1000))
    erratum = at.poll(after=3 * HOUR)
    digest, update = at.alerts(NOVEMBER)
    (item,) = [item for item in update.items if item.finding.kind == "swing"]
    corrections = [item for item in update.items if item.finding.kind == "erratum"]
    *_, first, second = at.mails
    with at.watch.store.reading() as connection:
        kept = [entry for entry in vintages.listing(connection, "ft900") if entry.release.period == MONTH]

    assert [("2025-11", ("exh1", "fred"))] == vintages_of(erratum)
    assert [NOVEMBER.published_at, at.clock.now()] == [entry.available_at for entry in kept]
    assert (AlertType.UPDATED, digest.id) == (update.type, update.replies_to)
    assert [("exh1", Reason.CORRECTED), ("fred", Reason.CORRECTED)] == [
        (correction.finding.subject, correction.reason) for correction in corrections
    ]
    assert "balance.total 2025-11 -56,825 → -55,825 (fredgraph.csv line " in corrections[1].finding.message
    assert item.corrects is not None
    assert (Reason.REVISED, digest.id) == (item.reason, item.corrects[0])
    assert "moved by -$27.6 billion" in item.corrects[1]
    assert "moved by -$26.6 billion" in item.finding.message
    assert ("watchdog.alert.updated", first["Message-ID"]) == (second["X-Watchdog-Type"], second["In-Reply-To"])


def test_a_correction_too_small_to_print_is_told_as_a_correction_only(at: Desk) -> None:
    at.release(OCTOBER)
    at.release(NOVEMBER)
    at.agencies.serve(corrected(3))
    erratum = at.poll(after=3 * HOUR)
    *_, update = at.alerts(NOVEMBER)

    assert [("2025-11", ("exh1", "fred"))] == vintages_of(erratum)
    assert [AlertType.DIGEST, AlertType.UPDATED] == kinds(at)
    assert {"erratum"} == {item.finding.kind for item in update.items}
    assert {Severity.CRITICAL} == {item.finding.severity for item in update.items}


def test_a_workbook_that_was_only_packed_again_is_no_vintage_and_told_to_nobody(at: Desk) -> None:
    at.release(NOVEMBER)
    packed = with_entries(body_of("exh1", NOVEMBER.documents["exh1"]), {"docProps/custom.xml": b"<p/>"})
    at.agencies.answer("exh1", page(packed))
    again = at.poll(after=HOUR)

    assert (("census/exh1",), []) == (again.fetched.new, vintages_of(again))
    assert ["exh1: the same content as in an earlier vintage of ft900/2025-11; kept, not judged again"] == troubles(
        again
    )
    assert [AlertType.DIGEST] == kinds(at)


def test_documents_of_one_release_that_flap_one_by_one_are_told_once(at: Desk) -> None:
    at.release(NOVEMBER)
    at.agencies.serve({"fred": corrected(1000)["fred"]})
    at.poll(after=HOUR)
    for serve in (NOVEMBER.documents, corrected(1000)):
        at.agencies.serve({"fred": serve["fred"]})
        assert [] == vintages_of(at.poll(after=HOUR))
    assert [AlertType.DIGEST, AlertType.UPDATED] == kinds(at)


def test_content_that_was_there_before_is_no_news(at: Desk) -> None:
    at.release(OCTOBER)
    at.release(NOVEMBER)
    at.agencies.serve(corrected(1000))
    at.poll(after=HOUR)
    at.agencies.publish(NOVEMBER)
    mirror = at.poll(after=HOUR)

    assert [
        "exh1, fred: the same content as in an earlier vintage of ft900/2025-11; kept, not judged again"
    ] == troubles(mirror)
    assert [AlertType.DIGEST, AlertType.UPDATED] == kinds(at)


def test_a_retraction_answers_the_message_that_it_takes_back(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("fred", "ftd")) as at:
        at.agencies.answer("ftd", page(b"", status="404 Not Found"))
        at.release(OCTOBER)
        at.release(RELEASES["2026-07"])
        (digest,) = at.alerts(OCTOBER)
        (retraction,) = [alert for alert in at.alerts() if alert.type is AlertType.RETRACTED]
        (item,) = retraction.items
        mails = {mail["X-Watchdog-Alert"]: mail for mail in at.mails}

    assert (digest.id, digest.thread) == (retraction.replies_to, retraction.thread)
    assert item.corrects is not None
    assert digest.id == item.corrects[0]
    assert "is the smallest deficit since June 2009" in item.corrects[1]
    assert "October 2025 is no longer the smallest deficit since June 2009" in item.finding.message
    assert mails[digest.id]["Message-ID"] == mails[retraction.id]["In-Reply-To"]
    assert mails[digest.id]["References"] in mails[retraction.id]["References"]

"""Which documents make a release, which lag, and which went back."""

from tests.acquire.layouts import FRED, capture
from tests.acquire.texts import FRED_CSV, spoilt
from watchdog.acquire.grouping import group
from watchdog.acquire.parsers import fred_csv
from watchdog.model.document import Reading
from watchdog.model.period import Period

OCTOBER, NOVEMBER = Period.parse("2025-10"), Period.parse("2025-11")


def reading(document: str, period: Period) -> Reading:
    return Reading(source="census", document=document, sha256=document, reference=period, cells=())


def test_documents_of_one_month_are_one_release_in_their_order() -> None:
    grouping = group([reading("exh1", NOVEMBER), reading("exh12", NOVEMBER)])

    assert {NOVEMBER: ("exh1", "exh12")} == {p: tuple(r.document for r in rs) for p, rs in grouping.releases.items()}
    assert ((), (), ()) == (grouping.stale, grouping.waiting, grouping.setbacks)


def test_a_document_that_lags_is_kept_and_waits() -> None:
    grouping = group([reading("exh1", NOVEMBER), reading("exh12", OCTOBER)])

    assert [OCTOBER, NOVEMBER] == list(grouping.releases)
    assert ("exh12 shows October 2025 while exh1 shows November 2025: kept, waiting",) == grouping.waiting


def test_a_document_that_went_back_is_set_aside() -> None:
    grouping = group([reading("exh1", OCTOBER), reading("exh12", NOVEMBER)], {"exh1": NOVEMBER, "exh12": NOVEMBER})

    assert ["exh1"] == [stale.document for stale in grouping.stale]
    assert [NOVEMBER] == list(grouping.releases)
    assert grouping.setbacks[0].startswith("exh1 shows October 2025, earlier than November 2025 which we hold")


def test_a_document_of_the_known_month_is_current() -> None:
    assert () == group([reading("exh1", NOVEMBER)], {"exh1": NOVEMBER}).stale


def test_nothing_read_is_no_release() -> None:
    assert {} == group([]).releases


def test_real_readings_group_by_their_reference() -> None:
    body = spoilt(FRED_CSV, [("2025-11-01,-56825\n", "")])

    assert [OCTOBER] == list(group([fred_csv.read(capture(FRED, body), FRED)]).releases)


QUARTER = Period.parse("2025-Q3")


def test_a_document_of_quarters_belongs_to_the_release_that_it_came_with() -> None:
    grouping = group([reading("exh20", QUARTER), reading("exh1", NOVEMBER), reading("exh12", OCTOBER)])

    assert ["exh1", "exh20"] == [each.document for each in grouping.releases[NOVEMBER]]
    assert ("exh12 shows October 2025 while exh1, exh20 shows November 2025: kept, waiting",) == grouping.waiting


def test_a_document_of_quarters_that_comes_alone_belongs_to_the_latest_release_known() -> None:
    grouping = group([reading("exh20", QUARTER)], {"exh1": NOVEMBER, "exh20": OCTOBER})

    assert {NOVEMBER: 1} == {period: len(readings) for period, readings in grouping.releases.items()}
    assert () == grouping.stale


def test_a_document_of_quarters_without_any_release_is_put_with_its_last_month() -> None:
    assert [Period.parse("2025-09")] == list(group([reading("exh20", QUARTER)]).releases)

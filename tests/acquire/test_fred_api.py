"""FRED's and ALFRED's API, and errors that come with status 200."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.acquire.agencies import KEY, TOTALS, Misbehaviour, agencies, as_json, fred_answer
from tests.acquire.asking import BOOK, always, failure, manners, read, rewritten
from tests.acquire.layouts import NOW
from watchdog.acquire.http import HttpSource
from watchdog.errors import FetchFailed, NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import Period
from watchdog.plugins import PARSERS


def test_fred_gives_the_series_as_it_is_now() -> None:
    reading = read("fred_api", rewritten(('"-29206"', '"."')))

    assert {"2025-09": -48141, "2025-11": -56825} == {str(cell.key.period): cell.count for cell in reading.cells}
    assert ["2025-10"] == [str(blank.key.period) for blank in reading.blanks]


BAD_FRED_KEY = b'{"error_code":400,"error_message":"Bad Request.  The value for variable api_key is not registered."}'
PAGED = ('"count": 3', '"count": 407')


@pytest.mark.parametrize(
    ("misbehaviour", "words"),
    [
        (
            always((400, {}, BAD_FRED_KEY)),
            "It says: 400: Bad Request. The value for variable api_key is not registered.",
        ),
        (always((200, {}, BAD_FRED_KEY)), "an error with status 200: 400: Bad Request."),
        (rewritten(PAGED), "one page of several: 3 of 407 observations"),
        (rewritten(('"offset": 0', '"offset": 100')), "one page of several"),
        (rewritten(('"lin"', '"pch"')), "the figures are transformed"),
        (rewritten(('"output_type": 1', '"output_type": 4')), "output_type 4 is not read"),
        (rewritten(('"2025-10-01"', '"2025-10-15"')), "not the first of a month"),
        (rewritten(('"value": "-29206"', '"value": "#N/A"')), "at /observations/1: expected a figure"),
        (rewritten(('"value": "-29206"', '"value": null')), "expected a figure, found None"),
        (rewritten(('"value": "-29206"', '"value": -29206')), "expected a figure"),
        (rewritten(('"value": "-29206"', '"other": "1"')), "expected a figure, found None"),
        (rewritten(('"2025-10-01"', '"2025-09-01"')), "which one holds?"),
        (rewritten(('"observations"', '"observation"')), "expected FRED's observations"),
        (rewritten(('"units"', '"count": 3, "units"')), "the key 'count' comes twice"),
    ],
)
def test_what_fred_does_wrong_is_named(misbehaviour: Misbehaviour, words: str) -> None:
    assert words in str(failure("fred_api", misbehaviour))


def alfred(query: str, misbehaviour: Misbehaviour | None = None) -> Reading:
    """What ALFRED gives to the packaged request with more parameters."""
    base = BOOK.layout("fred_api")
    layout = Layout(
        document="alfred",
        source=base.source,
        file=f"{base.file}&{query}",
        parser=base.parser,
        columns=base.columns,
        published_units=base.published_units,
    )
    with agencies(misbehaviour) as server:
        source = HttpSource(layout.source, server.address, [layout], manners(layout))
        (outcome,) = source.fetch({}, NOW)
        source.close()
    assert isinstance(outcome, Capture), outcome
    return PARSERS[layout.parser](outcome, layout)


@pytest.mark.parametrize(
    "query", ["realtime_start=2026-01-08&realtime_end=2026-01-08", "output_type=2&vintage_dates=2026-01-08"]
)
def test_alfred_gives_the_series_as_it_was_on_a_day(query: str) -> None:
    assert list(TOTALS["BAL"]) == [cell.count for cell in alfred(query).cells]


@pytest.mark.parametrize(
    ("query", "change", "words"),
    [
        (
            "realtime_start=2026-01-08&realtime_end=2026-01-08",
            ('"realtime_start": "2026-01-08"', '"realtime_start": "2026-03-12"'),
            "realtime_start is '2026-03-12' where 2026-01-08 was asked for",
        ),
        ("output_type=2&vintage_dates=2026-01-08", ("_20260108", "_20260312"), "found BOPGSTB_20260312"),
        ("output_type=2&vintage_dates=2026-01-08", ("BOPGSTB_20260108", "BOPGTB_20260108"), "found none"),
    ],
)
def test_the_figures_of_another_day_than_the_one_asked_for_are_refused(
    query: str, change: tuple[str, str], words: str
) -> None:
    with pytest.raises(NotUnderstood, match=words.replace("(", r"\(")):
        alfred(query, rewritten(change))


def test_a_month_that_a_vintage_did_not_have_is_not_out_yet() -> None:
    rows = [{"date": "2025-10-01", "BOPGSTB_20260108": "-29350"}, {"date": "2025-11-01"}]
    reading = alfred("output_type=2&vintage_dates=2026-01-08", always(as_json(fred_answer(rows, output_type=2))))

    assert (Period.parse("2025-10"), ()) == (reading.reference, reading.blanks)


BEA_ERROR = {
    "BEAAPI": {
        "Request": {"RequestParam": [{"ParameterName": "USERID", "ParameterValue": KEY}]},
        "Results": {
            "Error": {"APIErrorCode": "1", "APIErrorDescription": f"Invalid Request - Invalid API UserId {KEY}."}
        },
    }
}
QUOTA = {
    "status": "REQUEST_NOT_PROCESSED",
    "message": ["Request could not be serviced, as the daily threshold is met."],
}


@pytest.mark.parametrize(
    ("content", "words", "wait"),
    [
        (BEA_ERROR, "Invalid Request - Invalid API UserId ***.", None),
        (QUOTA, "REQUEST_NOT_PROCESSED: Request could not be serviced", timedelta(hours=1)),
        ({"error": {"code": 429, "message": "Rate limit exceeded"}}, "Rate limit exceeded", timedelta(hours=1)),
        ({"error": True, "message": "No such table"}, "No such table", None),
        ({"errors": [{"detail": "bad\u202e\x1b[31m filter"}]}, "bad  [31m filter", None),
        ({"BEAAPI": {"Error": {"other": 1}}}, "it does not say what", None),
    ],
)
def test_an_error_with_status_200_is_a_failure_and_a_quota_is_left_alone(
    content: object, words: str, wait: timedelta | None
) -> None:
    error = failure("fred_api", always(as_json(content)))

    assert f"the server reports an error with status 200: {words}" in str(error)
    assert isinstance(error, FetchFailed)
    assert wait == error.retry_after
    assert KEY not in str(error)


@pytest.mark.specimens
def test_the_published_error_of_bea_is_recognised(specimens: Path) -> None:
    body = (specimens / "wire" / "bea_api_http200_invalid_userid.json").read_bytes()

    assert "Invalid Request - Invalid API UserId." in str(failure("fred_api", always((200, {}, body))))

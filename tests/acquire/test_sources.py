"""Each packaged source against a server in its agency's format: what is asked for, what each misbehaviour becomes."""

from collections.abc import Sequence

import pytest

from tests.acquire.agencies import KEY, Agencies, Asked, Misbehaviour, Reply, agencies, exhibits_zip
from tests.acquire.asking import AGENT, BOOK, Outcome, always, asked_for, failure, manners, read, rewritten
from tests.acquire.layouts import NOW
from tests.acquire.texts import archive
from tests.acquire.workbooks import exhibit_1
from watchdog.acquire.bundle import BundleSource
from watchdog.acquire.client import Manners
from watchdog.acquire.http import HttpSource
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.model.period import Period
from watchdog.plugins import CALENDAR_PARSERS
from watchdog.ports import Unchanged, Validators

EITS = {
    "get": "cell_value,data_type_code,time_slot_id,error_data,category_code,seasonally_adj",
    "for": "us:*",
    "time": "from 1992",
    "category_code": "BOPGS",
    "seasonally_adj": "yes",
    "key": KEY,
}


ECON_EXPORT = {
    "format": "csv",
    "mode": "report",
    "default": "false",
    "errormode": "Dep",
    "charttype": "",
    "chartmode": "",
    "chartadjn": "",
    "submit": "GET DATA",
    "program": "FTD",
    "startYear": "1992",
    "endYear": "2030",
    "categories[]": "BOPGS",
    "dataType": "BAL",
    "geoLevel": "US",
    "adjusted": "1",
}


@pytest.mark.parametrize(
    ("document", "path", "parameters"),
    [
        ("eits", "/data/timeseries/eits/ftd", EITS),
        (
            "enduse_exports",
            "/data/timeseries/intltrade/exports/enduse",
            {
                "get": "ALL_VAL_MO,E_ENDUSE,E_ENDUSE_LDESC,COMM_LVL",
                "CTY_CODE": "-",
                "E_ENDUSE": "12260",
                "time": "from 2010-01",
                "key": KEY,
            },
        ),
        (
            "enduse_imports",
            "/data/timeseries/intltrade/imports/enduse",
            {
                "get": "GEN_VAL_MO,I_ENDUSE,I_ENDUSE_LDESC,COMM_LVL",
                "CTY_CODE": "-",
                "I_ENDUSE": "14270",
                "time": "from 2010-01",
                "key": KEY,
            },
        ),
        (
            "hs_exports",
            "/data/timeseries/intltrade/exports/hs",
            {
                "get": "ALL_VAL_MO,E_COMMODITY,E_COMMODITY_SDESC",
                "CTY_CODE": "-",
                "COMM_LVL": "HS4",
                "E_COMMODITY": "7108",
                "time": "from 2013-01",
                "key": KEY,
            },
        ),
        (
            "hs_imports",
            "/data/timeseries/intltrade/imports/hs",
            {
                "get": "GEN_VAL_MO,I_COMMODITY,I_COMMODITY_SDESC",
                "CTY_CODE": "-",
                "COMM_LVL": "HS4",
                "I_COMMODITY": "7108",
                "time": "from 2013-01",
                "key": KEY,
            },
        ),
        (
            "fred_api",
            "/fred/series/observations",
            {"series_id": "BOPGSTB", "file_type": "json", "api_key": KEY},
        ),
        ("fred", "/graph/fredgraph.csv", {"id": "BOPGSTB"}),
        ("ftd", "/econ_getzippedfile/", {"programCode": "FTD"}),
        ("econ_export", "/econ_export/", ECON_EXPORT),
        ("exh1", "/exh1.xlsx", {}),
    ],
)
def test_each_source_is_asked_at_its_address_with_its_parameters_and_headers(
    document: str, path: str, parameters: dict[str, str]
) -> None:
    outcome, server = asked_for(document, known=Validators(sha256="0" * 64, etag='"7"'))
    (asked,) = server.asked

    assert isinstance(outcome, Capture)
    assert (path, parameters) == (asked.path, asked.parameters)
    assert (AGENT, '"7"', "identity", None) == (
        asked.headers["User-Agent"],
        asked.headers["If-None-Match"],
        asked.headers["Accept-Encoding"],
        asked.headers["Authorization"],
    )
    assert KEY not in outcome.url


FRED_DATES = {
    "release_id": "51",
    "include_release_dates_with_no_data": "true",
    "sort_order": "asc",
    "file_type": "json",
    "api_key": KEY,
}


@pytest.mark.parametrize(
    ("calendar", "path", "parameters"),
    [
        ("census_list", "/calendar-listview.html", {}),
        ("bea_dates", "/release_dates.json", {}),
        ("bea_events", "/news/schedule/ics/online-calendar-subscription.ics", {}),
        ("fred_dates", "/fred/release/dates", FRED_DATES),
    ],
)
def test_each_calendar_is_asked_at_its_address_and_read(calendar: str, path: str, parameters: dict[str, str]) -> None:
    (layout,) = (each.layout for each in BOOK.calendars if each.name == calendar)
    with agencies() as server:
        source = HttpSource(layout.source, server.address, [layout], manners(layout))
        (outcome,) = source.fetch({}, NOW)
        source.close()
    (asked,) = server.asked

    assert (path, parameters, AGENT) == (asked.path, asked.parameters, asked.headers["User-Agent"])
    assert isinstance(outcome, Capture)
    assert KEY not in outcome.url
    assert CALENDAR_PARSERS[layout.parser](outcome, layout).lines


NOT_DATA = {
    "a web page": (always((200, {"Content-Type": "text/html"}, b"<html>Back soon</html>")), "web page with status 200"),
    "an empty body": (always((200, {}, b"")), "an empty body with status 200"),
    "no rows": (always((204, {}, b"")), "nothing to send (204)"),
    "moved": (always((404, {}, b"")), "is not there (404)"),
    "no permission": (always((403, {}, b"")), "refuses us (403)"),
    "too often": (always((429, {"Retry-After": "90"}, b"")), "wants us to wait 90 s"),
    "in trouble": (always((503, {}, b"")), "has trouble of its own (503)"),
    "elsewhere": (always((302, {"Location": "https://example.org/"}, b"")), "another host or without TLS"),
    "not modified": (always((304, {}, b"")), "'not modified' (304) of a document that we do not hold"),
    "an error": (
        always((200, {}, b'{"error_code": 400, "error_message": "Bad."}')),
        "error with status 200: 400: Bad.",
    ),
}
EVERY = ("eits", "enduse_exports", "hs_imports", "fred_api", "fred", "ftd", "econ_export")


@pytest.mark.parametrize("document", EVERY)
@pytest.mark.parametrize(("misbehaviour", "words"), NOT_DATA.values(), ids=NOT_DATA)
def test_what_is_no_data_is_named_whatever_the_source(document: str, misbehaviour: Misbehaviour, words: str) -> None:
    assert words in str(failure(document, misbehaviour))


def test_the_page_of_bea_is_asked_for_the_workbook_whose_name_changes() -> None:
    reading, (outcome, server) = read("bea_series"), asked_for("bea_series")

    assert [
        "/data/intl-trade-investment/international-trade-goods-and-services",
        "/sites/default/files/2026-01/trad-time-series-1125.xlsx",
    ] == [asked.path for asked in server.asked]
    assert isinstance(outcome, Capture)
    assert outcome.url.endswith("/trad-time-series-1125.xlsx")
    assert (Period.parse("2025-11"), 27) == (reading.reference, len(reading.cells))
    assert -1650 in [cell.count for cell in reading.cells if str(cell.key.period) == "2025-11"]


def _on_page(old: str, new: str) -> Misbehaviour:
    def change(asked: Asked, reply: Reply) -> Reply:
        return rewritten((old, new))(asked, reply) if reply[1].get("Content-Type") == "text/html" else reply

    return change


@pytest.mark.parametrize(
    ("misbehaviour", "words"),
    [
        (_on_page("trad-time-series-1125.xlsx", "trade_2025.xlsx"), "has no link to such a document"),
        (
            _on_page("</body>", '<a href="/old/trad-time-series-1025.xlsx">October</a></body>'),
            "links to 2 such documents",
        ),
        (_on_page('href="/sites', 'href="https://example.org/sites'), "leads to another host"),
        (_on_page("/sites/default", "/gone/default"), "is not there (404)"),
        (_on_page("/sites/default", "http://[/sites"), "has no link to such a document"),
        (always((200, {"Content-Type": "text/html"}, b"<html>Maintenance</html>")), "has no link to such a document"),
    ],
)
def test_a_page_without_the_one_link_is_a_failure_that_says_so(misbehaviour: Misbehaviour, words: str) -> None:
    assert words in str(failure("bea_series", misbehaviour))


def held_zip(*documents: str) -> tuple[list[Layout], dict[str, Validators]]:
    layouts = [BOOK.layout(document) for document in documents]
    return layouts, {document: Validators(sha256="0" * 64, etag='"7"') for document in documents}


def from_archive(
    path: str,
    layouts: Sequence[Layout],
    misbehaviour: Misbehaviour | None = None,
    *,
    known: dict[str, Validators] | None = None,
) -> tuple[list[Outcome], Agencies]:
    with agencies(misbehaviour) as server:
        source = BundleSource(
            "census", f"{server.address}/{path}", layouts, manners(layouts[0]), lambda _: Period.parse("2025-11")
        )
        outcomes = list(source.fetch(known or {}, NOW))
        source.close()
    return outcomes, server


@pytest.mark.parametrize(
    ("path", "asked"),
    [("ft900xlsx.zip", "/ft900xlsx.zip"), ("ft900/ft900xlsx_{YYMM}.zip", "/ft900/ft900xlsx_2511.zip")],
)
def test_one_request_for_the_archive_brings_all_its_documents(path: str, asked: str) -> None:
    layouts, known = held_zip("exh1", "exh2")
    outcomes, server = from_archive(path, layouts, known=known)

    assert [asked] == [each.path for each in server.asked]
    assert ['"7"'] == [each.headers["If-None-Match"] for each in server.asked]
    assert [f"{server.address}{asked}/exh1.xlsx", f"{server.address}{asked}/exh2.xlsx"] == [
        outcome.url for outcome in outcomes if isinstance(outcome, Capture)
    ]


def test_an_archive_that_is_not_modified_changes_none_of_its_documents() -> None:
    layouts, known = held_zip("exh1", "exh2")
    outcomes, _ = from_archive("ft900xlsx.zip", layouts, always((304, {}, b"")), known=known)

    assert [Unchanged(document="exh1"), Unchanged(document="exh2")] == outcomes


def test_documents_that_came_differently_are_asked_for_in_full() -> None:
    layouts, known = held_zip("exh1", "exh2")
    known["exh2"] = Validators(sha256="0" * 64, etag='"8"')
    _, server = from_archive("ft900xlsx.zip", layouts, known=known)

    assert [None] == [each.headers["If-None-Match"] for each in server.asked]


def test_a_member_that_is_missing_is_named_partial_and_stops_no_other() -> None:
    layouts, _ = held_zip("exh1", "exh2")
    outcomes, _ = from_archive("ft900xlsx.zip", layouts, always((200, {}, archive({"exh1.xlsx": exhibit_1()}))))

    assert isinstance(outcomes[0], Capture)
    assert "census/exh2: partial: the archive holds 1 file, this one not among them" in str(outcomes[1])


def _spoilt_checksum() -> bytes:
    """One member's bytes changed, though nobody asked for it."""
    body = bytearray(exhibits_zip())
    place = body.index(b"readme.txt") + len(b"readme.txt")
    body[place] ^= 0xFF
    return bytes(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (_spoilt_checksum(), "census: partial: the archive is not whole yet"),
        (exhibits_zip()[:-100], "cut short or damaged"),
        (b"PK\x03\x04", "cut short or damaged"),
        (b"<html>Not yet</html>", "a web page with status 200"),
    ],
)
def test_an_archive_that_is_not_whole_brings_nothing(body: bytes, words: str) -> None:
    layouts, _ = held_zip("exh1", "exh2")
    (error,), _ = from_archive("ft900xlsx.zip", layouts, always((200, {}, body)))

    assert words in str(error)


def test_an_archive_named_by_a_month_waits_for_the_first_release_that_is_due() -> None:
    source = BundleSource("census", "http://127.0.0.1:1/{YYMM}.zip", [], Manners(user_agent="x"), lambda _: None)
    (error,) = source.fetch({}, NOW)
    source.close()

    assert "no release of the calendar is due yet" in str(error)

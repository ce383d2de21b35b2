"""The stand-in over real HTTP on this machine: addresses, validators, switching of releases."""

import http.client
import io
import zipfile
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.samples.reading import sheet_of
from watchdog.samples.releases import embedded_releases
from watchdog.samples.server import Request, StandIn

RELEASES = {str(release.period): release for release in embedded_releases()}
FRED = ("fred", "graph/fredgraph.csv?id=BOPGSTB")
BULK = ("census-bulk", "econ_getzippedfile/?programCode=FTD")
EXPORT = (
    "econ_export/?format=csv&mode=report&default=false&errormode=Dep&charttype=&chartmode=&chartadjn="
    "&submit=GET+DATA&program=FTD&startYear=2024&endYear=2026&categories[]=BOPGS&dataType=BAL&geoLevel=US&adjusted=1"
)


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: Message
    body: bytes


def get(agencies: StandIn, source: str, file: str, headers: Mapping[str, str] | None = None) -> Reply:
    """One request for a file below a source's base address."""
    url = urlsplit(agencies.bases[source] + file)
    assert url.hostname is not None
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=5)
    try:
        connection.request("GET", f"{url.path}?{url.query}" if url.query else url.path, headers=dict(headers or {}))
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read())
    finally:
        connection.close()


@pytest.fixture
def agencies() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def test_nothing_is_there_before_the_first_release(agencies: StandIn) -> None:
    assert get(agencies, "census", "exh1.xlsx").status == 404
    assert (Request("/census/exh1.xlsx", 404),) == agencies.requests


def test_a_release_answers_at_the_agencies_addresses(agencies: StandIn) -> None:
    agencies.publish(RELEASES["2025-11"])

    assert sheet_of(get(agencies, "census", "exh1.xlsx").body).name == "1"
    assert sheet_of(get(agencies, "census", "exh12.xlsx").body).name == "12"
    assert get(agencies, *FRED).body.startswith(b"observation_date,BOPGSTB\n")
    assert b"exports.nonmonetary_gold,2025-11,change,-4.2" in get(agencies, "press", "figures.csv").body


def test_a_document_that_the_release_does_not_have_is_not_found(agencies: StandIn) -> None:
    agencies.publish(RELEASES["2025-09"])

    assert get(agencies, "census", "exh12.xlsx").status == 404
    assert get(agencies, "census", "exh5.xlsx").status == 404
    assert get(agencies, "fred", "graph/fredgraph.csv?id=BOPGTB").status == 404
    assert get(agencies, *BULK).status == 404


def test_what_is_held_already_is_not_sent_again(agencies: StandIn) -> None:
    agencies.publish(RELEASES["2025-11"])
    first = get(agencies, "census", "exh1.xlsx")
    by_tag = get(agencies, "census", "exh1.xlsx", {"If-None-Match": first.headers["ETag"]})
    by_date = get(agencies, "census", "exh1.xlsx", {"If-Modified-Since": first.headers["Last-Modified"]})

    assert first.headers["Last-Modified"] == "Thu, 29 Jan 2026 13:30:00 GMT"
    assert (304, b"") == (by_tag.status, by_tag.body)
    assert (304, b"") == (by_date.status, by_date.body)


def test_a_tag_decides_before_a_date(agencies: StandIn) -> None:
    agencies.publish(RELEASES["2025-11"])
    first = get(agencies, "census", "exh1.xlsx")
    held = {"If-None-Match": '"another"', "If-Modified-Since": first.headers["Last-Modified"]}

    assert get(agencies, "census", "exh1.xlsx", held).status == 200


def test_publishing_switches_every_document_of_the_release(agencies: StandIn) -> None:
    files = (("census", "exh1.xlsx"), ("census", "exh12.xlsx"), FRED)
    agencies.publish(RELEASES["2025-11"])
    before = [get(agencies, *file).headers["ETag"] for file in files]
    agencies.publish(RELEASES["2025-12"])
    after = [get(agencies, *file, {"If-None-Match": tag}) for file, tag in zip(files, before, strict=True)]

    assert [200, 200, 200] == [reply.status for reply in after]
    assert ["Thu, 19 Feb 2026 13:30:00 GMT"] * 3 == [reply.headers["Last-Modified"] for reply in after]


def test_what_a_release_does_not_bring_stays_as_it_was(agencies: StandIn) -> None:
    agencies.publish(RELEASES["2026-01"])
    fred = get(agencies, *FRED)
    agencies.publish(RELEASES["2026-07"])

    assert get(agencies, *FRED, {"If-None-Match": fred.headers["ETag"]}).status == 304
    with zipfile.ZipFile(io.BytesIO(get(agencies, *BULK).body)) as archive:
        assert archive.testzip() is None


def test_the_export_answers_only_to_what_it_holds(agencies: StandIn) -> None:
    agencies.publish(RELEASES["2026-07"])

    assert b"\nOct-2025,-37376\n" in get(agencies, "census-bulk", EXPORT).body
    assert get(agencies, "census-bulk", EXPORT.replace("BOPGS", "BOPG")).status == 404
    assert get(agencies, "census-bulk", EXPORT.replace("dataType=BAL", "dataType=PCT")).status == 404
    assert get(agencies, "census-bulk", EXPORT.replace("adjusted=1", "notAdjusted=1")).status == 404
    assert get(agencies, "census-bulk", EXPORT.replace("startYear=2024", "startYear=soon")).status == 404


def test_only_this_machine_can_reach_it(agencies: StandIn) -> None:
    assert {"127.0.0.1"} == {urlsplit(base).hostname for base in agencies.bases.values()}
    assert ["census", "census-bulk", "fred", "press"] == list(agencies.bases)

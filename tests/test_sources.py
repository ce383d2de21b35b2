"""The sources that rules and configuration make together: addresses, documents and keys, through the whole service."""

import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.acquire.agencies import KEY, Agencies, Misbehaviour, Reply, agencies, as_json
from watchdog.app import service
from watchdog.errors import ConfigurationError, UsageError
from watchdog.service import Service
from watchdog.settings import load
from watchdog.store.told_tables import metadata

NOW = datetime(2026, 1, 29, 13, 31, tzinfo=UTC)
ENVIRONMENT = {"CENSUS_API_KEY": KEY, "FRED_API_KEY": KEY}
KEYED = "eits, enduse_exports, enduse_imports, hs_exports, hs_imports, fred_api"
KEYS = 'keys: {census-api: "${env.CENSUS_API_KEY}", fred-api: "${env.FRED_API_KEY}"}'


class StillClock:
    """Always the same moment."""

    def now(self) -> datetime:
        """That moment."""
        return NOW


@contextmanager
def running(folder: Path, source: str, environment: dict[str, str] = ENVIRONMENT) -> Iterator[Service]:
    config = folder / "config.yaml"
    config.write_text(
        f'store: {{url: "sqlite:///watchdog.db"}}\nsources: {{ft900: {{pack: rules/us_trade, {source}}}}}\n'
    )
    with service(load(config, environment), clock=StillClock()) as started:
        yield started


def asking(server: Agencies, documents: str) -> str:
    return (
        f"{KEYS}, documents: [{documents}], addresses: {{census-api: '{server.address}', fred-api: '{server.address}'}}"
    )


def test_a_key_from_the_environment_reaches_its_agency_and_the_figures_the_store(tmp_path: Path) -> None:
    with agencies() as server, running(tmp_path, asking(server, "eits, fred_api")) as watch:
        (done,) = (watch.poll(program) for program in watch.programs)

    assert ("census-api/eits", "fred-api/fred_api") == done.fetched.new
    assert [KEY, KEY] == [asked.parameters.get("key") or asked.parameters.get("api_key") for asked in server.asked]
    assert ["ft900/2025-11"] == [str(made.vintage.release) for made in done.processed]


def _echo() -> Reply:
    return as_json({"BEAAPI": {"Request": {"UserID": KEY}, "Results": {"Error": {"APIErrorDescription": KEY}}}})


@pytest.mark.parametrize(
    "misbehaviour",
    [
        None,
        lambda _asked, _reply: _echo(),
        lambda _asked, reply: (reply[0], {**reply[1], "ETag": f'"{KEY}"'}, reply[2] + b"\n" + KEY.encode()),
        lambda _asked, _reply: (302, {"Location": f"https://example.org/?api_key={KEY}"}, b""),
        lambda _asked, _reply: (429, {"Retry-After": KEY}, KEY.encode()),
    ],
    ids=["well-behaved", "echoed in an error", "echoed in data", "redirected with it", "echoed in a header"],
)
def test_a_key_is_in_no_log_no_message_and_no_byte_of_the_store(
    tmp_path: Path,
    misbehaviour: Misbehaviour | None,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        agencies(misbehaviour) as server,
        running(tmp_path, f"calendars: [fred_dates], {asking(server, KEYED)}") as watch,
    ):
        done = [(watch.read_calendars(program), watch.poll(program)) for program in watch.programs]
        looked = [line for program in watch.programs for line in watch.look(program)]
        told = f"{done} {looked} {watch.settings} {watch.programs} {caplog.text} {capfd.readouterr()}"
        kept = list(_columns(watch))

    assert {"/data", "/fred"} == {asked.path[:5] for asked in server.asked if KEY in asked.parameters.values()}
    assert KEY not in told
    assert kept
    assert [] == [where for where, content in kept if KEY.encode() in content]


def _columns(watch: Service) -> Iterator[tuple[str, bytes]]:
    """Every text and every body that the store holds, unpacked."""
    with watch.store.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for column, content in row.items():
                    where, packed = f"{table.name}.{column}", content if isinstance(content, bytes) else b""
                    yield where, str(content).encode() + packed
                    with suppress(zlib.error):
                        yield where, zlib.decompress(packed)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("documents: [eits]", r"eits of census-api cannot be had without a key: add keys: \{census-api"),
        (f"{KEYS}, documents: [exh99]", "documents: no document exh99; there are"),
        (
            "keys: {fred: '${env.FRED_API_KEY}'}",
            "keys: no source that takes a key fred; there are census-api, fred-api",
        ),
        ("addresses: {fredd: 'https://example.org/'}", "addresses: no source fredd; there are"),
    ],
)
def test_what_cannot_work_is_said_at_the_start(tmp_path: Path, source: str, words: str) -> None:
    with pytest.raises(UsageError, match=words), running(tmp_path, source):
        pass


def test_a_key_that_is_none_is_a_mistake_at_its_place_and_not_repeated(tmp_path: Path) -> None:
    with (
        pytest.raises(ConfigurationError, match="they have at least 8 characters") as mistakes,
        running(tmp_path, KEYS, {"CENSUS_API_KEY": KEY, "FRED_API_KEY": "c4nary"}),
    ):
        pass

    assert "config.yaml:2:" in str(mistakes.value)
    assert "c4nary" not in str(mistakes.value)


def test_nothing_that_wants_a_key_is_asked_for_by_default(tmp_path: Path) -> None:
    with running(tmp_path, "poll: release-calendar", {}) as watch:
        names = [source.name for program in watch.programs for source in program.sources]

    assert ["census", "census-bulk", "fred"] == names


def test_an_address_that_is_an_archive_brings_all_its_documents(tmp_path: Path) -> None:
    with agencies() as server:
        archive = f"documents: [exh1, exh2], addresses: {{census: '{server.address}/ft900/ft900xlsx_{{YYMM}}.zip'}}"
        with running(tmp_path, archive) as watch:
            (done,) = (watch.poll(program) for program in watch.programs)

    assert {"/ft900/ft900xlsx_2511.zip"} == {asked.path for asked in server.asked}
    assert ("census/exh1", "census/exh2") == done.fetched.new

"""The child that reads documents: what it gives back, and what a hostile document can cost."""

import time
from pathlib import Path

import pytest

from tests.acquire import hostile_parsers
from tests.acquire.layouts import EXH1, EXHIBITS, FRED, FTD, PRESS, capture
from tests.acquire.texts import FRED_CSV, FTD_CSV, PRESS_CSV, archive, spoilt, zipped
from tests.acquire.workbooks import exhibit_1, far_cell
from watchdog.acquire.parsers import exhibit, figures, fred_csv, ftd_bulk
from watchdog.acquire.sandbox import ReadLimits, read_all
from watchdog.errors import NotUnderstood
from watchdog.model.document import Reading
from watchdog.model.layout import Layout
from watchdog.ports import Parser

PARSERS: dict[str, Parser] = {
    "exhibit": exhibit.read,
    "ftd_bulk": ftd_bulk.read,
    "fred_csv": fred_csv.read,
    "figures": figures.read,
}
GENUINE = [
    (capture(EXH1, exhibit_1()), EXH1),
    (capture(FTD, zipped("FTD-mf.csv", FTD_CSV)), FTD),
    (capture(PRESS, PRESS_CSV.encode()), PRESS),
    (capture(FRED, spoilt(FRED_CSV, [("-29206", ".")])), FRED),
]


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child finds the tests' own parsers even where the project is not installed for editing."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))


def between(hostile: bytes, layout: Layout = EXH1) -> list[object]:
    """What becomes of a hostile document and of its honest neighbours."""
    work = [GENUINE[0], (capture(layout, hostile), layout), GENUINE[3]]
    first, middle, last = read_all(work, PARSERS)

    assert [exhibit.read(*GENUINE[0]), fred_csv.read(*GENUINE[3])] == [first, last]
    return [type(middle), str(middle)]


def with_parser(parser: Parser, limits: ReadLimits | None = None) -> str:
    """The refusal that this parser earns; its neighbour must be read."""
    culprit = (capture(EXH1, exhibit_1()), EXH1)
    refusal, neighbour = read_all([culprit, GENUINE[3]], {**PARSERS, "exhibit": parser}, limits)

    assert isinstance(refusal, NotUnderstood)
    assert isinstance(neighbour, Reading)
    return str(refusal)


def test_the_child_gives_exactly_what_the_parser_gives_here() -> None:
    here = [PARSERS[layout.parser](captured, layout) for captured, layout in GENUINE]

    assert here == read_all(GENUINE, PARSERS)


def test_no_documents_need_no_child() -> None:
    assert [] == read_all([], PARSERS)


def test_a_refusal_in_the_child_keeps_its_words_and_place() -> None:
    captured = capture(FRED, spoilt(FRED_CSV, [("-29206", "n.a.")]))
    (refusal,) = read_all([(captured, FRED)], PARSERS)
    with pytest.raises(NotUnderstood) as here:
        fred_csv.read(captured, FRED)

    assert isinstance(refusal, NotUnderstood)
    assert (str(here.value), "line 3") == (str(refusal), refusal.where)


def test_a_far_cell_ends_its_own_reading_only() -> None:
    kind, message = between(far_cell())

    assert NotUnderstood is kind
    assert "resource limit" in str(message)


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (archive({"xl/workbook.xml": b"0" * 40_000_000}), "unpacks from"),
        (archive({f"{place}.xml": b"" for place in range(1001)}), "1001 entries"),
        (archive({"a.txt": b"hello"}), "cannot be read"),
        (exhibit_1()[:-300], "cut short or damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old .xls workbook"),
        (b"<!DOCTYPE html><html></html>", "an HTML or XML page"),
        (b"%PDF-1.7", "a PDF"),
        (b"  ", "an empty file"),
        (b"date,value\n", "bytes that begin"),
    ],
)
def test_what_is_no_honest_workbook_is_refused_with_its_kind(hostile: bytes, reason: str) -> None:
    kind, message = between(hostile)

    assert NotUnderstood is kind
    assert reason in str(message)


def test_a_hanging_parser_is_stopped_by_the_clock() -> None:
    started = time.monotonic()
    message = with_parser(hostile_parsers.sleepy, ReadLimits(wall_seconds=1))

    assert "resource limit, it took longer than 1 s" in message
    assert time.monotonic() - started < 4


def test_a_busy_parser_is_stopped_by_its_processor_time() -> None:
    assert "resource limit, its process was ended by SIG" in with_parser(
        hostile_parsers.wasteful, ReadLimits(cpu_seconds=1)
    )


def test_a_greedy_parser_is_stopped_by_its_memory() -> None:
    assert "resource limit, it asks for too much memory" in with_parser(hostile_parsers.greedy)


def test_a_broken_parser_is_named_and_stops_nothing() -> None:
    assert "tests.acquire.hostile_parsers:broken failed with KeyError" in with_parser(hostile_parsers.broken)


def test_a_parser_that_prints_does_not_garble_the_answers() -> None:
    (reading,) = read_all([GENUINE[3]], {**PARSERS, "fred_csv": hostile_parsers.talkative})

    assert fred_csv.read(*GENUINE[3]) == reading


def test_secrets_of_the_environment_do_not_reach_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_SMTP_PASSWORD", "canary")
    (refusal,) = read_all([GENUINE[3]], {**PARSERS, "fred_csv": hostile_parsers.environment})

    assert "names=" in str(refusal)
    assert "WATCHDOG_SMTP_PASSWORD" not in str(refusal)


@pytest.mark.specimens
def test_six_published_exhibits_are_read_in_well_under_a_second(specimens: Path) -> None:
    folder = specimens / "ft900" / "release_2021-08"
    work = [(capture(layout, (folder / layout.file).read_bytes()), layout) for layout in EXHIBITS.values()]
    started = time.monotonic()
    readings = read_all(work, PARSERS)

    assert [342, 288, 456, 456, 304, 304] == [len(r.cells) for r in readings if isinstance(r, Reading)]
    assert time.monotonic() - started < 2

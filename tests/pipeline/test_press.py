"""The release's own press text: held against the tables that it came with, told where it is wrong, never in the way."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acquire.servers import page
from tests.pipeline.agency import RELEASES
from tests.pipeline.desk import NOVEMBER, Desk, desk, documents_of, only, told, troubles, vintages_of
from watchdog.model.alert import Alert, AlertType
from watchdog.model.calendar import State
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.review import Label
from watchdog.model.route import Routing
from watchdog.notify.render import plain
from watchdog.pipeline.evidence import Cause, prove
from watchdog.pipeline.fetching import fetch_all
from watchdog.pipeline.release import in_a_child
from watchdog.samples.releases import SampleRelease
from watchdog.service import Pass
from watchdog.store import schedule
from watchdog.store.archive import pages
from watchdog.tune.backtest import backtest

TITLE = "U.S. International Trade in Goods and Services, November 2025"
NAME = "us-international-trade-goods-and-services-november-2025"
LIST, TEXT = "/news/current-releases", f"/news/2026/{NAME}"
SOON = timedelta(minutes=5)
RIGHT = (
    "The goods and services deficit was $56.8 billion in November, up $27.6 billion from $29.2 billion in October, "
    "revised. November exports were $292.1 billion."
)
WRONG = RIGHT.replace("$292.1", "$294.1")
RULES = "extends: us_trade\nrules:\n  - {name: press-text, enabled: true}\n"
OCTOBER = RELEASES["2025-10"]


def asking(folder: Path, rules: str = RULES, first: SampleRelease = NOVEMBER) -> AbstractContextManager[Desk]:
    """A desk that asks for the press text, too, just before a release."""
    (folder / "mine").mkdir()
    (folder / "mine" / "pack.yaml").write_text(rules)
    return desk(folder, documents=("exh1", "bea_text"), start=first.published_at - SOON, edit=_with_text)


def _with_text(config: str) -> str:
    """Rules of one's own, and the page of the other agency on the same server."""
    config = config.replace("pack: rules/us_trade", "pack: mine")
    return re.sub(r'addresses: \{census: "(.*?)census/"', r'addresses: {bea: "\1bea/", census: "\1census/"', config)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """Such a desk, with nothing out yet."""
    with asking(tmp_path) as made:
        made.agencies.server.scripts |= {f"/bea{LIST}": page(b"", status="404 Not Found"), f"/bea{TEXT}": page(b"")}
        yield made


def publish(at: Desk, body: str, *, title: str = TITLE, source: str = "bea") -> None:
    """The text stands on its page, and the page of releases links to it."""
    head = f"<html><head><title>{title} | Agency</title></head>"
    at.agencies.server.scripts |= {
        f"/{source}{LIST}": page(f'<a href="/{source}{TEXT}">{title}</a>'.encode()),
        f"/{source}{TEXT}": page(f"{head}<body><h1>{title}</h1><p>{body}</p></body></html>".encode()),
    }


def of_text(done: Pass) -> list[Finding]:
    """What was found of texts in the one vintage of a pass."""
    return [finding for finding in only(done.processed).judgement.findings if finding.kind == "narrative"]


def types(at: Desk) -> list[AlertType]:
    """The messages about November, in order."""
    return [alert.type for alert in at.alerts(NOVEMBER)]


def said_of_quality(at: Desk) -> str:
    """The part of November's digest that says what could be checked."""
    return " ".join(at.alerts(NOVEMBER)[0].brief.quality)


def state_of_november(at: Desk) -> State:
    with at.watch.store.reading() as connection:
        return schedule.statuses(connection, "ft900")[NOVEMBER.period].state


def told_of_text(alert: Alert) -> list[Finding]:
    return [item.finding for item in alert.items if item.finding.kind == "narrative"]


def test_a_right_text_is_one_line_in_the_digest_and_no_finding(at: Desk) -> None:
    publish(at, RIGHT)
    done = at.release(NOVEMBER)

    assert ("bea_text", "exh1") == documents_of(only(done.processed).vintage), troubles(done)
    assert [Verdict.PASS] == [finding.verdict for finding in of_text(done)]
    assert [] == told_of_text(only(done.processed).alerts[0])
    counted = "The release's press text: 4 figures read: the tables bear out 4, refute 0, and cannot tell of 0."
    assert counted in said_of_quality(at)
    publish(at, f"{RIGHT}<p>Viewed 2 times.</p>")
    assert () == at.poll(after=SOON).processed, "another page that says the same of the figures is no news"


def test_a_wrong_figure_is_told_once_and_proved_from_what_is_kept(at: Desk) -> None:
    publish(at, WRONG)
    done = at.release(NOVEMBER)
    (digest,) = at.alerts(NOVEMBER)
    (wrong,) = told_of_text(digest)

    assert (Verdict.WARN, Severity.WARNING) == (wrong.verdict, wrong.severity)
    for part in ("“$294.1 billion”", "$292.1 billion", "exports.total 2025-11", "“November exports were"):
        assert part in wrong.message
    assert ["exh1.xlsx"] == [address.document for address in wrong.evidence]
    assert "4 figures read: the tables bear out 3, refute 1" in said_of_quality(at)
    assert {"hook": 1, "mail": 1} == told(at)
    _backtest_is_silent(at, wrong)
    publish(at, f"{WRONG} November imports were $348.9 billion.")
    again = at.poll(after=SOON)
    assert [Verdict.PASS, Verdict.WARN] == [finding.verdict for finding in of_text(again)]
    assert [AlertType.DIGEST] == types(at), "it was told before"
    evidence = prove(at.watch.store, digest, in_a_child, Routing())
    assert (True, ()) == (evidence.is_proved, evidence.differences)
    assert len(only(done.processed).judgement.findings) == evidence.findings


def _backtest_is_silent(at: Desk, wrong: Finding) -> None:
    """Texts are not read again there, which is no reason to call what was found of one missed."""
    (program,) = at.watch.programs
    book = program.rules.current()
    with at.watch.store.reading() as connection:
        outcome = backtest(pages(connection, "ft900", book.series), book, labels={wrong.key: Label.TRUE})
    assert () == outcome.missed
    assert "narrative" not in {line.alarm.finding.kind for line in outcome.lines}


def test_a_text_that_comes_later_is_judged_by_itself(at: Desk) -> None:
    done = at.release(NOVEMBER)
    assert [("2025-11", ("exh1",))] == vintages_of(done)
    assert "no press text of this release is here, so none of its figures was checked" in said_of_quality(at)
    assert "figures read" not in said_of_quality(at)
    at.agencies.publish(OCTOBER)
    publish(at, RIGHT, title=TITLE.replace("November", "October"))
    assert () == at.poll(after=SOON).processed, "tables set back to a release that is not kept are none for its text"
    at.agencies.publish(NOVEMBER)
    publish(at, RIGHT)
    right = at.poll(after=SOON)
    assert [Verdict.PASS] == [finding.verdict for finding in of_text(right)]
    assert at.clock.now() == only(right.processed).vintage.available_at
    assert [AlertType.DIGEST] == types(at), "nothing is told of a text that is right"
    publish(at, WRONG)
    at.poll(after=SOON)
    publish(at, f"{RIGHT} This text was corrected.")
    at.poll(after=SOON)

    assert [AlertType.DIGEST, AlertType.UPDATED, AlertType.RESOLVED] == types(at)
    evidence = prove(at.watch.store, at.alerts(NOVEMBER)[1], in_a_child, Routing())
    assert (True, ()) == (evidence.is_proved, evidence.differences)
    assert ["exh1"] == [version.document for entry in evidence.tables for version in entry.documents]
    assert evidence.figures > 0

    with at.watch.store.writing() as connection:
        connection.exec_driver_sql("UPDATE cells SET count = 294100 WHERE count BETWEEN 292050 AND 292149")
    otherwise = prove(at.watch.store, at.alerts(NOVEMBER)[1], in_a_child, Routing())
    assert Cause.DATA == otherwise.differences[0].cause, "the table that refutes it is not what it was"


def test_a_text_before_its_tables_announces_nothing_and_counts_as_it_stands_when_they_come(at: Desk) -> None:
    for body, year in ((WRONG, "2025"), (WRONG, "2052"), (RIGHT, "2025")):
        publish(at, body, title=TITLE.replace("2025", year))
        early = at.poll(after=timedelta(minutes=1))
        assert () == early.processed
        lacking = f"the press text of November {year}: the tables of that release are not here, so it is set aside"
        assert any(lacking in each for each in early.waiting)
    done = only(at.release(NOVEMBER).processed)

    assert ("bea_text", "exh1") == documents_of(done.vintage)
    assert (False, NOVEMBER.published_at) == (done.vintage.is_early, done.vintage.available_at)
    assert done.passage.seen_at >= NOVEMBER.published_at, "the tables are what people wait for"
    assert [Verdict.PASS] == [each.verdict for each in done.judgement.findings if each.kind == "narrative"]


def test_of_a_text_that_changed_before_anything_was_read_only_the_last_version_is(at: Desk) -> None:
    (program,) = at.watch.programs
    for body in (WRONG, RIGHT):
        publish(at, body)
        fetch_all(at.watch.store, program.sources, at.clock)
    at.release(NOVEMBER)

    assert [] == told_of_text(at.alerts(NOVEMBER)[0])


@pytest.mark.parametrize(
    ("body", "title", "said", "logged"),
    [
        ("x" * 1_100_000, TITLE, "a text of at most 1,000,000 is read", ""),
        (WRONG, "An unheard-of page", "no press text of this release is here", "followed by a month and a year"),
        (
            WRONG,
            TITLE.replace("November", "August"),
            "no press text of this release is here",
            "the press text of August 2025: the tables of that release are not here, so it is set aside",
        ),
    ],
    ids=["too long", "without its month", "of a release that is not kept"],
)
def test_what_is_not_read_is_told_as_that_and_the_release_is_unharmed(
    at: Desk, body: str, title: str, said: str, logged: str
) -> None:
    publish(at, body, title=title)
    done = at.release(NOVEMBER)

    assert said in said_of_quality(at)
    assert logged in " ".join(troubles(done))
    assert "292.1" in plain(at.alerts(NOVEMBER)[0])
    assert [] == told_of_text(at.alerts(NOVEMBER)[0])
    assert State.ARRIVED is state_of_november(at)


def test_tables_never_wait_for_a_text_of_their_own_source_nor_count_it_as_one_of_them(tmp_path: Path) -> None:
    moved = f"{RULES}documents:\n  - {{name: bea_text, source: census}}\n"
    with asking(tmp_path, moved, first=OCTOBER) as at:
        publish(at, "No figure.", title=TITLE.replace("November", "October"), source="census")
        assert [("2025-10", ("bea_text", "exh1"))] == vintages_of(at.release(OCTOBER))
        publish(at, RIGHT, title="An unheard-of page", source="census")
        at.clock.moment = NOVEMBER.published_at
        at.agencies.answer("exh1", page(b"", status="503 Service Unavailable"))
        at.poll(after=timedelta(minutes=25))
        assert not state_of_november(at).is_overdue, "an answer from the text's page is no look at the tables"
        at.agencies.publish(OCTOBER)
        at.poll(after=SOON)
        assert State.LATE is state_of_november(at), "it is not the release that came and cannot be read"
        at.agencies.publish(NOVEMBER)
        done = at.poll(after=SOON)

        assert [("2025-11", ("exh1",))] == vintages_of(done), troubles(done)
        assert State.ARRIVED is state_of_november(at)

"""Two programs of one store with the same series and rules of the same names: what each knows and has said."""

from dataclasses import replace
from datetime import timedelta

from tests.store.made import MORNING, NOVEMBER, alert, balances, capture, cell, claim, finding, sha256, told, vintage
from watchdog.model.alert import Cause, Withheld
from watchdog.model.cell import Cell, Outlet
from watchdog.model.claim import Standing
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.store import alerts, captures, claims, knowledge, vintages
from watchdog.store.database import Store

PERIOD = NOVEMBER.period
THEIRS = Release("advance", PERIOD)
ELSEWHERE = Outlet("advance-bulk", "bulk")
LATER = MORNING + timedelta(days=1)
KEY = "balance.total"


def keep(store: Store, name: str, at: int, *cells: Cell, release: Release = NOVEMBER) -> str:
    """A vintage of some day; its id."""
    made = vintage(name, MORNING + timedelta(days=at), cells, release=release)
    with store.writing() as connection:
        vintages.add(connection, made, rules_hash="r", code_version="1")
    return made.id


def test_a_program_knows_what_its_own_documents_print(store: Store) -> None:
    theirs = keep(store, "theirs", 0, cell("2025-10", 7, outlet=ELSEWHERE), release=THEIRS)
    ours = keep(store, "ours", 1, *balances("2025-10", -29_206))
    again = keep(store, "again", 2, cell("2025-10", 8, outlet=ELSEWHERE), release=THEIRS)
    with store.reading() as connection:
        by_program = {name: knowledge.known_with(connection, name, {}) for name in (theirs, ours, again)}
        of_ours = knowledge.known(connection, LATER + timedelta(days=9), {}, "ft900")
        before = [knowledge.known_before(connection, name, {}) for name in (ours, again)]
        printed = list(vintages.prints(connection, KEY, program="advance"))

    counts = [[known.cell.count for known in each.cells.values()] for each in by_program.values()]
    assert [[7], [-29_206], [8]] == counts
    assert [-29_206] == [known.cell.count for known in of_ours.cells.values()]
    assert before[0] is None
    assert before[1] is not None
    assert [7] == [known.cell.count for known in before[1].cells.values()]
    assert [theirs, again] == [each.vintage for each in printed]


def test_revisions_of_one_program_do_not_grade_the_claims_of_another(store: Store) -> None:
    keep(store, "first", 0, cell("2025-10", 7, outlet=ELSEWHERE), release=THEIRS)
    theirs = keep(store, "second", 1, cell("2025-10", 9, outlet=ELSEWHERE), release=THEIRS)
    ours = keep(store, "ours", 2, *balances("2025-10", -29_206))
    with store.reading() as connection:
        found = [knowledge.revisions(connection, name, [KEY]) for name in (theirs, ours)]

    assert 1 == found[0][KEY].count
    assert 0 == found[1][KEY].count
    assert {"exh1"} == set(found[1][KEY].moves)


def test_claims_of_one_name_are_those_of_their_program(store: Store) -> None:
    theirs = keep(store, "theirs", 0, cell("2025-10", 7, outlet=ELSEWHERE), release=THEIRS)
    ours = keep(store, "ours", 1, *balances("2025-10", -29_206))
    with store.writing() as connection:
        claims.save(connection, [claim(theirs, Standing.RETRACTED), claim(ours, at=LATER)])
        of_both = [claims.open_claims(connection, program=name) for name in ("advance", "ft900")]
        every = claims.listing(connection)

    assert [(), (ours,)] == [tuple(each.vintage for each in found) for found in of_both]
    assert [theirs, ours] == [each.vintage for each in every]


def test_what_was_told_of_one_program_is_still_news_of_another(store: Store) -> None:
    found = finding(vintage_id="v2", release=THEIRS)
    with store.writing() as connection:
        alerts.add(connection, alert("a1", told(found), release=THEIRS))
        said = [alerts.said(connection, name) for name in ("advance", "ft900")]

    assert [{found.key}, set()] == [set(each) for each in said]


def test_what_was_silenced_of_one_program_was_not_of_another(store: Store) -> None:
    found = finding(vintage_id="v2", release=THEIRS)
    quiet = replace(told(found), withheld=Withheld(cause=Cause.SILENCED, by="sil_1", why="known"))
    with store.writing() as connection:
        alerts.add(connection, replace(alert("a1", release=THEIRS), withheld=(quiet,)))
        silenced = [alerts.silenced(connection, name) for name in ("advance", "ft900")]

    assert [{found.key}, set()] == [set(each) for each in silenced]


def test_the_first_print_is_that_of_the_release_for_the_month_whatever_came_after(store: Store) -> None:
    columns = [(KEY, "exh1"), (KEY, "bulk")]
    october = Release("ft900", PERIOD.shift(-1))
    first = keep(store, "october", 0, *balances("2025-09", -48_137, -29_206), release=october)
    keep(store, "theirs", 1, cell("2025-11", 5, outlet=ELSEWHERE), release=THEIRS)
    second = keep(store, "november", 2, *balances("2025-09", -48_000, -28_749, -56_825))
    third = keep(store, "corrected", 3, *balances("2025-09", -48_000, -28_749, -56_000))
    with store.reading() as connection:
        found = [knowledge.first_prints(connection, name, columns) for name in (first, second, third)]

    def figures(months: object) -> dict[str, int]:
        assert isinstance(months, dict)
        return {str(month): known.cell.count for month, known in months.items()}

    later = {"2025-10": -29_206, "2025-11": -56_825}
    assert [{"2025-10": -29_206}, later, later] == [figures(each[KEY, "exh1"]) for each in found]
    assert [{}, {}, {}] == [each[KEY, "bulk"] for each in found]
    assert Period.of_month(2025, 11) in found[2][KEY, "exh1"]


def test_captures_are_unread_for_the_sources_that_were_named(store: Store) -> None:
    with store.writing() as connection:
        captures.add(connection, capture(b"figures"))
        found = [captures.unread(connection, sources) for sources in ({"census"}, {"advance-bulk"}, None)]

    assert [1, 0, 1] == [len(each) for each in found]
    assert sha256(b"figures") == next(iter(found[0].values())).sha256

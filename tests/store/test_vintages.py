"""Vintages: what was known when, what vanished, and what a window no longer shows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.store.made import NOVEMBER, balances, cell, month, vintage
from watchdog.errors import StoreError
from watchdog.model.cell import Address, Blank, Measure, Outlet
from watchdog.model.knowledge import Knowledge
from watchdog.model.release import Release, Vintage
from watchdog.store import knowledge, schedule, vintages
from watchdog.store.database import Store, open_store
from watchdog.store.tables import cells

FIRST = datetime(2026, 1, 8, 13, 30, tzinfo=UTC)
SECOND = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)
THIRD = datetime(2026, 2, 19, 13, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 1, tzinfo=UTC)
OCTOBER = Release("ft900", month("2025-10"))


def keep(store: Store, *new: Vintage) -> list[bool]:
    with store.writing() as connection:
        return [vintages.add(connection, each, rules_hash="r", code_version="1") for each in new]


def known(store: Store, as_of: datetime) -> Knowledge:
    with store.reading() as connection:
        return knowledge.known(connection, as_of, {})


def figures(found: Knowledge | None) -> dict[str, int]:
    assert found is not None
    return {str(key.period): each.cell.count for key, each in sorted(found.cells.items())}


def rows(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(cells)).scalar_one()


def test_each_moment_is_answered_with_what_was_available_then(store: Store) -> None:
    keep(
        store,
        vintage("october", FIRST, balances("2025-09", -48_100, -29_350), release=OCTOBER),
        vintage("november", SECOND, balances("2025-09", -48_100, -29_206, -56_825)),
    )

    assert {} == figures(known(store, FIRST - timedelta(microseconds=1)))
    assert {"2025-09": -48_100, "2025-10": -29_350} == figures(known(store, FIRST))
    assert {"2025-09": -48_100, "2025-10": -29_350} == figures(known(store, SECOND - timedelta(seconds=1)))
    assert {"2025-09": -48_100, "2025-10": -29_206, "2025-11": -56_825} == figures(known(store, SECOND))


def test_every_figure_carries_the_stamp_of_the_vintage_that_printed_it_last(store: Store) -> None:
    keep(
        store,
        vintage("october", FIRST, balances("2025-09", -48_100, -29_350), release=OCTOBER),
        vintage("november", SECOND, balances("2025-10", -29_350, -56_825)),
    )
    stamps = {str(key.period): each.stamp for key, each in known(store, LATER).cells.items()}

    assert (month("2025-10"), FIRST) == (stamps["2025-09"].release, stamps["2025-09"].available_at)
    assert (month("2025-11"), SECOND) == (stamps["2025-10"].release, stamps["2025-10"].available_at)


def test_a_vintage_comes_back_as_it_was_added(store: Store) -> None:
    blank = Blank(key=cell("2025-08", 0).key, address=Address("exh1.xlsx", "Exhibit 1", "B8"), found="(NA)")
    shown = (
        *balances("2025-09", -48_100, -29_206, -56_825),
        replace(cell("2025-12", 4), address=None, revised=True),
        cell("2025-11", -839_515, measure=Measure.YTD),
        cell("2025-10", -29_350, outlet=Outlet("census", "exh1", "as_published")),
        cell("2025-11", 10**12, outlet=Outlet("fred", "fred")),
    )
    first = vintage("october", FIRST, balances("2025-01", 1, 2, 3), release=OCTOBER)
    second = vintage("november", SECOND, shown, blanks=(blank,))
    keep(store, first, second)

    with store.reading() as connection:
        assert [first, second] == [vintages.get(connection, each.id) for each in (first, second)]


def test_adding_a_vintage_again_changes_nothing(store: Store) -> None:
    november = vintage("november", SECOND, balances("2025-09", 1, 2, 3))

    assert [True, False] == [*keep(store, november), *keep(store, november)]
    assert 3 == rows(store)


def test_only_changed_cells_are_written(store: Store) -> None:
    keep(store, vintage("october", FIRST, balances("2025-09", 1, 2), release=OCTOBER))
    keep(store, vintage("november", SECOND, balances("2025-09", 1, 3, 4)))

    assert 4 == rows(store)


def test_a_figure_that_moved_to_another_place_or_lost_its_mark_is_written_again(store: Store) -> None:
    before = replace(cell("2025-09", 1), revised=True)
    keep(store, vintage("october", FIRST, [before, cell("2025-10", 2)], release=OCTOBER))
    moved = cell("2025-10", 2, row=40)
    keep(store, vintage("november", SECOND, [cell("2025-09", 1), moved]))

    assert [cell("2025-09", 1), moved] == [each.cell for _, each in sorted(known(store, LATER).cells.items())]


def test_a_figure_that_vanished_amid_its_column_is_known_no_more(store: Store) -> None:
    keep(store, vintage("october", FIRST, balances("2025-08", 1, 2, 3), release=OCTOBER))
    keep(store, vintage("november", SECOND, [cell("2025-08", 1), cell("2025-10", 3)]))
    keep(store, vintage("december", THIRD, balances("2025-08", 1, 2, 3)))

    assert ["2025-08", "2025-09", "2025-10"] == list(figures(known(store, FIRST)))
    assert ["2025-08", "2025-10"] == list(figures(known(store, SECOND)))
    assert ["2025-08", "2025-09", "2025-10"] == list(figures(known(store, THIRD)))


def test_a_figure_whose_place_is_blank_is_known_no_more(store: Store) -> None:
    october = cell("2025-10", 2)
    blank = Blank(key=october.key, address=Address("exh1.xlsx", "Exhibit 1", "B10"))
    keep(store, vintage("october", FIRST, [cell("2025-09", 1), october], release=OCTOBER))
    keep(store, vintage("corrected", SECOND, [cell("2025-09", 1)], blanks=(blank,), release=OCTOBER))

    assert ["2025-09"] == list(figures(known(store, LATER)))


def test_a_figure_that_the_window_no_longer_shows_stays_known(store: Store) -> None:
    keep(store, vintage("october", FIRST, balances("2025-08", 1, 2, 3), release=OCTOBER))
    keep(store, vintage("november", SECOND, balances("2025-10", 3, 4)))

    assert {"2025-08": 1, "2025-09": 2, "2025-10": 3, "2025-11": 4} == figures(known(store, LATER))


def test_last_months_year_to_date_row_did_not_vanish_when_this_months_took_its_place(store: Store) -> None:
    def year_to_date(period: str, count: int) -> Vintage:
        rows = [cell(f"{year}-{period}", count, measure=Measure.YTD) for year in (2024, 2025)]
        return vintage(period, FIRST if period == "10" else SECOND, rows)

    keep(store, year_to_date("10", 1), year_to_date("11", 2))

    assert {"2024-10": 1, "2024-11": 2, "2025-10": 1, "2025-11": 2} == figures(known(store, LATER))


def test_one_document_says_nothing_of_anothers_figures(store: Store) -> None:
    elsewhere = cell("2025-09", 7, outlet=Outlet("fred", "fred"))
    keep(store, vintage("fred", FIRST, [elsewhere]))
    keep(store, vintage("exhibit", SECOND, [cell("2025-08", 1), cell("2025-10", 3)]))

    assert {"2025-08": 1, "2025-09": 7, "2025-10": 3} == figures(known(store, LATER))


HISTORY = (
    vintage("a", FIRST, balances("2025-08", 1, 2, 3), release=OCTOBER),
    vintage("b", SECOND, [cell("2025-08", 1), cell("2025-10", 5), cell("2025-11", 6)]),
    vintage("c", THIRD, balances("2025-09", 2, 3, 6, 8)),
)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_the_order_of_arrival_does_not_change_what_was_known_when(store: Store, order: tuple[int, ...]) -> None:
    keep(store, *(HISTORY[index] for index in order))

    assert {"2025-08": 1, "2025-09": 2, "2025-10": 3} == figures(known(store, FIRST))
    assert {"2025-08": 1, "2025-10": 5, "2025-11": 6} == figures(known(store, SECOND))
    assert {"2025-08": 1, "2025-09": 2, "2025-10": 3, "2025-11": 6, "2025-12": 8} == figures(known(store, THIRD))
    with store.reading() as connection:
        assert list(HISTORY) == [vintages.get(connection, each.id) for each in HISTORY]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for many examples, each with a document of its own."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('shared') / 'watchdog.db'}")
    yield store
    store.close()


@settings(max_examples=40)
@given(
    columns=st.lists(st.dictionaries(st.integers(1, 9), st.integers(1, 3), min_size=1), min_size=1, max_size=5),
    order=st.randoms(use_true_random=False),
)
def test_any_vintages_added_in_any_order_come_back_as_they_were(
    shared: Store, columns: list[dict[int, int]], order: Random
) -> None:
    outlet = Outlet("census", uuid4().hex)
    made = [
        vintage(
            f"{outlet} {index}",
            FIRST + timedelta(days=index),
            [cell(f"2025-{number:02d}", count, outlet=outlet) for number, count in column.items()],
        )
        for index, column in enumerate(columns)
    ]
    keep(shared, *order.sample(made, len(made)))

    with shared.reading() as connection:
        assert made == [vintages.get(connection, each.id) for each in made]
    for each, expected in zip(made, _states(columns), strict=True):
        found = known(shared, each.available_at).cells.values()
        assert expected == {k.cell.key.period.position: k.cell.count for k in found if k.cell.key.outlet == outlet}


def _states(columns: list[dict[int, int]]) -> Iterator[dict[int, int]]:
    """What is known after each vintage: a figure missing between two that are printed has vanished."""
    state: dict[int, int] = {}
    for column in columns:
        outside = {number: count for number, count in state.items() if not min(column) < number < max(column)}
        state = outside | column
        yield state


def test_a_vintage_judged_by_what_came_before_it_sees_neither_itself_nor_what_came_with_it_later(store: Store) -> None:
    exhibit = vintage("exhibit", FIRST, [cell("2025-10", 1)], release=OCTOBER)
    fred = vintage("fred", FIRST, [cell("2025-10", 2, outlet=Outlet("fred", "fred"))], release=OCTOBER)
    keep(store, exhibit, fred, vintage("november", SECOND, [cell("2025-11", 3)]))

    with store.reading() as connection:
        assert knowledge.known_before(connection, exhibit.id, {}) is None
        before_fred = knowledge.known_before(connection, fred.id, {})
        with_exhibit = knowledge.known_with(connection, exhibit.id, {})
        with_fred = knowledge.known_with(connection, fred.id, {})
    assert before_fred is not None
    assert with_exhibit.cells == before_fred.cells
    assert FIRST == before_fred.as_of
    assert [1] == [each.cell.count for each in with_exhibit.cells.values()]
    assert 2 == len(with_fred.cells)


def test_the_listing_is_in_order_of_availability_and_names_documents_and_rules(store: Store) -> None:
    keep(store, HISTORY[1], HISTORY[0])
    with store.reading() as connection:
        listed = vintages.listing(connection, "ft900")
        others = vintages.listing(connection, "cpi")

    assert [HISTORY[0].id, HISTORY[1].id] == [entry.id for entry in listed]
    assert [2, 1] == [entry.seq for entry in listed]
    assert (HISTORY[0].documents, "r", "1") == (listed[0].documents, listed[0].rules_hash, listed[0].code_version)
    assert () == others


def test_a_vintage_marks_its_release_as_arrived(store: Store) -> None:
    keep(store, HISTORY[1], HISTORY[0])
    with store.reading() as connection:
        assert (NOVEMBER, SECOND + timedelta(seconds=20)) == schedule.arrived(connection, "ft900")


def test_an_unknown_vintage_is_named(store: Store) -> None:
    with store.reading() as connection:
        for ask in (vintages.get, vintages.entry_of, knowledge.place):
            with pytest.raises(StoreError, match="no vintage abc is kept"):
                ask(connection, "abc")


def test_moments_come_back_in_utc_and_one_without_a_zone_is_refused(store: Store) -> None:
    eastern = datetime.fromisoformat("2026-01-29T08:30:00-05:00")
    keep(store, vintage("november", eastern, [cell("2025-11", 1)]))
    with store.reading() as connection:
        (entry,) = vintages.listing(connection)

    assert (eastern, timedelta(0)) == (entry.available_at, entry.available_at.utcoffset())
    with pytest.raises(Exception, match="has no time zone"):
        keep(store, vintage("naive", eastern.replace(tzinfo=None), [cell("2025-11", 1)]))
    with store.reading() as connection:
        assert 1 == len(vintages.listing(connection))

from decimal import Decimal

from tests.model.made import cell, knowledge, levels, month, printed
from watchdog.model.cell import Measure


def test_the_figure_of_the_latest_release_is_preferred() -> None:
    known = knowledge(
        *printed("2025-10", [cell("balance.total", "2025-10", -29350, document="exh1")]),
        *printed("2025-11", [cell("balance.total", "2025-10", -29206, document="fred")]),
    )

    best = known.best("balance.total", month("2025-10"))

    assert best is not None
    assert (Decimal(-29206), "fred") == (best.cell.value, best.cell.key.outlet.document)


def test_of_one_release_the_finest_print_is_preferred_then_the_outlet_named_first() -> None:
    coarse = cell("balance.total", "2025-10", -29200, document="press", unit=100)
    bulk = cell("balance.total", "2025-10", -29206, document="ftd")
    exhibit = cell("balance.total", "2025-10", -29206, document="exh1")

    chosen = [
        knowledge(*printed("2025-11", cells)).best("balance.total", month("2025-10"))
        for cells in ([coarse, bulk], [bulk, exhibit], [exhibit, bulk, coarse])
    ]

    assert ["ftd", "exh1", "exh1"] == [each.cell.key.outlet.document for each in chosen if each]


def test_a_row_that_repeats_last_months_print_is_never_the_figure_itself() -> None:
    repeated = cell("balance.total", "2025-10", -29350, block="as_published")
    known = knowledge(*printed("2025-11", [repeated]))

    assert known.best("balance.total", month("2025-10")) is None
    assert known.printed("balance.total", month("2025-10"), Measure.LEVEL, "exh1", "as_published") is not None
    assert {} == known.history("balance.total").known


def test_a_history_holds_months_only_and_no_zero_for_what_is_missing() -> None:
    known = knowledge(
        *printed("2025-11", [*levels("balance.total", "2025-08", [-1, -2]), cell("balance.total", "2025", -3)]),
        *printed("2025-11", [cell("balance.total", "2025-11", -4)]),
    )
    history = known.history("balance.total")

    assert [month(text) for text in ("2025-08", "2025-09", "2025-11")] == sorted(history.known)
    assert history.value(month("2025-10")) is None
    assert (month("2025-08"), month("2025-09")) == history.unbroken_through(month("2025-09"))
    assert (month("2025-11"),) == history.unbroken_through(month("2025-11"))
    assert () == history.unbroken_through(month("2025-10"))


def test_a_run_of_one_release_ends_where_another_printed_last() -> None:
    known = knowledge(
        *printed("2025-09", levels("balance.total", "2025-07", [-1, -2], document="fred")),
        *printed("2025-11", levels("balance.total", "2025-09", [-3, -4, -5])),
    )
    history = known.history("balance.total")

    assert month("2025-07") == history.unbroken_through(month("2025-11"))[0]
    assert month("2025-09") == history.of_one_release_through(month("2025-11"))[0]

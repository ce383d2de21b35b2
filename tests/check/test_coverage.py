"""Which printed figures the identities say something of."""

from tests.check.made import checked, identity
from tests.model.made import cell
from watchdog.check.coverage import coverage

TOTAL = identity("balance.total = exports.total - imports.total")


def test_a_figure_in_a_decided_statement_is_covered_and_others_are_named() -> None:
    alone = cell("balance.services", "2025-11", 1)
    cells = [
        *(cell(f"{side}.total", "2025-11", n) for side, n in (("balance", 1), ("exports", 3), ("imports", 2))),
        alone,
    ]
    (found,) = coverage(checked([TOTAL], cells).results, cells)

    assert ("exh1", 4, 3, (alone,)) == (found.document, found.printed, found.covered, found.uncovered)


def test_a_figure_of_an_undecided_statement_is_not_covered() -> None:
    cells = [cell("balance.total", "2025-11", 1), cell("exports.total", "2025-11", 3)]
    (found,) = coverage(checked([TOTAL], cells).results, cells)

    assert 0 == found.covered


def test_documents_are_counted_apart() -> None:
    cells = [cell("balance.total", "2025-11", 1), cell("balance.total", "2025-11", 1, document="exh5")]

    assert [("exh1", 1), ("exh5", 1)] == [(each.document, each.printed) for each in coverage([], cells)]

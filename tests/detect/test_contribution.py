from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.detect.made import CAUSES, judged
from tests.model.made import cell, levels, printed, situation
from watchdog.model.cell import Cell, Measure, Provenance
from watchdog.model.finding import Contribution, Finding, Verdict

IMPORTS = ("imports.capital_goods", "imports.computers", "imports.semiconductors")
EXPORTS = (
    "exports.industrial_supplies", "exports.nonmonetary_gold", "exports.other_precious_metals",
    "exports.pharmaceutical_preparations",
)  # fmt: skip


def change(key: str, value: int) -> Cell:
    return cell(key, "2025-11", value, measure=Measure.CHANGE, document="press", unit=100)


def caused(*cells: Cell, balance: tuple[int, int] = (-29206, -56825)) -> Finding:
    return judged(
        CAUSES, situation("2025-11", *printed("2025-11", [*levels("balance.total", "2025-10", balance), *cells]))
    )


def lines(finding: Finding) -> list[tuple[int, str, Decimal]]:
    return [(row.depth, row.label, row.value) for row in finding.contributions]


def assert_adds_up(rows: tuple[Contribution, ...], total: Decimal) -> None:
    heads = [row for row in rows if row.depth == 0]
    assert total == sum(row.value for row in heads)
    assert [heads[-1]] == [row for row in heads if row.is_remainder]
    for place, head in enumerate(rows):
        below = []
        for row in rows[place + 1 :]:
            if row.depth == 0:
                break
            below.append(row)
        if head.depth == 0 and below:
            assert head.value == sum(row.value for row in below)
            assert below[-1].is_remainder


published = st.fixed_dictionaries(
    {}, optional={key: st.integers(-99, 99).map(lambda n: 100 * n) for key in IMPORTS + EXPORTS}
)


@given(published, st.tuples(st.integers(-(10**5), 10**5), st.integers(-(10**5), 10**5)))
def test_whatever_is_published_the_table_sums_to_the_change_remainder_included(
    changes: dict[str, int], balance: tuple[int, int]
) -> None:
    finding = caused(*(change(key, value) for key, value in changes.items()), balance=balance)
    assert (Verdict.UNDECIDED if not changes else Verdict.PASS) is finding.verdict

    if changes:
        assert_adds_up(finding.contributions, Decimal(balance[1] - balance[0]))


@given(published.filter(bool))
def test_the_largest_part_is_the_largest_and_the_lines_follow_by_size(changes: dict[str, int]) -> None:
    finding = caused(*(change(key, value) for key, value in changes.items()))
    sizes = [abs(row.value) for row in finding.contributions if row.depth == 0 and not row.is_remainder]

    assert sorted(sizes, reverse=True) == sizes
    assert f"the largest part is {finding.contributions[0].label}" in finding.message


def test_imports_move_the_balance_against_their_own_sign() -> None:
    finding = caused(
        change("imports.capital_goods", 7400),
        change("imports.computers", 6600),
        change("imports.semiconductors", 2000),
        change("exports.nonmonetary_gold", -4200),
        change("exports.other_precious_metals", -2600),
        change("exports.pharmaceutical_preparations", -2900),
    )

    assert [
        (0, "Imports of capital goods", Decimal(-7400)),
        (1, "Imports of computers", Decimal(-6600)),
        (1, "Imports of semiconductors", Decimal(-2000)),
        (1, "other", Decimal(1200)),
        (0, "Exports of nonmonetary gold", Decimal(-4200)),
        (0, "Exports of pharmaceutical preparations", Decimal(-2900)),
        (0, "Exports of other precious metals", Decimal(-2600)),
        (0, "everything else", Decimal(-10519)),
    ] == lines(finding)
    assert (
        "Balance of trade in goods and services moved by -$27.6 billion in November 2025; "
        "the largest part is Imports of capital goods, -$7.4 billion."
    ) == finding.message


def test_the_remainder_carries_the_error_of_all_that_it_is_left_over_from() -> None:
    finding = caused(change("imports.capital_goods", 7400), change("exports.pharmaceutical_preparations", -2900))
    *parts, rest = finding.contributions

    assert [Decimal(50)] * 2 == [part.error for part in parts]
    assert (Decimal(101), Provenance.DERIVED, Provenance.PRESS_ROUNDED) == (rest.error, rest.provenance, rest.weakest)


def test_a_part_that_only_an_earlier_release_printed_is_no_part_of_this_months_change() -> None:
    known = [
        *printed("2025-10", [change("imports.capital_goods", 7400)]),
        *printed("2025-11", levels("balance.total", "2025-10", [-29206, -56825])),
    ]

    assert Verdict.UNDECIDED is judged(CAUSES, situation("2025-11", *known)).verdict


def test_without_the_total_there_is_nothing_to_explain() -> None:
    known = printed("2025-11", [change("imports.capital_goods", 7400), cell("balance.total", "2025-11", -56825)])

    assert Verdict.UNDECIDED is judged(CAUSES, situation("2025-11", *known)).verdict

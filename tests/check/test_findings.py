from dataclasses import replace
from decimal import Decimal

from tests.check.made import EXACT, checked, identity
from tests.model.made import cell, knowledge, printed, situation
from watchdog.check.findings import findings, mended
from watchdog.check.report import check_release
from watchdog.model.cell import Address, Cell
from watchdog.model.finding import Finding, Severity, Verdict

TOTAL = identity("balance.total = exports.total - imports.total")
AGAIN = identity("balance.total = balance.total[fred]", identity_class=EXACT)


def release(balance: int, fred: int = -56825) -> list[Cell]:
    return [
        cell("balance.total", "2025-11", balance),
        cell("exports.total", "2025-11", 292052),
        cell("imports.total", "2025-11", 348877),
        cell("balance.total", "2025-11", fred, document="fred"),
    ]


def found(cells: list[Cell]) -> list[Finding]:
    known = situation("2025-11", *printed("2025-11", cells))
    return findings(check_release([TOTAL, AGAIN], known), known)


def test_a_release_that_holds_tells_nothing() -> None:
    assert [] == found(release(-56825))


def test_one_wrong_figure_is_one_finding_that_names_it_its_cell_and_what_it_breaks() -> None:
    (finding,) = found(release(-56285))

    assert (Verdict.FAIL, Severity.CRITICAL, "identity") == (finding.verdict, finding.severity, finding.kind)
    assert "exh1/balance.total/level" == finding.subject
    assert (
        "Most likely wrong: exh1.xlsx sheet 1 B310 (balance.total of 2025-11) is -56,285, repaired by -56,825, perhaps "
        "two digits swapped (-56,825). No other figure explains it alone. 2 statements broken (balance.total = "
        "exports.total - imports.total, balance.total = balance.total[fred]), most of all balance.total = "
        "balance.total[fred], November 2025: -56,285 against -56,825, off by +540, rounding explains 0."
    ) == finding.message
    assert tuple(map(Decimal, (-56285, -56825, 540, 0))) == (
        finding.observed,
        finding.expected,
        finding.difference,
        finding.limit,
    )
    assert Address("exh1.xlsx", "1", "B310") in finding.evidence
    assert ("bop/sa/current", "million USD") == (finding.basis, finding.unit)


def test_where_several_figures_could_be_wrong_each_is_named() -> None:
    known = situation(
        "2025-11", *printed("2025-11", release(-56825)[:2]), *printed("2025-11", [cell("imports.total", "2025-11", 1)])
    )
    (finding,) = findings(check_release([TOTAL], known), known)

    assert "exh1/balance.total/level+exh1/exports.total/level+exh1/imports.total/level" == finding.subject
    assert finding.message.count(" or ") == 2


def test_exports_below_zero_are_the_last_that_is_thought_of() -> None:
    known = situation("2025-11", *printed("2025-11", release(-500_000)[:3]))
    (finding,) = findings(check_release([TOTAL], known), known)
    named = [
        finding.message.index(f"({each} of 2025-11)") for each in ("balance.total", "imports.total", "exports.total")
    ]

    assert named == sorted(named)
    assert "repaired by -151,12" in finding.message


def test_undecided_statements_are_counted_in_the_quality_and_not_listed() -> None:
    report = checked([TOTAL, AGAIN], release(-56825)[:2])

    assert 2 == report.quality.undecided
    assert [] == findings(report, situation("2025-11", *printed("2025-11", release(-56825)[:2])))


def test_a_doubtful_sum_is_told_as_information() -> None:
    names = [f"p{number}" for number in range(48)]
    wide = identity("total = " + " + ".join(names))
    cells = [cell("total", "2025-11", 20), *(cell(name, "2025-11", 0) for name in names)]
    known = situation("2025-11", *printed("2025-11", cells))
    (finding,) = findings(check_release([wide], known), known)

    assert (Verdict.WARN, Severity.INFO, Decimal(20)) == (finding.verdict, finding.severity, finding.difference)
    assert (
        "off by +20, rounding can explain 24.5, but seldom more than 7 (three standard deviations)." in finding.message
    )


def test_the_same_breach_has_the_same_key_in_the_next_vintage() -> None:
    (now,), (later,) = found(release(-56285)), found(release(-56284))

    assert now.key == later.key


def test_a_print_of_the_release_before_can_be_the_wrong_one() -> None:
    repeated = identity("x = x[prior.exh1]", identity_class=EXACT, rows=[*identity("x = x").rows])
    before = knowledge(*printed("2025-10", [cell("x", "2025-10", 1)]))
    known = situation("2025-11", *printed("2025-11", [cell("x", "2025-10", 2)]), before=before)
    (finding,) = findings(check_release([repeated], known), known)

    assert Decimal(1) == finding.difference


def test_what_was_told_as_broken_is_said_to_hold_once_it_does() -> None:
    told = found(release(-56285))
    wrong, right, unstated = (
        situation("2025-11", *printed("2025-11", cells)) for cells in (release(-56285), release(-56825), [])
    )
    (held,) = mended(check_release([TOTAL, AGAIN], right), told, right)

    assert (Verdict.PASS, told[0].key) == (held.verdict, held.key)
    assert "balance.total = balance.total[fred], November 2025: holds now." == held.message
    assert [] == mended(check_release([TOTAL, AGAIN], wrong), told, wrong)
    assert [] == mended(check_release([TOTAL, AGAIN], unstated), told, unstated), "not stated is not mended"
    assert [] == mended(check_release([TOTAL, AGAIN], right), [replace(told[0], kind="swing")], right)

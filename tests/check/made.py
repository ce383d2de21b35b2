"""Identities over a small release: a total of parts, and the two exhibits that print it."""

from collections.abc import Iterable, Sequence

from tests.model.made import printed, situation
from watchdog.check.report import CheckReport, Result, check_release
from watchdog.model.cell import Blank, Cell
from watchdog.model.finding import Severity, Verdict
from watchdog.model.identity import Identity, IdentityClass, Rows

ROUNDING, EXACT = IdentityClass.ROUNDING, IdentityClass.EXACT


def identity(
    holds: str,
    *,
    identity_class: IdentityClass = ROUNDING,
    document: str = "exh1",
    rows: Sequence[Rows] = (Rows.MONTHS,),
    only_months: tuple[int, ...] = (),
) -> Identity:
    """The identity `left = right`, named after itself."""
    left, _, right = holds.partition(" = ")
    return Identity(
        name=holds,
        label=holds,
        why="By definition.",
        severity=Severity.CRITICAL,
        identity_class=identity_class,
        left=left,
        right=right,
        document=document,
        rows=tuple(rows),
        only_months=only_months,
    )


EXHIBIT_1 = (
    *(identity(f"balance.{item} = exports.{item} - imports.{item}") for item in ("total", "goods", "services")),
    *(identity(f"{side}.total = {side}.goods + {side}.services") for side in ("balance", "exports", "imports")),
)
GOODS_AGAIN = tuple(
    identity(f"{side}.goods = {side}.goods[exh1]", identity_class=EXACT, document="exh5")
    for side in ("balance", "exports", "imports")
)


def checked(
    identities: Sequence[Identity], cells: Iterable[Cell], release: str = "2025-11", blanks: Sequence[Blank] = ()
) -> CheckReport:
    """What the identities say of a release that prints these figures."""
    return check_release(identities, situation(release, *printed(release, cells)), blanks)


def only(report: CheckReport) -> Result:
    """The one result."""
    (result,) = report.results
    return result


def verdicts(report: CheckReport) -> dict[tuple[str, str, str], Verdict]:
    """The verdict of each statement, by identity, rows and period."""
    return {
        (result.statement.identity.name, str(result.statement.rows), str(result.statement.period)): result.verdict
        for result in report.results
    }

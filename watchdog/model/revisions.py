"""How large the revisions of a series have been: their number and the sum of their squares, exact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from watchdog.model.cell import Cell, Measure, Provenance


@dataclass(frozen=True, slots=True)
class Revisions:
    """`count` figures that a document printed otherwise than before; `squares` in the square of the series' unit."""

    count: int = 0
    squares: Decimal = Decimal(0)


def counted(
    so_far: Mapping[str, Revisions], changes: Iterable[tuple[Cell | None, Cell | None]]
) -> dict[str, Revisions]:
    """By series, with these changes of its monthly levels; a figure that is new, gone or sharper is no revision."""
    sums = dict(so_far)
    for before, now in changes:
        if before is None or now is None or not _is_revision(before, now):
            continue
        series = now.key.series
        known = sums.get(series, Revisions())
        sums[series] = Revisions(known.count + 1, known.squares + (now.value - before.value) ** 2)
    return sums


def _is_revision(before: Cell, now: Cell) -> bool:
    key = now.key
    is_level = key.measure is Measure.LEVEL and key.period.is_month and key.outlet.block == "main"
    is_exact = before.provenance is now.provenance is Provenance.EXACT and before.published_unit == now.published_unit
    return is_level and is_exact and before.value != now.value

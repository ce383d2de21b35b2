"""Which printed figures could be the wrong one: those that all broken identities of one cluster share.

Of the figures that every broken statement shares, those are named that one correction each would set right, together
with all other statements about them: a single wrong figure is always among them. Where no figure does that, more than
one is wrong, and those whose other statements hold least often are named.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from watchdog.check.report import Result
from watchdog.check.system import Place
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import IdentityClass

# A limit such as a third is kept to 28 digits; this is more than it can lose, and less than any figure's last digit.
_HAIR = Fraction(1, 10**12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Broken statements that share figures, so that one wrong figure may explain them all; `suspects` says which."""

    results: tuple[Result, ...]
    suspects: tuple[Cell, ...]


def breaches(results: Sequence[Result]) -> tuple[Breach, ...]:
    """The broken statements of a report, clustered, each cluster with the figures that could explain it."""
    failing = [result for result in results if result.verdict is Verdict.FAIL]
    touching = _touching(results) if failing else {}
    return tuple(
        Breach(results=tuple(cluster), suspects=_suspects(cluster, touching)) for cluster in _clusters(failing)
    )


def _touching(results: Sequence[Result]) -> dict[Place, list[Result]]:
    """The hard statements about each figure that could be decided."""
    touching: dict[Place, list[Result]] = defaultdict(list)
    for result in results:
        if result.limit is not None and result.statement.identity.identity_class is not IdentityClass.SOFT:
            for place in result.statement.weights:
                touching[place].append(result)
    return touching


def _clusters(failing: Sequence[Result]) -> list[list[Result]]:
    """Connected components: two statements belong together when they share a figure."""
    by_place: dict[Place, set[int]] = defaultdict(set)
    for number, result in enumerate(failing):
        for place in result.statement.cells:
            by_place[place].add(number)
    unseen = set(range(len(failing)))
    clusters: list[list[Result]] = []
    while unseen:
        reach, frontier = set[int](), {min(unseen)}
        while frontier:
            reach |= frontier
            touched = {place for number in frontier for place in failing[number].statement.cells}
            frontier = set().union(*(by_place[place] for place in touched)) - reach
        unseen -= reach
        clusters.append([failing[number] for number in sorted(reach)])
    return clusters


def _suspects(cluster: Sequence[Result], touching: Mapping[Place, Sequence[Result]]) -> tuple[Cell, ...]:
    cells = {place: cell for result in cluster for place, cell in result.statement.cells.items()}
    broken = Counter(place for result in cluster for place in result.statement.weights)
    most = max(broken.values())
    candidates = sorted(place for place, times in broken.items() if times == most)
    named = [
        place for place in candidates if broken[place] == len(cluster) and _one_correction_mends(place, touching[place])
    ]
    if not named:
        holding = {place: len(touching[place]) - broken[place] for place in candidates}
        named = [place for place in candidates if holding[place] == min(holding.values())]
    return tuple(cells[place] for place in named)


def _one_correction_mends(place: Place, results: Sequence[Result]) -> bool:
    """Whether some change of this one figure brings every statement about it within its limit."""
    lows, highs = [], []
    for result in results:
        weight, residual = result.statement.weights[place], _residual(result)
        limit = Fraction(result.limit or 0) + _HAIR
        ends = (residual - limit) / weight, (residual + limit) / weight
        lows.append(min(ends))
        highs.append(max(ends))
    return max(lows) <= min(highs)


def _residual(result: Result) -> Fraction:
    statement = result.statement
    return sum(
        (weight * Fraction(statement.cells[place].value) for place, weight in statement.weights.items()), Fraction(0)
    )

"""From a report to its breaches: what is broken for one reason, and the smallest sets of figures that explain it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from watchdog.check.lazily import Lazily
from watchdog.check.localise.explanation import Explanation, Suspect, explanation, standing
from watchdog.check.localise.puzzle import ORDINARY_COST, PRIOR_COST, Puzzle, hard_statements, puzzle_of
from watchdog.check.localise.region import region
from watchdog.check.localise.search import STEPS, Outcome, cheapest_sets
from watchdog.check.localise.sheet import Sheets, sheets_of
from watchdog.check.localise.structure import Structure, structures
from watchdog.check.relations import RelationResult
from watchdog.check.report import CheckReport
from watchdog.check.results import Result, by_row, tally
from watchdog.model.cell import Cell, CellKey
from watchdog.model.finding import Verdict
from watchdog.model.series import Series

# More explanations than these are counted, not worked out.
_MOST_EXPLAINED = 200
# Clusters that may have a common, smaller explanation are searched together up to so many needed figures.
_MOST_TOGETHER = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Broken statements with one explanation: the smallest sets of figures that repair them all, likeliest first.

    None are given where the search ran out of steps; `at_least` figures are wrong in any case. `is_complete` says that
    there are no further sets of that size, `is_proved` that no smaller explanation spans several breaches, `is_tried`
    that whole lines of the documents were tried. `witnesses` are other doubts about the same figures.
    """

    results: tuple[Result, ...]
    explanations: tuple[Explanation, ...]
    at_least: int
    candidates: tuple[Cell, ...] = ()
    is_complete: bool = True
    is_proved: bool = True
    is_tried: bool = True
    witnesses: tuple[Result | RelationResult, ...] = ()

    @property
    def suspects(self) -> tuple[Cell, ...]:
        """The figures of all explanations, each once; without any, those that most broken statements share."""
        named = {suspect.place: suspect.cell for each in self.explanations for suspect in each.suspects}
        return tuple(named.values()) or self.candidates


@dataclass(frozen=True, slots=True, kw_only=True)
class Collapse:
    """Many broken statements with one structural cause, and the figures that it moved or overwrote."""

    results: tuple[Result, ...]
    structure: Structure
    cells: tuple[Cell, ...]
    witnesses: tuple[Result | RelationResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """Why the broken statements of a release are broken: structures first, then single figures."""

    collapses: tuple[Collapse, ...] = ()
    breaches: tuple[Breach, ...] = ()


def causes(
    report: CheckReport,
    before: Mapping[CellKey, int] | None = None,
    aside: Collection[Result] = (),
    known: Mapping[str, Series] | None = None,
) -> Causes:
    """What is broken, each with what explains it. `before` are counts of the release before, for stale copies; `aside`
    is broken for a reason that is known; with the `known` series, a repair below zero of what is never negative comes
    last.
    """
    system = report.system
    if system is None or not tally(report.results)[Verdict.FAIL]:
        return Causes()
    puzzle, sheets = puzzle_of(system), sheets_of(system, before)
    hard, of_row = hard_statements(system), by_row(report.results)
    results = Lazily(len(hard), lambda row: of_row(hard[row]))
    apart = {id(result.statement) for result in aside}
    puzzle = puzzle.letting_pass([row for row in puzzle.broken() if id(results[row].statement) in apart])
    found = structures(puzzle, sheets)
    left = found.left
    return Causes(
        collapses=tuple(
            Collapse(
                results=tuple(results[row] for row in each.rows),
                structure=each,
                cells=tuple(sheets.cell(column) for column in each.figures),
            )
            for each in found.found
        ),
        breaches=tuple(
            _breach(each, left, results, sheets, found.untried, known or {}) for each in solve(left, left.broken())
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """Broken rows that belong together, and the cheapest sets that explain them; whether nothing cheaper can."""

    rows: tuple[int, ...]
    outcome: Outcome
    is_proved: bool = True


def solve(puzzle: Puzzle, broken: Iterable[int], steps: int = STEPS) -> list[Solved]:
    """Each cluster of broken rows by itself, unless two of them could have a cheaper explanation in common. The steps
    are for all of them: what one cluster leaves of its share is there for those that must be searched together.
    """
    clusters = puzzle.clusters(broken)
    share = steps // max(len(clusters), 1)
    solved = [Solved(rows=tuple(each), outcome=cheapest_sets(puzzle, each, share)) for each in clusters]
    left = steps - sum(each.outcome.steps for each in solved)
    while (entangled := _entangled(puzzle, solved)) is not None:
        one, two = entangled
        joint = cheapest_sets(puzzle, (*one.rows, *two.rows), min(share, left))
        left -= joint.steps
        solved = [each for each in solved if each is not one and each is not two]
        if joint.sets:
            solved.append(Solved(rows=tuple(sorted((*one.rows, *two.rows))), outcome=joint))
        else:
            solved += [replace(each, is_proved=False) for each in (one, two)]
    return sorted(solved, key=lambda each: each.rows)


def _entangled(puzzle: Puzzle, solved: Sequence[Solved]) -> tuple[Solved, Solved] | None:
    """Two that cannot be told apart: the proof of one looked at figures of the other, or their repairs conflict."""
    worth = [each for each in solved if each.is_proved and each.outcome.sets]
    for place, one in enumerate(worth):
        for two in worth[:place]:
            together = one.outcome.least + two.outcome.least
            if together > _MOST_TOGETHER * ORDINARY_COST:
                continue
            if not _reach(puzzle, one).isdisjoint(_reach(puzzle, two)) or _conflict(puzzle, one, two):
                return two, one
    return None


def _reach(puzzle: Puzzle, solved: Solved) -> frozenset[int]:
    """Where any explanation must cost as much. Broken rows that share nothing prove their own cost."""
    if solved.outcome.cost > solved.outcome.least:
        return solved.outcome.reach
    return frozenset(column for number in solved.rows for column in puzzle.row(number).weights)


def _conflict(puzzle: Puzzle, one: Solved, two: Solved) -> bool:
    first, second = one.outcome.sets[0], two.outcome.sets[0]
    about = ({number for column in columns for number in puzzle.rows_of(column)} for columns in (first, second))
    if set.isdisjoint(*about):
        return False
    return not region(puzzle, first | second, (*one.rows, *two.rows)).is_possible


def _breach(
    solved: Solved,
    puzzle: Puzzle,
    results: Sequence[Result],
    sheets: Sheets,
    untried: Collection[str],
    known: Mapping[str, Series],
) -> Breach:
    outcome = solved.outcome
    documents = {cell.key.outlet.document for row in solved.rows for cell in results[row].cells}
    explanations = [explanation(puzzle, columns, solved.rows, sheets) for columns in outcome.sets[:_MOST_EXPLAINED]]
    touching = {
        suspect.place: standing((results[row].statement for row in puzzle.rows_of(column)), suspect.place)
        for each in explanations
        for column, suspect in zip(each.columns, each.suspects, strict=True)
    }
    explanations.sort(
        key=lambda each: (
            any(_is_below_zero(suspect, known) for suspect in each.suspects),
            sorted(each.slips),
            sum(touching[suspect.place] for suspect in each.suspects),
            [suspect.place for suspect in each.suspects],
        )
    )
    return Breach(
        results=tuple(results[row] for row in solved.rows),
        explanations=tuple(explanations),
        at_least=-(-outcome.cost // PRIOR_COST),
        candidates=() if explanations else tuple(sheets.cell(column) for column in _most_shared(puzzle, solved.rows)),
        is_complete=outcome.is_complete and len(outcome.sets) <= _MOST_EXPLAINED,
        is_proved=solved.is_proved,
        is_tried=documents.isdisjoint(untried),
    )


def _is_below_zero(suspect: Suspect, known: Mapping[str, Series]) -> bool:
    """Whether every value that repairs it is negative, though it is counted in one direction only."""
    key, series = suspect.cell.key, known.get(suspect.cell.key.series)
    is_negative = suspect.counts is not None and suspect.counts[1] < 0
    return is_negative and key.measure.is_amount and series is not None and series.is_one_way


def _most_shared(puzzle: Puzzle, rows: Sequence[int]) -> list[int]:
    """Without a proof: the figures that most broken statements share, those that fewest others confirm."""
    broken = Counter(column for row in rows for column in puzzle.row(row).weights)
    most = max(broken.values())
    holding = {column: len(puzzle.rows_of(column)) - most for column, times in broken.items() if times == most}
    return sorted(column for column, others in holding.items() if others == min(holding.values()))

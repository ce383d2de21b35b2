"""What a set of suspected figures amounts to: for each the values that repair, and the slip that best explains it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from watchdog.check.localise.diagnosis import Diagnosis, Slip, diagnoses
from watchdog.check.localise.puzzle import Puzzle
from watchdog.check.localise.region import Region, region
from watchdog.check.localise.sheet import Sheets
from watchdog.check.statement import Place, Statement
from watchdog.model.cell import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """One figure: the least and the greatest count that repair it when the others of its set are what they must be,
    None where no whole count does or none is the greatest; and what may have gone wrong.
    """

    place: Place
    cell: Cell
    counts: tuple[int, int] | None
    diagnoses: tuple[Diagnosis, ...]

    @property
    def best(self) -> Diagnosis | None:
        """The most telling diagnosis."""
        return self.diagnoses[0] if self.diagnoses else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A smallest set of figures that, changed together, repair all statements of a breach; `columns` are theirs."""

    columns: tuple[int, ...]
    suspects: tuple[Suspect, ...]

    @property
    def slips(self) -> tuple[Slip, ...]:
        """What went wrong with each, as far as it is known."""
        return tuple(suspect.best.slip if suspect.best else Slip.UNKNOWN for suspect in self.suspects)


def explanation(puzzle: Puzzle, columns: Iterable[int], broken: Iterable[int], sheets: Sheets) -> Explanation:
    """The suspects of one set that explains the `broken` statements, each with its diagnoses; those of several figures
    go together.
    """
    ordered = tuple(sorted(columns))
    left = region(puzzle, ordered, broken)
    ends = {column: _counts(left.span(column), sheets.cell(column)) for column in ordered}
    found = {
        column: diagnoses(sheets.cell(column).count, *span, sheets.copies(column)) if (span := ends[column]) else ()
        for column in ordered
    }
    if len(ordered) > 1:
        found = _exchanged(left, sheets, ordered) or _together(left, sheets, list(found.items()))
    return Explanation(
        columns=ordered,
        suspects=tuple(
            Suspect(place=sheets.places[column], cell=sheets.cell(column), counts=ends[column], diagnoses=found[column])
            for column in ordered
        ),
    )


def _counts(change: tuple[int, int] | None, cell: Cell) -> tuple[int, int] | None:
    return None if change is None else (cell.count + change[0], cell.count + change[1])


def _together(
    left: Region, sheets: Sheets, options: Sequence[tuple[int, Sequence[Diagnosis]]]
) -> dict[int, tuple[Diagnosis, ...]]:
    """For each figure at most one diagnosis, so that the values that undo them repair everything at once."""
    if not options:
        return {}
    (column, found), *others = options
    for each in found:
        if each.count is None:
            continue
        after = left.fixed(column, each.count - sheets.cell(column).count)
        if after.is_possible:
            return {column: (each,)} | _together(after, sheets, others)
    kept = tuple(each for each in found if each.count is None)[:1]
    return {column: kept} | _together(left.without(column), sheets, others)


def _exchanged(left: Region, sheets: Sheets, columns: Sequence[int]) -> dict[int, tuple[Diagnosis, ...]]:
    """Whether two figures stand in each other's place."""
    if len(columns) != 2:
        return {}
    one, two = sheets.cell(columns[0]), sheets.cell(columns[1])
    change = two.count - one.count
    if one.published_unit != two.published_unit:
        return {}
    if not left.fixed(columns[0], change).fixed(columns[1], -change).is_possible:
        return {}
    one_in = 10 ** len(str(abs(change)))
    return {
        column: (
            Diagnosis(slip=Slip.EXCHANGE, words=f"exchanged with {other.key.series}", count=other.count, one_in=one_in),
        )
        for column, other in zip(columns, (two, one), strict=True)
    }


def standing(statements: Iterable[Statement], place: Place) -> Fraction:
    """How much a figure deserves trust: a total is looked at most (2), a balance is derived from others (1/2)."""
    trust = Fraction(1)
    for statement in statements:
        first, *others = statement.weights.items()
        is_alone = statement.left == first[1] * Fraction(statement.cells[first[0]].value)
        if first[0] != place or not is_alone or len(others) < 2:
            continue
        if len({weight > 0 for _, weight in others}) == 2:
            return Fraction(1, 2)
        trust = Fraction(2)
    return trust

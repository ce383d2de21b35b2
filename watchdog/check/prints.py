"""What a release itself prints, by document, and the figures that a formula asks of it at one printed row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from watchdog.formulas.linear import Weights, written_out
from watchdog.formulas.parse import parse, terms
from watchdog.model.cell import Blank, Cell, CellKey, Measure
from watchdog.model.identity import Rows
from watchdog.model.knowledge import Situation
from watchdog.model.naming import keys_of, marked, unmarked, with_word
from watchdog.model.period import Period

_MEASURE_OF_ROWS = {
    Rows.MONTHS: Measure.LEVEL,
    Rows.YTD: Measure.YTD,
    Rows.YEARS: Measure.LEVEL,
    Rows.AS_PUBLISHED: Measure.LEVEL,
}
_KEPT = 16_384

if TYPE_CHECKING:
    from watchdog.check.statement import Absent


class Line(NamedTuple):
    """One series as a document prints it over time."""

    series: str
    measure: Measure
    block: str


class Place(NamedTuple):
    """A printed row of a document at which a relation is stated of `series`; `word` stands for <row> in formulas."""

    document: str
    rows: Rows
    period: Period
    series: str
    word: str


class Weighted(NamedTuple):
    """The number of a figure of a formula among all that are known, and how often it counts."""

    number: int
    weight: Fraction


class Prints:
    """The figures whose latest print is this release's; a document is put in order when it is first asked for."""

    def __init__(self, situation: Situation, blanks: Sequence[Blank] = ()) -> None:
        self.situation = situation
        self.documents = _by_document(situation)
        self.blanks: dict[str, list[Blank]] = {}
        for blank in blanks:
            self.blanks.setdefault(blank.key.outlet.document, []).append(blank)
        self._lines: dict[str, Mapping[Line, Mapping[Period, Cell | Blank]]] = {}

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        """Which of the known figures each is, by its identity as an object."""
        return {id(known.cell): number for number, known in enumerate(self.situation.known.cells.values())}

    @cached_property
    def numbers_before(self) -> Mapping[CellKey, int]:
        """The same of what was known before the release, by key."""
        before = self.situation.before
        return {key: number for number, key in enumerate(before.cells if before else ())}

    def at_hand(self, documents: Sequence[str]) -> list[str]:
        """Those of the documents that the release has printed, be it with nothing in them."""
        return [document for document in documents if document in self.documents or document in self.blanks]

    def lines(self, document: str) -> Mapping[Line, Mapping[Period, Cell | Blank]]:
        """Every line of the document: its figures by period, and the blanks where one belongs."""
        if document not in self._lines:
            lines: dict[Line, dict[Period, Cell | Blank]] = defaultdict(dict)
            for printed in (*self.blanks.get(document, ()), *self.documents.get(document, ())):
                key = printed.key
                lines[Line(key.series, key.measure, key.outlet.block)][key.period] = printed
            self._lines[document] = dict(lines)
        return self._lines[document]

    def places(self, formula: str, document: str, kinds: Sequence[Rows]) -> Iterator[Place]:
        """Where the first figure of the formula is printed; where it is blank, the table is what lacks it."""
        term = terms(parse(marked(formula)))[0]
        pattern = keys_of(unmarked(term.series))
        for rows in kinds:
            measure = term.measure or _MEASURE_OF_ROWS[rows]
            block = term.block or _block(rows)
            for line, periods in self.lines(term.document or document).items():
                if line.measure is measure and line.block == block and (found := pattern.fullmatch(line.series)):
                    for period in sorted(when for when, printed in periods.items() if _belongs(when, rows, printed)):
                        yield Place(document, rows, period, line.series, "".join(found.groups()[:1]))

    def figures(self, formula: str, place: Place) -> "tuple[list[Weighted], list[Absent]]":
        """The figures of a formula, each with its weight, and those that are missing."""
        found: list[Weighted] = []
        missing: list[Absent] = []
        for reference, weight in _written(with_word(formula, place.word), place.period).items():
            term, document = reference.term, reference.term.document or place.document
            line = Line(term.series, term.measure or _MEASURE_OF_ROWS[place.rows], term.block or _block(place.rows))
            printed = self.lines(document).get(line, {}).get(reference.period)
            if isinstance(printed, Cell):
                found.append(Weighted(self.numbers[id(printed)], weight))
            else:
                missing.append(self.absent(document, line, reference.period, printed))
        return found, missing

    def absent(self, document: str, line: Line, period: Period, blank: Blank | None = None, why: str = "") -> "Absent":
        """A figure that is not there, and in a few words why."""
        # what solves the identities is imported by those who ask for them, not by everybody who reads the rules
        from watchdog.check.statement import Absent

        if not why:
            why = "is blank" if blank else "is not printed" if document in self.documents else "is not at hand"
        return Absent(
            document=document,
            series=line.series,
            measure=line.measure,
            period=period,
            why=why,
            address=blank.address if blank else None,
        )


def _by_document(situation: Situation) -> Mapping[str, list[Cell]]:
    """Vintages share few stamps among many figures, so each stamp is compared once."""
    release = situation.release.period
    is_of_release: dict[int, bool] = {}
    cells: dict[str, list[Cell]] = defaultdict(list)
    for known in situation.known.cells.values():
        stamp = known.stamp
        answer = is_of_release.get(id(stamp))
        if answer is None:
            answer = is_of_release[id(stamp)] = stamp.release == release
        if answer:
            cells[known.cell.key.outlet.document].append(known.cell)
    return dict(cells)


@lru_cache(maxsize=_KEPT)
def _written(formula: str, period: Period) -> Weights:
    return written_out(parse(formula), period)


def _belongs(period: Period, rows: Rows, printed: Cell | Blank) -> bool:
    return isinstance(printed, Cell) and period.is_month == (rows is not Rows.YEARS)


def _block(rows: Rows) -> str:
    return "as_published" if rows is Rows.AS_PUBLISHED else "main"

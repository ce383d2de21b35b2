"""Writes identities out for the periods that a release prints: what each statement asks for, and what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from watchdog.check.families import Member, members
from watchdog.check.statement import (
    INAPPLICABLE,
    LARGEST,
    TOO_LARGE,
    Absent,
    Place,
    Shape,
    Statement,
    figures_of,
    without_noise,
)
from watchdog.formulas.expression import Term, terms
from watchdog.formulas.linear import ratio, writing
from watchdog.model.cell import Blank, CellKey, Measure
from watchdog.model.identity import Age, Identity, Rows
from watchdog.model.knowledge import Knowledge, Known, Situation
from watchdog.model.period import Frequency, Period
from watchdog.model.row_keys import RowKeys

_MEASURE_OF_ROWS = {
    Rows.MONTHS: Measure.LEVEL,
    Rows.YTD: Measure.YTD,
    Rows.YEARS: Measure.LEVEL,
    Rows.AS_PUBLISHED: Measure.LEVEL,
    Rows.QUARTERS: Measure.LEVEL,
    Rows.CHANGES: Measure.CHANGE,
    Rows.YTD_CHANGES: Measure.YTD_CHANGE,
}
_FREQUENCY_OF_ROWS = {Rows.YEARS: Frequency.YEAR, Rows.QUARTERS: Frequency.QUARTER}


def statements(identities: Iterable[Identity], situation: Situation, blanks: Sequence[Blank]) -> Iterator[Statement]:
    """Every identity for every row of its kind that this release prints (or leaves blank where a figure belongs)."""
    figure = figures_of(situation)
    return (shape.filled(figure) for shape in shapes(identities, situation, blanks))


def shapes(identities: Iterable[Identity], situation: Situation, blanks: Sequence[Blank]) -> Iterator[Shape]:
    """What the statements are like, whatever the figures."""
    prints = _prints(situation, blanks)
    for identity in identities:
        for rows in identity.rows:
            for member in members(identity, partial(prints.rows, identity=identity, rows=rows)):
                stated = _Stated(member, rows, prints)
                for period in sorted(_periods(member, rows, prints)):
                    if not identity.where_shown or stated.is_shown(period):
                        yield stated.at(period)


Asked = tuple[str, Period, Measure, str, str]


class _Line(NamedTuple):
    """Where a term is looked for: a document, its block, and the measure."""

    document: str
    block: str
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prints:
    """What the release prints, and leaves blank: the periods of each series in each document, block and measure; and
    all that is `known` there, and was known `before`.
    """

    situation: Situation
    known: Mapping[_Line, Mapping[str, Mapping[Period, Known]]]
    before: Mapping[_Line, Mapping[str, Mapping[Period, Known]]]
    blanks: Mapping[Asked, Blank]
    periods: Mapping[_Line, Mapping[str, set[Period]]]
    documents: frozenset[str]
    shown: Mapping[_Line, set[Period]]
    by_path: dict[_Line, RowKeys] = field(default_factory=dict)

    def rows(self, term: Term, identity: Identity, rows: Rows) -> RowKeys:
        """The series that are printed where the term stands, by the key that sets off the path of the row."""
        line = _line(term, identity, rows)
        if line not in self.by_path:
            known = identity.paths.get(line.document)
            series = self.periods.get(line, {})
            self.by_path[line] = RowKeys({key: key for key in series}) if known is None else known.placing(series)
        return self.by_path[line]


def _prints(situation: Situation, blanks: Sequence[Blank]) -> _Prints:
    current = [key for key, known in situation.known.cells.items() if known.stamp.release == situation.release.period]
    periods: dict[_Line, dict[str, set[Period]]] = {}
    for key in (*current, *(blank.key for blank in blanks)):
        line = _Line(key.outlet.document, key.outlet.block, key.measure)
        periods.setdefault(line, {}).setdefault(key.series, set()).add(key.period)
    return _Prints(
        situation=situation,
        known=_by_line(situation.known),
        before=_by_line(situation.before) if situation.before else {},
        blanks={
            (b.key.series, b.key.period, b.key.measure, b.key.outlet.document, b.key.outlet.block): b for b in blanks
        },
        periods=periods,
        documents=frozenset(line.document for line in periods),
        shown={line: set().union(*of_series.values()) for line, of_series in periods.items()},
    )


def _by_line(knowledge: Knowledge) -> Mapping[_Line, Mapping[str, Mapping[Period, Known]]]:
    found: dict[_Line, dict[str, dict[Period, Known]]] = {}
    for key, known in knowledge.cells.items():
        outlet = key.outlet
        of_line = found.setdefault(_Line(outlet.document, outlet.block, key.measure), {})
        of_line.setdefault(key.series, {}).setdefault(key.period, known)
    return found


def _line(term: Term, identity: Identity, rows: Rows) -> _Line:
    """Where the term stands: what it does not say is as the rows of the identity have it."""
    repeated = rows is Rows.AS_PUBLISHED and not term.prior
    return _Line(
        term.document or identity.document,
        term.block or ("as_published" if repeated else "main"),
        term.measure or (Measure.LEVEL if term.prior else _MEASURE_OF_ROWS[rows]),
    )


def _periods(member: Member, rows: Rows, prints: _Prints) -> Iterator[Period]:
    """The periods for which the left side is printed or blank; where a total's row is gone, those of its parts."""
    identity, release = member.identity, prints.situation.release.period
    found: set[Period] = set()
    for named in (terms(member.left), member.parts):
        for term in () if found else named:
            found |= prints.periods.get(_line(term, identity, rows), {}).get(term.series, set())
    for period in found:
        if (
            period.frequency is _FREQUENCY_OF_ROWS.get(rows, Frequency.MONTH)
            and (not identity.only_months or period.position in identity.only_months)
            and (identity.only is not Age.LATEST or period == release)
            and (identity.only is not Age.EARLIER_YEARS or period.year < release.year)
            and (not identity.revised_in or period.year < release.year - (release.position < identity.revised_in))
        ):
            yield period


class _Stated:
    """One identity in one kind of rows, for all its periods: what is the same for each is looked up once."""

    def __init__(self, member: Member, rows: Rows, prints: _Prints) -> None:
        self._member, self._rows, self._prints = member, rows, prints
        self._sides = tuple((writing(side), is_left) for side, is_left in ((member.left, True), (member.right, False)))
        self._places: dict[Term, tuple[_Line, Mapping[Period, Known]]] = {}

    def is_shown(self, period: Period) -> bool:
        """Whether the tables go back, and forward, as far as all terms need."""
        shown = self._prints.shown
        return all(
            reference.period in shown.get(_line(reference.term, self._member.identity, self._rows), ())
            for write, _ in self._sides
            for reference, _ in write(period)
        )

    def at(self, period: Period) -> Shape:
        """The statement of one period."""
        weights: dict[Place, Fraction] = {}
        lefts: dict[Place, Fraction] = {}
        missing: list[Absent] = []
        for write, is_left in self._sides:
            for reference, weight in write(period):
                found = self._figure(*reference)
                if isinstance(found, Absent):
                    if not (found.is_inapplicable and reference.term in self._member.parts):
                        missing.append(found)
                    continue
                place = Place(found, reference.term.prior)
                signed = weight if is_left else ratio(-weight.numerator, weight.denominator)
                weights[place] = weights[place] + signed if place in weights else signed
                if is_left:
                    lefts[place] = lefts[place] + weight if place in lefts else weight
        if self._member.identity.is_older(period):
            missing.append(self._made_up_otherwise(period))
        return Shape(
            identity=self._member.identity,
            rows=self._rows,
            period=period,
            weights={place: weight for place, weight in weights.items() if weight},
            left=lefts,
            places=tuple(weights),
            missing=tuple(missing),
        )

    def _made_up_otherwise(self, period: Period) -> Absent:
        identity = self._member.identity
        assert identity.starts is not None  # noqa: S101 - asked of one that is older
        total = terms(self._member.left)[0]
        document, _, measure = _line(total, identity, self._rows)
        why = f"may be made up otherwise before {identity.starts.label}"
        return Absent(document=document, series=total.series, measure=measure, period=period, why=why)

    def _figure(self, term: Term, period: Period) -> CellKey | Absent:
        """The key of the printed cell, or why there is none."""
        if term not in self._places:
            line = _line(term, self._member.identity, self._rows)
            of_line = (self._prints.before if term.prior else self._prints.known).get(line, {})
            self._places[term] = line, of_line.get(term.series, {})
        line, by_period = self._places[term]
        found, release = by_period.get(period), self._prints.situation.release.period
        if found is None or found.stamp.release != (release.shift(-1) if term.prior else release):
            return _absent(term, period, line, found, self._prints)
        key = found.cell.key
        is_checkable = abs(found.cell.count) <= LARGEST or abs(without_noise(found.cell).count) <= LARGEST
        return key if is_checkable else _absent(term, period, line, found, self._prints)


def _absent(term: Term, period: Period, line: _Line, found: Known | None, prints: _Prints) -> Absent:
    """Why there is no figure to check."""
    document, block, measure = line
    situation = prints.situation
    release = situation.release.period.shift(-1) if term.prior else situation.release.period
    knowledge = situation.before if term.prior else situation.known
    absent = partial(Absent, document=document, series=term.series, measure=measure, period=period)
    if knowledge is None:
        return absent(why="was printed by no earlier release that is at hand")
    if found is not None and found.stamp.release == release:
        return absent(why=TOO_LARGE)
    if found is not None:
        return absent(why=f"was last printed by the release for {found.stamp.release}, not by that for {release},")
    if not term.prior and document not in prints.documents:
        return absent(why="is not at hand")
    blank = None if term.prior else prints.blanks.get((term.series, period, measure, document, block))
    if blank is None:
        return absent(why="is not printed")
    return absent(why="is blank", address=blank.address, is_inapplicable=blank.found == INAPPLICABLE)

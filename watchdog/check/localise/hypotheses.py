"""What can befall whole lines of a sheet: the changes that would undo it, step by step along the lines."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import combinations, pairwise

from watchdog.check.localise.sheet import Sheet, Sheets, Spot, shifted

Changes = Mapping[int, int]
_Lines = Mapping[int, Mapping[int, int]]
_Group = tuple[str, _Lines]
_Worth = Callable[[Iterable[int]], bool]

_FACTORS = (1000, 100, 10)
# Beyond so many lines only neighbours are tried for an exchange.
_MOST_PAIRED = 16
_DIRECTIONS = {
    ("row", True): "low",
    ("row", False): "high",
    ("column", True): "far right",
    ("column", False): "far left",
}
_OTHER_FLOW = {"exports": "imports", "imports": "exports"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """What happened to some lines (`words`), and how to undo it at each step along them; `marks` name the steps.

    A run of steps loses the figures `lost_before` its first and `lost_after` its last. `slack` is what rounding after a
    division leaves unknown of each figure; of equal hypotheses the more plausible is told. `both` names the two lines
    that are the same where one repeats another: which was overwritten only the arithmetic can tell.
    """

    words: str
    sheet: Sheet
    lines: str
    across: str
    marks: Sequence[int]
    steps: Sequence[Changes]
    lost_before: Sequence[frozenset[int]] = ()
    lost_after: Sequence[frozenset[int]] = ()
    slack: int = 0
    is_whole: bool = False
    plausibility: int = 2
    lost: frozenset[int] = frozenset()
    both: str = ""

    @property
    def is_plural(self) -> bool:
        """Whether several lines are spoken of."""
        return self.lines.startswith("all ") or " and " in self.lines


@dataclass(frozen=True, slots=True)
class _Axis:
    """Lines of a sheet along one axis: by place across, then by place along, the figure."""

    line: str
    step: str
    lines: _Lines


def hypotheses(sheets: Sheets, document: str, worth: _Worth) -> Iterator[Hypothesis]:
    """All that is tried for the sheets of a document, of lines whose figures are worth it."""
    for sheet, spots in sheets.grids(document).items():
        if not worth(spots.values()):
            continue
        for axis in _axes(spots):
            groups = [each for each in _groups(axis) if worth(_figures(each[1].values()))]
            yield from _shifts(sheets, sheet, axis, groups)
            yield from _exchanges(sheets, sheet, axis, worth)
            yield from _scalings(sheets, sheet, axis, groups)
            yield from _stale(sheets, sheet, axis, worth)
        yield from _flows(sheets, sheet, spots)


def _figures(lines: Iterable[Mapping[int, int]]) -> list[int]:
    return [column for line in lines for column in line.values()]


def _axes(spots: Mapping[Spot, int]) -> Iterator[_Axis]:
    down: dict[int, dict[int, int]] = defaultdict(dict)
    right: dict[int, dict[int, int]] = defaultdict(dict)
    for spot, column in sorted(spots.items()):
        down[spot.column][spot.row] = column
        right[spot.row][spot.column] = column
    yield _Axis("column", "row", down)
    yield _Axis("row", "column", right)


def _groups(axis: _Axis) -> Iterator[_Group]:
    """Each line, and all of them together."""
    for place, line in axis.lines.items():
        if len(line) > 2:
            yield f"{axis.line} {step_name(axis.line, place)}", {place: line}
    if len(axis.lines) > 1:
        yield f"all {axis.line}s", axis.lines


def _shifts(sheets: Sheets, sheet: Sheet, axis: _Axis, groups: Iterable[_Group]) -> Iterator[Hypothesis]:
    for lines, group in groups:
        marks = sorted({mark for line in group.values() for mark in line})
        for ahead in (True, False):
            moves = list(pairwise(marks)) if ahead else [(right, left) for left, right in pairwise(marks)]
            steps = [
                _moved(sheets, ((line[to], line[source]) for line in group.values() if to in line and source in line))
                for to, source in moves
            ]
            lost = [frozenset(line[source] for line in group.values() if source in line) for _, source in moves]
            words = "stand one {} too {}".format(
                axis.step,
                ("low" if ahead else "high") if axis.step == "row" else ("far right" if ahead else "far left"),
            )
            yield Hypothesis(
                words=words,
                sheet=sheet,
                lines=lines,
                across=axis.step,
                marks=[source for _, source in moves],
                steps=steps,
                lost_after=lost if ahead else (),
                lost_before=() if ahead else lost,
            )


def _exchanges(sheets: Sheets, sheet: Sheet, axis: _Axis, worth: _Worth) -> Iterator[Hypothesis]:
    pairs = combinations(sorted(axis.lines), 2) if len(axis.lines) <= _MOST_PAIRED else pairwise(sorted(axis.lines))
    for one, two in pairs:
        first, second = axis.lines[one], axis.lines[two]
        marks = sorted(first.keys() & second.keys())
        if len(marks) > 1 and worth(_figures((first, second))):
            yield Hypothesis(
                words="are exchanged",
                sheet=sheet,
                lines=f"{axis.line}s {step_name(axis.line, one)} and {step_name(axis.line, two)}",
                across=axis.step,
                marks=marks,
                steps=[_moved(sheets, ((first[at], second[at]), (second[at], first[at]))) for at in marks],
            )


def _flows(sheets: Sheets, sheet: Sheet, spots: Mapping[Spot, int]) -> Iterator[Hypothesis]:
    """All exports printed as imports, and imports as exports."""
    steps: dict[int, dict[int, int]] = defaultdict(dict)
    for spot, column in spots.items():
        key = sheets.places[column].key
        flow, _, item = key.series.partition(".")
        if flow in _OTHER_FLOW:
            other = sheets.column_of(replace(key, series=f"{_OTHER_FLOW[flow]}.{item}"))
            if other is not None:
                steps[spot.row].update(_moved(sheets, ((column, other),)))
    if steps:
        marks = sorted(steps)
        yield Hypothesis(
            words="are exchanged",
            sheet=sheet,
            lines="exports and imports",
            across="row",
            marks=marks,
            steps=[steps[mark] for mark in marks],
        )


def _scalings(sheets: Sheets, sheet: Sheet, axis: _Axis, groups: Iterable[_Group]) -> Iterator[Hypothesis]:
    """What was divided was rounded, and is known to half the factor."""
    for lines, group in groups:
        marks = sorted({mark for line in group.values() for mark in line})
        at = [[line[mark] for line in group.values() if mark in line] for mark in marks]
        for words, change, slack in _undoing([sheets.cell(column).count for columns in at for column in columns]):
            yield Hypothesis(
                words=words,
                sheet=sheet,
                lines=lines,
                across=axis.step,
                marks=marks,
                steps=[{column: change(sheets.cell(column).count) for column in columns} for columns in at],
                slack=slack,
                plausibility=1,
            )


def _undoing(counts: Sequence[int]) -> Iterator[tuple[str, Callable[[int], int], int]]:
    for factor in _FACTORS:
        yield f"are {factor:,} times too small", partial(_times, factor), factor // 2
        if sum(count % factor == 0 for count in counts) * 10 >= len(counts) * 9:
            yield f"are {factor:,} times too large", partial(_divided, factor), 0
    yield "have the sign turned", partial(_times, -1), 0


def _times(factor: int, count: int) -> int:
    return (factor - 1) * count


def _divided(factor: int, count: int) -> int:
    return count // factor - count


def _stale(sheets: Sheets, sheet: Sheet, axis: _Axis, worth: _Worth) -> Iterator[Hypothesis]:
    """A line that repeats another, or what the release before printed for the period before, figure by figure."""
    tried = {place for place in sorted(axis.lines) if worth(axis.lines[place].values())}
    for one, two in _alike(sheets, axis.lines, tried):
        names = [step_name(axis.line, place) for place in (one, two)]
        both = f"{axis.line}s {' and '.join(sorted(names, key=lambda name: (len(name), name)))}"
        yield _whole(sheet, axis, one, f"repeats {axis.line} {names[1]}", both)
    for place in sorted(tried):
        if _repeats_before(sheets, axis.lines[place]):
            yield _whole(sheet, axis, place, "repeats what the release before printed for the period before")


def _whole(sheet: Sheet, axis: _Axis, place: int, words: str, both: str = "") -> Hypothesis:
    line = axis.lines[place]
    return Hypothesis(
        words=words,
        sheet=sheet,
        lines=f"{axis.line} {step_name(axis.line, place)}",
        across=axis.step,
        marks=sorted(line),
        steps=[{} for _ in line],
        is_whole=True,
        lost=frozenset(line.values()),
        both=both,
    )


def _alike(sheets: Sheets, lines: _Lines, tried: set[int]) -> list[tuple[int, int]]:
    """Each tried line with every other that it repeats, wherever that stands, the nearest first; zeros do not count."""
    holding: dict[tuple[int, int, Decimal], list[int]] = defaultdict(list)
    for place, line in lines.items():
        for mark, column in line.items():
            cell = sheets.cell(column)
            if cell.count:
                holding[mark, cell.count, cell.published_unit].append(place)
    same = Counter(
        (one, two)
        for (mark, *_), places in holding.items()
        for one in tried.intersection(places)
        for two in places
        if one != two and not _are_one(sheets, lines[one][mark], lines[two][mark])
    )
    found = [
        (one, two)
        for (one, two), times in same.items()
        if times > 2 and times * 10 >= _filled(sheets, lines[one], lines[two]) * 9
    ]
    return sorted(found, key=lambda pair: (abs(pair[0] - pair[1]), pair))


def _filled(sheets: Sheets, line: Mapping[int, int], other: Mapping[int, int]) -> int:
    """At how many places of the line it or the other is not zero: two zeros are no sign of a copy, nor against."""
    return sum(
        mark not in other or sheets.cell(column).count != 0 or sheets.cell(other[mark]).count != 0
        for mark, column in line.items()
    )


def _are_one(sheets: Sheets, one: int, two: int) -> bool:
    """Whether both print the same by definition: January, and the year to date up to January."""
    first, second = sheets.places[one].key, sheets.places[two].key
    return first.period.position == 1 and (first.series, first.period) == (second.series, second.period)


def _repeats_before(sheets: Sheets, line: Mapping[int, int]) -> bool:
    cells = [sheets.cell(column) for column in line.values()]
    same = sum(sheets.before.get(shifted(cell.key, -1)) == cell.count != 0 for cell in cells)
    return len(cells) > 2 and same * 10 >= len(cells) * 9


def _moved(sheets: Sheets, pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The changes that give each first figure what is printed for its second; of figures with the same unit only."""
    return {
        to: sheets.cell(source).count - sheets.cell(to).count
        for to, source in pairs
        if sheets.cell(to).published_unit == sheets.cell(source).published_unit
    }


def step_name(line: str, place: int) -> str:
    """A row by its number, a column by its letters."""
    if line == "row":
        return str(place)
    name = ""
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name

"""What can befall whole lines of a sheet: the changes that would undo it, step by step along the lines."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from watchdog.check.localise.sheet import Sheet, Sheets, Spot, shifted

Changes = Mapping[int, int]
_Lines = Mapping[int, Mapping[int, int]]

_FACTORS = (1000, 100, 10)
# Beyond so many lines only neighbours are tried for an exchange.
_MOST_PAIRED = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """What happened to some lines (`words`), and how to undo it at each step along them; `marks` name the steps.

    A run of steps loses the figures `lost_before` its first and `lost_after` its last. `slack` is what rounding after a
    division leaves unknown of each figure.
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
    lost: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Lines of a sheet along one axis: by place across, then by place along, the figure."""

    line: str
    step: str
    lines: _Lines


def hypotheses(sheets: Sheets, wanted: Sequence[Sheet]) -> Iterator[Hypothesis]:
    """All that is tried for these sheets."""
    for sheet in wanted:
        spots = sheets.spots[sheet]
        for axis in _axes(spots):
            yield from _shifts(sheets, sheet, axis)
            yield from _exchanges(sheets, sheet, axis)
            yield from _scalings(sheets, sheet, axis)
            yield from _stale(sheets, sheet, axis)
        yield from _flows(sheets, sheet)


def _axes(spots: Mapping[Spot, int]) -> Iterator[_Axis]:
    down: dict[int, dict[int, int]] = defaultdict(dict)
    right: dict[int, dict[int, int]] = defaultdict(dict)
    for spot, column in sorted(spots.items()):
        down[spot.column][spot.row] = column
        right[spot.row][spot.column] = column
    yield _Axis("column", "row", down)
    yield _Axis("row", "column", right)


def _groups(axis: _Axis) -> Iterator[tuple[str, _Lines]]:
    """Each line, and all of them together."""
    for place, line in axis.lines.items():
        if len(line) > 2:
            yield f"{axis.line} {step_name(axis.line, place)}", {place: line}
    if len(axis.lines) > 1:
        yield f"all {axis.line}s", axis.lines


def _shifts(sheets: Sheets, sheet: Sheet, axis: _Axis) -> Iterator[Hypothesis]:
    for lines, group in _groups(axis):
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
                marks=[to for to, _ in moves],
                steps=steps,
                lost_after=lost if ahead else (),
                lost_before=() if ahead else lost,
            )


def _exchanges(sheets: Sheets, sheet: Sheet, axis: _Axis) -> Iterator[Hypothesis]:
    pairs = combinations(sorted(axis.lines), 2) if len(axis.lines) <= _MOST_PAIRED else pairwise(sorted(axis.lines))
    for one, two in pairs:
        first, second = axis.lines[one], axis.lines[two]
        marks = sorted(first.keys() & second.keys())
        if len(marks) > 1:
            yield Hypothesis(
                words="are exchanged",
                sheet=sheet,
                lines=f"{axis.line}s {step_name(axis.line, one)} and {step_name(axis.line, two)}",
                across=axis.step,
                marks=marks,
                steps=[_moved(sheets, ((first[at], second[at]), (second[at], first[at]))) for at in marks],
            )


def _flows(sheets: Sheets, sheet: Sheet) -> Iterator[Hypothesis]:
    """All exports printed as imports, and imports as exports."""
    steps: dict[int, dict[int, int]] = defaultdict(dict)
    for spot, column in sheets.spots[sheet].items():
        key = sheets.cells[column].key
        for here, there in (("exports.", "imports."), ("imports.", "exports.")):
            if key.series.startswith(here):
                other = sheets.by_key.get(
                    type(key)(there + key.series.removeprefix(here), key.period, key.measure, key.outlet)
                )
                if other is not None:
                    steps[spot.row].update(_moved(sheets, ((column, other),)))
    marks = sorted(steps)
    if marks:
        yield Hypothesis(
            words="are exchanged", sheet=sheet, lines="exports and imports", across="row", marks=marks,
            steps=[steps[mark] for mark in marks],
        )  # fmt: skip


def _scalings(sheets: Sheets, sheet: Sheet, axis: _Axis) -> Iterator[Hypothesis]:
    for lines, group in _groups(axis):
        marks = sorted({mark for line in group.values() for mark in line})
        at = [[line[mark] for line in group.values() if mark in line] for mark in marks]
        counts = [[sheets.cells[column].count for column in columns] for columns in at]
        forms = [("have the sign turned", [[-2 * count for count in each] for each in counts], 0)]
        for factor in _FACTORS:
            forms.append(
                (
                    f"are {factor:,} times too small",
                    [[(factor - 1) * count for count in each] for each in counts],
                    factor // 2,
                )
            )
            forms.append(
                (f"are {factor:,} times too large", [[count // factor - count for count in each] for each in counts], 1)
            )
        for words, changes, slack in forms:
            yield Hypothesis(
                words=words, sheet=sheet, lines=lines, across=axis.step, marks=marks, slack=slack,
                steps=[dict(zip(columns, change, strict=True)) for columns, change in zip(at, changes, strict=True)],
            )  # fmt: skip


def _stale(sheets: Sheets, sheet: Sheet, axis: _Axis) -> Iterator[Hypothesis]:
    """A line that repeats its neighbour, or what the release before printed for the period before, figure by figure."""
    ordered = sorted(axis.lines)
    for before, place, after in zip([None, *ordered], ordered, [*ordered[1:], None], strict=False):
        line = axis.lines[place]
        for words, copied in (
            (f"repeats the {axis.line} before it", _repeats(sheets, line, axis.lines.get(before) if before else None)),
            (f"repeats the {axis.line} after it", _repeats(sheets, line, axis.lines.get(after) if after else None)),
            ("repeats what the release before printed for the period before", _repeats_before(sheets, line)),
        ):
            if copied:
                yield Hypothesis(
                    words=words, sheet=sheet, lines=f"{axis.line} {step_name(axis.line, place)}", across=axis.step,
                    marks=sorted(line), steps=[{} for _ in line], is_whole=True, lost=frozenset(line.values()),
                )  # fmt: skip


def _repeats(sheets: Sheets, line: Mapping[int, int], other: Mapping[int, int] | None) -> bool:
    pairs = [(line[mark], other[mark]) for mark in line if mark in other] if other else []
    same = sum(sheets.cells[one].count == sheets.cells[two].count != 0 for one, two in pairs)
    return len(pairs) > 2 and same * 10 >= len(line) * 9


def _repeats_before(sheets: Sheets, line: Mapping[int, int]) -> bool:
    cells = [sheets.cells[column] for column in line.values()]
    same = sum(sheets.before.get(shifted(cell.key, -1)) == cell.count != 0 for cell in cells)
    return len(cells) > 2 and same * 10 >= len(cells) * 9


def _moved(sheets: Sheets, pairs: object) -> dict[int, int]:
    """The changes that give each first figure what is printed for its second; of figures with the same unit only."""
    cells = sheets.cells
    return {
        to: cells[source].count - cells[to].count
        for to, source in pairs  # type: ignore[attr-defined]
        if cells[to].published_unit == cells[source].published_unit
    }


def step_name(line: str, place: int) -> str:
    if line == "row":
        return str(place)
    name = ""
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name

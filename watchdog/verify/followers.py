"""What stands behind a figure and says what it is: '... increase in capital goods', '... in November'."""

from dataclasses import dataclass, field

from watchdog.verify.marks import Mark, Marked
from watchdog.verify.moments import Named
from watchdog.verify.topics import PARTS, Phrase, phrase_at
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import WEAK, Part

_ADJECTIVES = words_in(
    "a an the sharp monthly annual month year over yearly big large steep modest slight net overall trade u us"
    " record one total huge small strong notable further drop nominal seasonally adjusted bigger"
)
_BEFORE_MOVE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Followers:
    """`move` is a word for a move that the figure measures, `phrase` what it is of; `takes_topic` says that the phrase
    is the figure's topic, `is_level` that it says itself what the figure is. `period` is when, `base` and `ago` against
    what; `joined` that the next figure follows through 'to' or 'or'; `forecast` that somebody expected it.
    """

    move: Mark | None = None
    phrase: Phrase | None = None
    takes_topic: bool = False
    is_level: bool = False
    period: Named | None = None
    base: Named | None = None
    ago: str = ""
    joined: str = ""
    forecast: bool = False
    revised: bool = False
    than: bool = False
    aggregate: str = ""
    ago_from: bool = False
    when: frozenset[int] = frozenset()
    against: frozenset[int] = frozenset()


def followers(marked: Marked, index: int) -> Followers:
    """What stands behind the figure at this mark."""
    marks = marked.marks
    move = _move_behind(marked, index)
    at = index + 1 if move is None else index + 2
    phrase, takes, is_level = _phrase_behind(marked, index, at, moved=move is not None)
    after = phrase.end if phrase is not None and takes else at
    moments = _Moments()
    _moments_behind(marked, after, moments)
    return Followers(
        move=move,
        phrase=phrase,
        takes_topic=takes,
        is_level=is_level,
        period=moments.period,
        base=moments.base,
        ago=moments.ago,
        joined=moments.joined,
        forecast=_is_forecast(marked, index),
        revised=any(mark.part is Part.REVISED for mark in marks[index + 1 : index + 4]),
        than=moments.than,
        aggregate=moments.aggregate or (phrase.aggregate if phrase is not None and takes else ""),
        ago_from=moments.ago_from,
        when=frozenset(moments.when),
        against=frozenset(moments.against),
    )


def _move_behind(marked: Marked, index: int) -> Mark | None:
    marks = marked.marks
    if index + 1 >= len(marks) or marks[index + 1].part is not Part.MOVE or not marked.is_noun(marks[index + 1]):
        return None
    gap = marked.gap(index + 1)
    return marks[index + 1] if len(gap) <= _BEFORE_MOVE and all(key in _ADJECTIVES for key in gap) else None


def _phrase_behind(marked: Marked, index: int, at: int, *, moved: bool) -> tuple[Phrase | None, bool, bool]:
    """The phrase behind the figure or its move; whether it is what the figure is about, and says that it is a level."""
    marks = marked.marks
    first = at
    if first < len(marks) and marks[first].part is Part.STATE and marked.tokens[marks[first].start].key == "of":
        first += 1
    if first >= len(marks) or marks[first].part not in PARTS:
        return None, False, False
    gap = marked.between(marks[at - 1].end, marks[first].start)
    if len(gap) > _BEFORE_MOVE or not all(key in _ADJECTIVES or key in ("in", "of", "for", "with") for key in gap):
        return None, False, False
    phrase = phrase_at(marked, first)
    if phrase is None:
        return None, False, False
    through = any(key in ("in", "of", "for", "with") for key in gap)
    if moved:
        return phrase, through, False
    before = marked.tokens[marks[index].start - 1].key if marks[index].start else ""
    if phrase.has_flow:
        is_level = not through or before in ("a", "an", "the", "of")
        return phrase, is_level, is_level
    return phrase, through, False


@dataclass(slots=True)
class _Moments:
    period: Named | None = None
    base: Named | None = None
    ago: str = ""
    ago_from: bool = False
    joined: str = ""
    than: bool = False
    is_from: bool = False
    aggregate: str = ""
    when: list[int] = field(default_factory=list)
    against: list[int] = field(default_factory=list)


def _moments_behind(marked: Marked, at: int, moments: _Moments) -> None:
    for index in range(at, len(marked.marks)):
        mark = marked.marks[index]
        if mark.part is Part.FIGURE:
            moments.joined = _joint_to(marked, index)
            return
        if mark.part is Part.MOVE or (mark.part is Part.FLOW and not moments.than):
            return
        if mark.part is Part.JOINT:
            moments.is_from = mark.value == "from"
            moments.than = moments.than or marked.tokens[mark.start].key == "than"
        elif mark.part is Part.AGGREGATE and mark.value not in WEAK:
            moments.aggregate = moments.aggregate or mark.value
        else:
            _take_moment(marked, index, moments)


def _take_moment(marked: Marked, index: int, moments: _Moments) -> None:
    mark = marked.marks[index]
    if mark.part is Part.AGO:
        moments.ago = moments.ago or mark.value
        moments.ago_from = moments.ago_from or moments.is_from
        moments.against.append(index)
    elif mark.part is Part.PERIOD and marked.is_possessive(mark) and not moments.is_from:
        return  # "October's $29.4 billion": it is the next figure's
    elif mark.part is Part.PERIOD and mark.named is not None and "since" not in marked.gap(index):
        if (moments.is_from and not mark.named.first) or (moments.ago and not mark.named.month):
            moments.base = moments.base or mark.named
            moments.against.append(index)
        else:
            moments.period = moments.period or mark.named
            moments.when.append(index)


def _joint_to(marked: Marked, at: int) -> str:
    """How the figure at this mark hangs on the one before it."""
    before = marked.marks[at - 1]
    if before.part is Part.JOINT:
        return before.value
    gap = marked.gap(at)
    return "or" if "or" in gap or "(" in gap else ""


def _is_forecast(marked: Marked, index: int) -> bool:
    """'the $44.0 billion economists expected'."""
    marks = marked.marks
    following = marks[index + 1] if index + 1 < len(marks) else None
    if following is None or following.part is not Part.FORECAST:
        return False
    gap = marked.gap(index + 1)
    return len(gap) <= 3 and "," not in gap


def is_prior(marked: Marked, index: int, revised: str, role: str) -> bool:
    """Whether it is what was printed before a revision: 'revised from ...', 'a previously reported ...'."""
    if not revised or not index:
        return False
    before = marked.marks[index - 1]
    if before.part is Part.REVISED:
        return before.value == "before"
    return role == "base" and revised == "revised"

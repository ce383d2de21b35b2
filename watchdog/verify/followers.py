"""What stands behind a figure and says what it is: '... increase in capital goods', '... in November'."""

from dataclasses import dataclass, field

from watchdog.verify.marks import Mark, Marked
from watchdog.verify.moments import Named
from watchdog.verify.qualifiers import is_qualified, leads_elsewhere
from watchdog.verify.topics import PARTS, Phrase, phrase_at
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import WEAK, Part

_ADJECTIVES = words_in(
    "a an the sharp monthly annual month year over yearly big large steep modest slight net overall trade u us"
    " record one total huge small strong notable further drop nominal seasonally adjusted bigger"
)
_BEFORE_MOVE = 3
_OF = frozenset({"in", "of", "worth"})
_WHEN = words_in("ago earlier before previously prior previous last preceding same corresponding")


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
    other: str = ""
    is_vague: bool = False
    revised: bool = False
    than: bool = False
    aggregate: str = ""
    ago_from: bool = False
    when: frozenset[int] = frozenset()
    against: frozenset[int] = frozenset()


def followers(marked: Marked, index: int) -> Followers:
    """What stands behind the figure at this mark."""
    marks = marked.marks
    place = _move_behind(marked, index)
    move = None if place is None else marks[place]
    at = index + 1 if place is None else place + 1
    phrase, takes, is_level = _phrase_behind(marked, index, at, moved=move is not None)
    after = phrase.end if phrase is not None and takes else at
    moments = _Moments(is_from=is_comparison(marked, place))
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
        other=_other_behind(marked, index),
        is_vague=is_qualified(marked, phrase) if phrase is not None and takes else leads_elsewhere(marked, at),
        revised=any(mark.part is Part.REVISED for mark in marks[index + 1 : index + 4]),
        than=moments.than,
        aggregate=moments.aggregate or (phrase.aggregate if phrase is not None and takes else ""),
        ago_from=moments.ago_from,
        when=frozenset(moments.when),
        against=frozenset(moments.against),
    )


def _opens(marked: Marked, index: int) -> bool:
    """'At $54.5 billion, the deficit ...'."""
    before = marked.marks[index - 1] if index else None
    return before is not None and before.start == 0 and marked.tokens[0].key == "at"


def is_comparison(marked: Marked, place: int | None) -> bool:
    """Whether what follows this mark is what is compared with: 'above December's'."""
    return place is not None and marked.tokens[marked.marks[place].start].key in ("above", "below")


def _move_behind(marked: Marked, index: int) -> int | None:
    """Where the word stands that the figure measures; it may measure two: '$197.8 billion, or 4.8 percent, more'."""
    marks = marked.marks
    place = index + 1 + _is_restated(marked, index + 1)
    if place >= len(marks) or marks[place].part is not Part.MOVE or not marked.is_noun(marks[place]):
        return None
    gap = [key for key in marked.gap(place) if place == index + 1 or key not in (",", ")")]
    return place if len(gap) <= _BEFORE_MOVE and all(key in _ADJECTIVES for key in gap) else None


def _is_restated(marked: Marked, place: int) -> bool:
    """Whether the mark at this place says the figure before it again, in per cent or in dollars."""
    if place >= len(marked.marks):
        return False
    one, other = marked.marks[place - 1].quantity, marked.marks[place].quantity
    gap = marked.gap(place)
    joined = len(gap) <= 2 and ("or" in gap or "(" in gap)
    return joined and one is not None and other is not None and one.sort is not other.sort


def _phrase_behind(marked: Marked, index: int, at: int, *, moved: bool) -> tuple[Phrase | None, bool, bool]:
    """The phrase behind the figure or its move; whether it is what the figure is about, and says that it is a level."""
    marks = marked.marks
    first = at
    if first < len(marks) and marks[first].part is Part.STATE and marked.tokens[marks[first].start].key == "of":
        first += 1
    if first >= len(marks) or marks[first].part not in PARTS:
        return None, False, False
    gap = marked.between(marks[at - 1].end, marks[first].start)
    is_label = gap[:1] == [":"] or (gap[:1] == [","] and _opens(marked, index))
    gap = gap[is_label:]
    if len(gap) > _BEFORE_MOVE or not all(key in _ADJECTIVES or key in ("in", "of", "for", "with") for key in gap):
        return None, False, False
    phrase = phrase_at(marked, first)
    if phrase is None:
        return None, False, False
    through = any(key in ("in", "of", "for", "with") for key in gap)
    if moved:
        return phrase, through, False
    before = marked.tokens[marks[index].start - 1].key if marks[index].start else ""
    if is_label:
        return phrase, True, True
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
        mark, gap = marked.marks[index], marked.gap(index)
        if ";" in gap or ":" in gap:
            return
        if mark.part is Part.FIGURE:
            moments.joined = _joint_to(marked, index)
            return
        if "(" in gap and _is_labelled(marked, index):
            return
        if mark.part is Part.MOVE or (mark.part is Part.FLOW and not moments.than):
            return
        if mark.part is Part.JOINT:
            moments.is_from = mark.value == "from"
            moments.than = moments.than or marked.tokens[mark.start].key == "than"
        elif mark.part is Part.REVISED and mark.value == "before":
            moments.is_from = False  # 'more than previously reported, and December exports': that is all it is from
        elif mark.part is Part.AGGREGATE and mark.value not in WEAK:
            moments.aggregate = moments.aggregate or mark.value
        else:
            _take_moment(marked, index, moments)


def _is_labelled(marked: Marked, index: int) -> bool:
    """'(October: $29.2 billion)': what opens the parenthesis is said of the figure in it."""
    following = marked.marks[index + 1] if index + 1 < len(marked.marks) else None
    return following is not None and following.part is Part.FIGURE and ")" not in marked.gap(index + 1)


def _take_moment(marked: Marked, index: int, moments: _Moments) -> None:
    mark = marked.marks[index]
    if mark.part is Part.AGO:
        moments.ago = moments.ago or mark.value
        is_when = bool(_WHEN & set(marked.between(mark.start, mark.end)))  # no level is of 'month over month'
        moments.ago_from = moments.ago_from or moments.is_from or not is_when
        moments.against.append(index)
    elif mark.part is Part.PERIOD and marked.is_possessive(mark) and not moments.is_from:
        return  # "October's $29.4 billion": it is the next figure's
    elif mark.part is Part.PERIOD and mark.named is not None and "since" not in marked.gap(index):
        is_from = moments.is_from or marked.gap(index) == ["on"]
        if (is_from and not mark.named.first) or (moments.ago and not mark.named.month):
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


def _other_behind(marked: Marked, index: int) -> str:
    """'$30 billion in tariffs', '$4 billion worth of shares': of which other statistic it is."""
    marks = marked.marks
    place = index + 1
    while place < len(marks) and marks[place].part is Part.STATE and marked.tokens[marks[place].start].key in _OF:
        place += 1
    following = marks[place] if place < len(marks) else None
    if following is None or following.part is not Part.OTHER:
        return ""
    gap = marked.between(marks[index].end, following.start)
    is_of = any(key in _OF for key in gap) and len(gap) <= _BEFORE_MOVE + 1 and "," not in gap
    return following.value if is_of else ""


def is_prior(marked: Marked, index: int, revised: str, role: str) -> bool:
    """Whether it is what was printed before a revision: 'revised from ...', 'a previously reported ...'."""
    if not revised or not index:
        return False
    before = marked.marks[index - 1]
    if before.part is Part.REVISED:
        return before.value == "before"
    return role == "base" and revised == "revised"

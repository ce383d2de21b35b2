"""What a sentence denies: 'did not rise to', 'failed to widen', 'it is false that'; and 'not' that denies nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from watchdog.verify.marks import Mark, Marked
from watchdog.verify.reading import Measure, Mention, Sort
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

REMARK = "the sentence denies it, and denials are not read"

_AHEAD = words_in(
    "not cannot never hardly scarcely barely nor neither nobody none nothing no lack absence unable refused falsely"
    " wrongly mistakenly erroneously incorrectly"
)
_REPORTS = words_in("deny denied denying denie denial dispute disputed disputing refuted refute rebutted rebut")
_FALSE = words_in("false untrue incorrect inaccurate erroneous mistaken myth falsehood bogus fake debunked lie fiction")
_PHRASES = (
    *((verb, "to") for verb in ("fail", "failed", "failing", "failure", "contrary")),
    *((word, "of") for word in ("short", "instead")),
    ("rather", "than"), ("far", "from"), ("as", "opposed", "to"), ("nowhere", "near"),
)  # fmt: skip
_CONTRASTS = words_in("rather instead as contrary")
_HARDLY = words_in("hardly scarcely barely")
_OF_NOTHING = words_in(
    "seasonally adjusted annualized annualised inflation annual only just merely simply solely alone least including"
    " counting excluding accounting considering taking since until surprisingly surprising unexpectedly unexpected"
    " coincidentally unlike unusual uncommon unprecedented necessarily quite long comment explain specify respond"
    " elaborate disclose before mind but other to"
)
"""Behind 'not', 'never' or 'nothing': it is of how a figure is counted, or of something else than the figure."""
_NO_MATTER = words_in(
    "more fewer less later doubt surprise wonder matter question secret coincidence exception small mean . , ) -"
)
_NOT_IN_DOUBT = words_in("if whether or why")
_SAID_SO = words_in("true correct accurate so what right case")
_HAPPENS = words_in(
    "recorded seen observed reported happen happened occur occurred materialize materialized exist existed registered"
    " posted realized"
)
_ENDS = words_in("but yet while whereas although though because when after before despite until unless even amid given")
_GOES_ON = words_in("to by from or nor in on at of")
_PASTS = words_in("rose fell grew sank slid shrank was were stood came ran leapt did had has have went swelled said")
_CONTENT = frozenset({Part.MOVE, Part.STATE, Part.FIGURE, Part.EXTREME, Part.RELEASED})
_SUBJECTS = frozenset({Part.FLOW, Part.ITEM, Part.PARTNER})
_HARMLESS = frozenset({Part.HEDGE, Part.BASIS, Part.GAP, Part.WITHOUT})
_RELATIVES = frozenset({"which", "that", "who"})


class _Kind(StrEnum):
    CLAUSE = "clause"
    CONTRAST = "contrast"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class _Denial:
    """The tokens from `start` up to `end` are denied; `after` is where a plain 'not' ends, -1 for any other word."""

    start: int
    end: int
    after: int = -1


def with_denials(marked: Marked, found: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions of a sentence: what it denies is set aside, or marked where the contrary is plain."""
    denials = list(_denials(marked))
    for mention in found:
        at = next((place for place, token in enumerate(marked.tokens) if token.end > mention.start), -1)
        over = [denial for denial in denials if denial.start <= at < denial.end]
        if not over or mention.aside or any(reading.prior for reading in mention.readings):
            yield mention
        elif len(over) == 1 and over[0].after == at and _is_plain(marked, mention, at):
            yield replace(mention, is_denied=True)
        else:
            yield replace(mention, readings=(), others=(), guess="", aside="not checkable", remark=REMARK)


def is_denied(marked: Marked, place: int) -> bool:
    """Whether the token at this place stands in a denial."""
    return any(denial.start <= place < denial.end for denial in _denials(marked))


def _is_plain(marked: Marked, mention: Mention, at: int) -> bool:
    """'was not $56.8 billion' and 'did not widen': what they deny can be said the other way round."""
    if mention.rivals or mention.guess or len(mention.readings) != 1:
        return False
    if mention.sort is Sort.DIRECTION:
        return True
    verb = marked.tokens[at - 1].key if marked.tokens[at - 1].key != "not" else marked.tokens[at - 2].key
    is_level = mention.readings[0].measure is Measure.LEVEL and mention.quantity is not None
    return is_level and verb.removesuffix("n't") in ("was", "were", "is", "are")


def _denials(marked: Marked) -> Iterator[_Denial]:
    keys = [token.key for token in marked.tokens]
    harmless = {place for mark in marked.marks if mark.part in _HARMLESS for place in range(mark.start, mark.end)}
    for place, key in enumerate(keys):
        if place in harmless:
            continue
        if key in _FALSE or (key == "wrong" and _is_predicate(keys, place)):
            yield _Denial(_begins(keys, place), _ends(marked, place + 1, _Kind.REPORT))
        elif key in _REPORTS:
            yield _Denial(place + 1, _ends(marked, place + 1, _Kind.REPORT))
        elif width := _phrase(keys, place):
            kind = _Kind.CONTRAST if key in _CONTRASTS else _Kind.CLAUSE
            start, end = place + width, _ends(marked, place + width, kind)
            if not any(start <= mark.start < end and mark.part is Part.REVISED for mark in marked.marks):
                yield _Denial(start, end)  # 'instead of $29.4 billion as first reported' was so once
        elif (key in _AHEAD or key.endswith("n't")) and not _is_of_nothing(marked, keys, place):
            yield from _ahead(marked, keys, place)


def _ahead(marked: Marked, keys: Sequence[str], place: int) -> Iterator[_Denial]:
    is_not = keys[place] in ("not", "cannot") or keys[place].endswith("n't")
    following = keys[place + 1 : place + 4]
    if is_not and (_SAID_SO & set(following[:1]) or following[:2] == ["the", "case"]):
        yield _Denial(_begins(keys, place), _ends(marked, place + 1, _Kind.REPORT))
        return
    is_aside = place > 0 and keys[place - 1] in (",", "(") and keys[place] == "not"
    kind = _Kind.CONTRAST if is_aside else _Kind.CLAUSE
    start = 0 if keys[place] == "neither" else place + 1
    yield _Denial(start, _ends(marked, place + 1, kind), place + 1 if is_not and not is_aside else -1)
    if not is_not:
        return
    verb = place if keys[place].endswith("n't") else place - 1
    if _HAPPENS & set(following[:2]) and verb > 0 and keys[verb - 1] not in _RELATIVES:
        yield _Denial(_begins(keys, place), place)
    elif (subject := _figure_before(marked, verb)) is not None:
        yield _Denial(subject.start, subject.end)


def _is_of_nothing(marked: Marked, keys: Sequence[str], place: int) -> bool:
    following = keys[place + 1] if place + 1 < len(keys) else "."
    match keys[place]:
        case "no":
            return following in _NO_MATTER or keys[max(0, place - 1)] == "for"
        case key if key in _HARDLY:
            at = next((mark for mark in marked.marks if mark.start == place + 1), None)
            return at is None or at.part is not Part.MOVE or at.value == "either"
    if following in ("to", "before"):  # 'asked not to be named'; 'never before has it been so large'
        return following == "to" or keys[place] == "never"
    return following in _OF_NOTHING or (place > 0 and keys[place - 1] in _NOT_IN_DOUBT)


def _is_predicate(keys: Sequence[str], place: int) -> bool:
    """'is wrong', 'wrong to say'; not 'the wrong month'."""
    return keys[place + 1 : place + 2] in (["that"], ["to"]) or keys[max(0, place - 1)] in ("is", "was", "are", "were")


def _phrase(keys: Sequence[str], place: int) -> int:
    """How many words of a denial of several begin here; 0 for none."""
    return next((len(each) for each in _PHRASES if tuple(keys[place : place + len(each)]) == each), 0)


def _figure_before(marked: Marked, verb: int) -> Mark | None:
    """'$56.8 billion was not the deficit': a figure that is itself the subject."""
    for mark in marked.marks:
        if mark.part in _SUBJECTS:
            return None
        if mark.part is Part.FIGURE and mark.end == verb:
            return mark
    return None


def _begins(keys: Sequence[str], place: int) -> int:
    """Where the sentence, or the part of it behind a semicolon or a 'but', begins."""
    return next((at + 1 for at in range(place - 1, -1, -1) if keys[at] in (";", "but", "\u2014", "while")), 0)


def _ends(marked: Marked, start: int, kind: _Kind) -> int:
    """Where what is denied ends."""
    keys = [token.key for token in marked.tokens]
    skipped, stop = -1, _verb_behind(marked, start) if kind is _Kind.CONTRAST else len(keys)
    keys = keys[:stop]
    for at in range(start, len(keys)):
        key = keys[at]
        if key in (";", "\u2014", ")") or key in ("but", "yet"):
            return at
        if kind is _Kind.REPORT or at < skipped:
            continue
        if key == ",":
            if kind is _Kind.CONTRAST and at > start:
                return at
            aside = _aside_ends(keys, at, is_first=at == start)
            if not aside and keys[at + 1 : at + 2] and keys[at + 1] not in _GOES_ON:
                return at
            skipped = aside
        elif key in (":", "(") or key in _ENDS or (key in ("and", "as") and _begins_clause(marked, start, at)):
            return at
    return len(keys)


def _verb_behind(marked: Marked, start: int) -> int:
    """Where the verb stands of 'exports rather than imports fell', which is not denied."""
    following = [mark for mark in marked.marks if mark.start >= start]
    if following and following[0].part in _SUBJECTS and following[0].start <= start + 1:
        for mark in following:
            if mark.part is Part.MOVE or (
                mark.part is Part.STATE and marked.tokens[mark.start].key not in ("of", "at")
            ):
                return mark.start
    return len(marked.tokens)


def is_ruled_out(marked: Marked, mark: Mark) -> bool:
    """Whether a subject is named only to be ruled out: 'exports, not imports, fell', 'not including services'."""
    before = marked.between(max(0, mark.start - 3), mark.start)
    while before and before[-1] in ("the", "of") and before[-2:] != ["instead", "of"]:
        before.pop()
    if before[-2:] in ([",", "not"], ["rather", "than"], ["instead", "of"]):
        return True
    is_left_out = before[-1:] != [] and before[-1] in ("include", "including", "counting", "cover")
    return is_left_out and len(before) > 1 and (before[-2] == "not" or before[-2].endswith("n't"))


def _aside_ends(keys: Sequence[str], comma: int, *, is_first: bool) -> int:
    """The second comma of ', as expected,', of whatever comes between commas right behind the denial; 0 for none."""
    far = 8 if is_first else 4
    if not is_first and keys[comma + 1 : comma + 2] != ["as"]:
        return 0
    return next((at + 1 for at in range(comma + 1, min(comma + far, len(keys))) if keys[at] == ","), 0)


def _begins_clause(marked: Marked, start: int, at: int) -> bool:
    """Whether a verb has been denied, and a subject or a verb of its own follows this 'and' or 'as'."""
    if not any(start <= mark.start < at and mark.part in _CONTENT for mark in marked.marks):
        return False
    following = next((mark for mark in marked.marks if mark.start > at), None)
    if following is None or following.start > at + 3:
        return False
    if following.part in _SUBJECTS:
        return True
    key = marked.tokens[at + 1].key
    return following.start == at + 1 and (key.endswith("ed") or key in _PASTS)

"""Words that compare two figures of one sentence: 'exports of $292.1 billion exceeded imports of $348.9 billion'."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from watchdog.verify.denials import is_denied
from watchdog.verify.marks import Mark, Marked
from watchdog.verify.phrasing import dollars
from watchdog.verify.reading import Measure, Mention, Sort
from watchdog.verify.verdict import Judged, Verdict
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

_MORE = words_in("exceeded exceed exceeding outpaced outstripped outweighed surpassed topped outran dwarfed eclipsed")
_LESS = words_in("trailed trail trailing lagged undershot")
_LARGER = words_in("larger bigger greater higher wider more above")
_SMALLER = words_in("smaller lower narrower less fewer below")
_ALONE = frozenset({"above", "below"})
_BARS = words_in("; and but while whereas or time twice half double triple combined together ? by")
_BETWEEN = frozenset({Part.FLOW, Part.ITEM, Part.PARTNER, Part.BASIS, Part.PERIOD, Part.AGO, Part.STATE, Part.JOINT})
_GOOD = frozenset({Verdict.RIGHT, Verdict.ROUNDING})


@dataclass(frozen=True, slots=True)
class _Word:
    """The tokens from `start` up to `end` say that what is before them is larger (1) or smaller (-1)."""

    start: int
    end: int
    way: int


def compared(judged: Sequence[Judged], sentences: Sequence[Marked]) -> list[Judged]:
    """The verdicts, with one on each word that sets two right figures in the wrong order."""
    found = [*judged, *_wrong(judged, sentences)]
    return sorted(found, key=lambda each: (each.mention.sentence, each.mention.start, each.mention.end))


def _wrong(judged: Sequence[Judged], sentences: Sequence[Marked]) -> Iterator[Judged]:
    by_place = {(each.mention.sentence, each.mention.start): each for each in judged}
    for number in sorted({each.mention.sentence for each in judged if each.mention.quantity is not None}):
        marked = sentences[number]
        if marked.tokens[-1].key == "?":
            continue
        figures = [place for place, mark in enumerate(marked.marks) if mark.part is Part.FIGURE]
        for one, other in pairwise(figures):
            if told := _order(marked, number, one, other, by_place):
                yield told


def _order(
    marked: Marked, number: int, one: int, other: int, by_place: Mapping[tuple[int, int], Judged]
) -> Judged | None:
    """The verdict on the word between two figures; None where there is none, or it is right."""
    pair = [by_place.get((number, marked.tokens[marked.marks[at].start].start)) for at in (one, other)]
    first, second = pair
    if first is None or second is None or first.mention.is_base or not all(_is_level(each) for each in (first, second)):
        return None
    word = _word(marked, one, other)
    if word is None or is_denied(marked, word.start):
        return None
    sizes = [each.mention.quantity.value for each in (first, second) if each.mention.quantity]
    if (sizes[0] - sizes[1]) * word.way >= 0:
        return None
    start, end = marked.tokens[word.start].start, marked.tokens[word.end - 1].end
    if any(place[0] == number and start <= place[1] < end for place in by_place):
        return None
    relation = "less" if sizes[0] < sizes[1] else "more"
    reason = f"both are right, and {dollars(sizes[0])} is {relation} than {dollars(sizes[1])}"
    return Judged(
        mention=Mention(sort=Sort.DIRECTION, sentence=number, start=start, end=end),
        verdict=Verdict.WRONG, reason=reason, reading=f"{first.reading} against {second.reading}",
        provenance=first.provenance, cells=(*first.cells, *second.cells),
        addresses=(*first.addresses, *second.addresses),
    )  # fmt: skip


def _is_level(judged: Judged) -> bool:
    mention = judged.mention
    if judged.verdict not in _GOOD or mention.is_denied or not mention.readings or mention.quantity is None:
        return False
    is_plain = mention.quantity.high is None and not mention.quantity.signed
    return is_plain and all(reading.measure is Measure.LEVEL for reading in mention.readings)


def _word(marked: Marked, one: int, other: int) -> _Word | None:
    """The only word between two figures that compares them, where nothing else stands there that could."""
    first, second = marked.marks[one], marked.marks[other]
    keys = marked.between(first.end, second.start)
    if _BARS & set(keys):
        return None
    words = list(_words(marked, first.end, second.start))
    if len(words) != 1:
        return None
    (word,) = words
    within = [mark for mark in marked.marks[one + 1 : other] if not word.start <= mark.start < word.end]
    if any(mark.part not in _BETWEEN or _is_to(marked, mark) for mark in within):
        return None
    return None if "," in marked.between(word.end, second.start) else word


def _words(marked: Marked, start: int, end: int) -> Iterator[_Word]:
    for place in range(start, end):
        key, following = marked.tokens[place].key, marked.tokens[place + 1].key
        if key in _MORE or key in _LESS:
            yield _Word(place, place + 1, 1 if key in _MORE else -1)
        elif (key in _LARGER or key in _SMALLER) and (following == "than" or key in _ALONE):
            yield _Word(place, place + 1 + (following == "than"), 1 if key in _LARGER else -1)


def _is_to(marked: Marked, mark: Mark) -> bool:
    """'to' and 'from' lead to a figure of their own."""
    return mark.part is Part.JOINT and marked.tokens[mark.start].key != "than"

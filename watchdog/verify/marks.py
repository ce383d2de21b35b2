"""A sentence as the phrases that mean something, in order: figures, moments, and the words of the vocabulary."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchdog.verify.moments import Named, moment_at, weekday_at
from watchdog.verify.quantities import Quantity, declared_scale, quantity_at
from watchdog.verify.text import Sentence, Text
from watchdog.verify.tokens import Kind, Token, tokens
from watchdog.verify.vocabulary import Match, Vocabulary
from watchdog.verify.words import NOUNS, Part

_ONLY_CAPITALISED = frozenset({Part.PARTNER})
_SIGNS = frozenset("$+-~")
_ARTICLES = frozenset({"a", "an", "the", "another", "of"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One phrase, in the tokens from `start` up to `end`. Exactly one of `value`, `named`, `quantity` says which."""

    part: Part
    start: int
    end: int
    value: str = ""
    named: Named | None = None
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A sentence with its tokens and marks."""

    sentence: Sentence
    tokens: Sequence[Token]
    marks: Sequence[Mark]

    def between(self, one: int, other: int) -> list[str]:
        """The keys of the tokens between two token places."""
        return [token.key for token in self.tokens[one:other]]

    def gap(self, index: int) -> list[str]:
        """The keys between a mark and the one before it."""
        before = self.marks[index - 1].end if index else 0
        return self.between(before, self.marks[index].start)

    def is_noun(self, mark: Mark) -> bool:
        """Whether a word for a move can stand behind its figure."""
        return (
            self.tokens[mark.end - 1].written.lower().removesuffix("s") in NOUNS
            or self.tokens[mark.end - 1].key in NOUNS
        )

    def is_possessive(self, mark: Mark) -> bool:
        """Whether the phrase ends in 's."""
        return self.tokens[mark.end - 1].is_possessive


def marked(text: Text, sentence: Sentence, vocabulary: Vocabulary, declared: int | None = None) -> Marked:
    """The marks of one sentence; `declared` is the scale that its paragraph declares for bare figures."""
    found = _without_joining_hyphens(tokens(text.plain, sentence.start, sentence.end, vocabulary.words))
    own = declared_scale(found)
    marks: list[Mark] = []
    at = 0
    while at < len(found):
        follows = bool(marks) and marks[-1].part is Part.FIGURE and marks[-1].end == at
        mark = _mark_at(found, at, vocabulary, declared if own is None else own, follows_figure=follows)
        if mark is not None:
            marks.append(mark)
        at = mark.end if mark else at + 1
    return Marked(sentence=sentence, tokens=found, marks=marks)


def _without_joining_hyphens(found: Sequence[Token]) -> list[Token]:
    """'year-to-date' as three words."""
    kept: list[Token] = []
    for place, token in enumerate(found):
        if token.key == "-" and 0 < place < len(found) - 1:
            before, after = found[place - 1], found[place + 1]
            touching = before.end == token.start and token.end == after.start
            if touching and after.kind is Kind.WORD and before.kind in (Kind.WORD, Kind.NUMBER):
                continue
        kept.append(token)
    return kept


def _mark_at(
    found: Sequence[Token], at: int, vocabulary: Vocabulary, declared: int | None, *, follows_figure: bool
) -> Mark | None:
    if found[at].kind is Kind.SIGN and found[at].key not in _SIGNS:
        return None
    if (day := weekday_at(found, at)) is not None:
        return Mark(part=Part.WEEKDAY, start=at, end=at + 1, value=str(day))
    if moment := moment_at(found, at):
        part = Part.DATE if moment.named.is_date else Part.PERIOD
        return Mark(part=part, start=moment.start, end=moment.end, named=moment.named)
    if quantity := quantity_at(found, at, declared):
        return Mark(part=Part.FIGURE, start=at, end=quantity.end, quantity=quantity.quantity)
    chosen = (_chosen(found, at, match, declared, may_hedge=not follows_figure) for match in vocabulary.at(found, at))
    return next((mark for mark in chosen if mark is not None), None)


def _chosen(found: Sequence[Token], at: int, match: Match, declared: int | None, *, may_hedge: bool) -> Mark | None:
    """The one meaning that a phrase has here: before a figure it may hedge, right behind one it compares."""
    if may_hedge and (hedge := match.of(Part.HEDGE)):
        following = match.end + (match.end < len(found) and found[match.end].key in _ARTICLES)
        if following < len(found) and quantity_at(found, following, declared):
            if hedge in ("over", "below") and found[match.end].key == "the":  # 'below the $72.9 billion of December'
                return Mark(part=Part.JOINT, start=at, end=match.end, value="from")
            return Mark(part=Part.HEDGE, start=at, end=match.end, value=hedge)
    for meaning in match.meanings:
        if meaning.part is Part.HEDGE or (meaning.part in _ONLY_CAPITALISED and not found[at].is_capitalised):
            continue
        value = meaning.value
        if meaning.part is Part.ITEM:  # one name may be that of several lines
            value = "|".join(each.value for each in match.meanings if each.part is Part.ITEM)
        return Mark(part=meaning.part, start=at, end=match.end, value=value)
    return None

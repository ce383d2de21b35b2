"""Writes families of identities out: one member for each row that the release prints and that fits the left side.

A sum is of the rows that are printed, so a new line is in it and a missing one shows; where none is printed at all it
is of those that the rules know, and undecided.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from watchdog.formulas.expression import Expression, Term, Total
from watchdog.formulas.families import Words, as_row, named, replaced, singled, summed
from watchdog.formulas.parse import parse
from watchdog.model.identity import Identity
from watchdog.model.row_keys import RowKeys

_NO_ROWS = RowKeys({})
Printed = Callable[[Term], RowKeys]
"""The series that are printed where the term stands, each by the key that sets off the path of its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An identity without variables, and its two sides with every sum written out; `parts` are what sums are of."""

    identity: Identity
    left: Expression
    right: Expression
    parts: frozenset[Term] = frozenset()


def members(identity: Identity, printed: Printed) -> Iterator[Member]:
    """The identity itself, or those that it stands for in what is printed."""
    left, right = sides(identity)
    if not any(term.variables for side in (left, right) for term in (*singled(side), *summed(side))):
        yield Member(identity=identity, left=left, right=right)
        return
    for words in _choices(identity, left, right, printed):
        family = _Family(identity, words, printed)
        member = Member(
            identity=_named(identity, words),
            left=replaced(left, family.one, family.total),
            right=replaced(right, family.one, family.total),
            parts=frozenset(family.parts),
        )
        if not family.is_barren:
            yield member


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Expression:
    return parse(text)


def sides(identity: Identity) -> tuple[Expression, Expression]:
    """The two sides as formulas, read once."""
    return _parsed(identity.left), _parsed(identity.right)


def _choices(identity: Identity, left: Expression, right: Expression, printed: Printed) -> list[Words]:
    """The words for the variables of the left side: of the rows that fit it, and of those whose parts are printed."""
    variables = tuple(dict.fromkeys(name for term in singled(left) for name in term.variables))
    if not variables:
        return [{}]
    choices: dict[tuple[str, ...], Words] = {}
    for term in (*singled(left), *summed(right)):
        if set(variables) <= set(term.variables):
            for _, words in printed(term).fitting(pattern_of(term, identity)):
                if not identity.leaves_out(words):
                    choices.setdefault(tuple(words[n] for n in variables), {n: words[n] for n in variables})
    return list(choices.values())


def pattern_of(term: Term, identity: Identity) -> str:
    """The key with variables, as the keys of its document are written."""
    in_rows = (term.document or identity.document) in identity.paths
    return as_row(term.series) if in_rows else term.series


@dataclass(slots=True)
class _Family:
    """Puts words in the place of variables."""

    identity: Identity
    words: Words
    printed: Printed
    is_barren: bool = False
    parts: list[Term] = field(default_factory=list)

    def one(self, term: Term) -> Term:
        """The term of this member."""
        if not term.variables:
            return term
        key = named(pattern_of(term, self.identity), self.words)
        series = self.printed(term).get(key) or self._known(term).get(key) or named(term.series, self.words)
        return term.of(series)

    def total(self, term: Term) -> Total:
        """The terms that the sum is of. A row without parts, printed or known, is no total."""
        pattern = named(pattern_of(term, self.identity), self.words)
        for rows in (self.printed(term), self._known(term)):
            if found := [s for s, words in rows.fitting(pattern) if not self.identity.leaves_out(words)]:
                total = Total(tuple(term.of(series) for series in found))
                self.parts += total.members
                return total
        self.is_barren = True
        return Total(())

    def _known(self, term: Term) -> RowKeys:
        return self.identity.paths.get(term.document or self.identity.document, _NO_ROWS)


def _named(identity: Identity, words: Words) -> Identity:
    """The identity of one member, under a name of its own."""
    if not words:
        return identity
    return replace(
        identity,
        name=".".join((identity.name, *words.values())),
        label=_filled(identity.label, {name: word.replace("_", " ") for name, word in words.items()}),
        left=_filled(identity.left, words),
        right=_filled(identity.right, words),
        family=identity.name,
        starts=identity.starts if _is_dated(identity, words) else None,
    )


def _is_dated(identity: Identity, words: Words) -> bool:
    return not identity.starts_for or any(word in identity.starts_for.get(name, ()) for name, word in words.items())


def _filled(text: str, words: Words) -> str:
    for name, word in words.items():
        text = text.replace(f"<{name}>", word)
    return text

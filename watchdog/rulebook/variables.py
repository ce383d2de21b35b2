"""Finds what is wrong with the variables of an identity: unbound ones, and those that fit no row that the rules know."""

import difflib
from collections.abc import Iterable, Iterator

from watchdog.check.families import members, pattern_of
from watchdog.formulas.expression import Expression, Term, terms
from watchdog.formulas.families import singled, summed
from watchdog.model.identity import Identity
from watchdog.model.row_keys import RowKeys
from watchdog.rulebook.build import Parts, Placed
from watchdog.yamlfile.tree import Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean


def judge_variables(
    placed: Placed[Identity], left: Expression, right: Expression, at: Node, parts: Parts, mistakes: Mistakes
) -> None:
    """Every variable outside a sum must come from the left side, and every key with variables must fit a row."""
    bound = {name for term in singled(left) for name in term.variables}
    for term in summed(left):
        mistakes.add(at.mark.mistake(f"sum({term.series}) stands on the left side", "Write the sum on the right."))
    for term in singled(right):
        for name in set(term.variables) - bound:
            fix = "Sum over it: sum(...), or use it on the left side."
            mistakes.add(at.mark.mistake(f"<{name}> stands for one word here, and the left side gives none", fix))
    for term in summed(right):
        if set(term.variables) <= bound:
            fix = "Give what is summed over a variable of its own."
            mistakes.add(at.mark.mistake(f"sum({term.series}) is over variables of the left side", fix))
    _judge_fits(placed, (*terms(left), *terms(right)), at, parts, mistakes)


def series_compared(placed: Placed[Identity], parts: Parts) -> Iterator[list[str]]:
    """The series of each member of the family that the known rows make, or of the identity itself."""
    for member in members(placed.thing, lambda term: _rows(term, placed.thing, parts)):
        yield [term.series for side in (member.left, member.right) for term in terms(side)]


def _judge_fits(
    placed: Placed[Identity], used: Iterable[Term], at: Node, parts: Parts, mistakes: Mistakes
) -> None:
    identity, seen = placed.thing, dict[str, set[str]]()
    for term in used:
        if not term.variables:
            continue
        found = [words for _, words in _rows(term, identity, parts).fitting(pattern_of(term, identity))]
        if not found and (term.document or identity.document) in parts.layouts:
            document = term.document or identity.document
            fix = "A variable stands for one word between dots; `watchdog rules explain` shows the series of a document."
            mistakes.add(at.mark.mistake(f"{document} has no row that fits {term.series}", fix))
        for words in found:
            for name, word in words.items():
                seen.setdefault(name, set()).add(word)
    for name, reasons in identity.without.items():
        for word in reasons if name in seen else ():
            if word not in seen[name]:
                message = f"without: no row has {word!r} for <{name}>"
                near = difflib.get_close_matches(word, seen[name], n=1)
                fix = f"Did you mean {near[0]!r}?" if near else "Write the word as it stands in the keys, or leave it out."
                mistakes.add(at.mark.mistake(message, fix))
        if name not in seen:
            message = f"without: there is no variable <{name}>"
            mistakes.add(at.mark.mistake(message, did_you_mean(name, seen)))


def _rows(term: Term, identity: Identity, parts: Parts) -> RowKeys:
    """The known series of the term's document."""
    document = term.document or identity.document
    if document in identity.paths or document not in parts.layouts:
        return identity.paths.get(document, RowKeys({}))
    return RowKeys({series: series for series in parts.layouts[document].thing.published_units})

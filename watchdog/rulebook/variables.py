"""Finds what is wrong with the variables of an identity: unbound ones, and those that fit no row of the rules."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import partial

from watchdog.check.families import members, pattern_of
from watchdog.formulas.expression import Expression, Term, terms
from watchdog.formulas.families import singled, summed
from watchdog.model.identity import Identity
from watchdog.model.layout import Layout
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
    layouts = [each.thing for each in parts.layouts.values()]
    for member in members(placed.thing, partial(known_rows, identity=placed.thing, layouts=layouts)):
        yield [term.series for side in (member.left, member.right) for term in terms(side)]


def _judge_fits(placed: Placed[Identity], used: Iterable[Term], at: Node, parts: Parts, mistakes: Mistakes) -> None:
    identity, layouts = placed.thing, [each.thing for each in parts.layouts.values()]
    seen: dict[str, set[str]] = {}
    for term in used:
        if not term.variables:
            continue
        found = [words for _, words in known_rows(term, identity, layouts).fitting(pattern_of(term, identity))]
        document = term.document or identity.document
        if not found and document in parts.layouts:
            fix = "A variable stands for one word between dots; `watchdog rules explain` shows a row's series."
            mistakes.add(at.mark.mistake(f"{document} has no row that fits {term.series}", fix))
        for name, word in (pair for words in found for pair in words.items()):
            seen.setdefault(name, set()).add(word)
    _judge_without(identity.without, seen, at, mistakes)


def _judge_without(
    without: Mapping[str, Mapping[str, str]], seen: Mapping[str, Set[str]], at: Node, mistakes: Mistakes
) -> None:
    for name, reasons in without.items():
        if name not in seen:
            message = f"without: there is no variable <{name}>"
            mistakes.add(at.mark.mistake(message, did_you_mean(name, seen)))
        for word in reasons if name in seen else ():
            if word not in seen[name]:
                near = difflib.get_close_matches(word, seen[name], n=1)
                fix = f"Did you mean {near[0]!r}?" if near else "Write it as it stands in the keys, or leave it out."
                mistakes.add(at.mark.mistake(f"without: no row has {word!r} for <{name}>", fix))


def known_rows(term: Term, identity: Identity, layouts: Iterable[Layout]) -> RowKeys:
    """The series that the rules know in the term's document."""
    document = term.document or identity.document
    columns = next((layout.published_units for layout in layouts if layout.document == document), ())
    return identity.paths.get(document) or RowKeys({series: series for series in columns})

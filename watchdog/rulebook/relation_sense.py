"""Finds what makes no sense in a relation: a name that nothing has, a formula that is no weighted sum."""

from collections.abc import Iterator

from watchdog.check.ratios import DAYS
from watchdog.formulas.linear import is_linear
from watchdog.formulas.parse import FormulaError, parse, terms
from watchdog.model.layout import Layout
from watchdog.model.naming import keys_of, marked, unmarked
from watchdog.model.rule import Rule
from watchdog.rulebook.build import Parts, Placed
from watchdog.rulebook.laid_out import printed_series
from watchdog.yamlfile.tree import Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean

_FORMULAS = ("figure", "of", "by", "greater", "least")
_RANKED = ("greatest_first", "least_first")


def find_odd_relations(parts: Parts, mistakes: Mistakes) -> None:
    """Judge every relation against the documents and series that it names."""
    for placed in parts.relations:
        for at in _named_documents(placed):
            if at.value not in parts.declared["documents"]:
                fix = did_you_mean(str(at.value), parts.declared["documents"])
                mistakes.add(at.mark.mistake(f"there is no document {at.value!r}", fix))
        document = getattr(placed.thing.parameters, "document", "")
        if document in parts.layouts:
            _judge_series(placed, document, parts, mistakes)


def _named_documents(placed: Placed[Rule]) -> Iterator[Node]:
    for key in ("document", "documents"):
        node = placed.node.get(key)
        if node is not None:
            yield from node.items() or (node,)


def _judge_series(placed: Placed[Rule], document: str, parts: Parts, mistakes: Mistakes) -> None:
    heads = placed.node.get("heads")
    for head in heads.items() if heads is not None else ():
        _judge_key(str(head.value), document, head, parts, mistakes)
    for name in _FORMULAS:
        formula = placed.node.get(name)
        if formula is not None and formula.value != DAYS:
            _judge_formula(formula, document, parts, mistakes)
    for name in _RANKED:
        ranked = placed.node.get(name)
        for rank, entry in ranked.entries().items() if ranked is not None else ():
            _judge_key(rank, document, entry.node, parts, mistakes)
            _judge_formula(entry.node, document, parts, mistakes)


def _judge_formula(formula: Node, document: str, parts: Parts, mistakes: Mistakes) -> None:
    try:
        expression = parse(marked(str(formula.value)))
    except FormulaError as error:
        fix = "A formula is + and - over series, such as imports.goods.<row>.nsa[exh14, ytd]."
        mistakes.add(formula.mark.mistake(f"{formula.value!r}: {error.message}", fix))
        return
    if not is_linear(expression):
        message = f"{formula.value!r} is not a weighted sum of figures"
        mistakes.add(formula.mark.mistake(message, "A ratio is written with `of` and `by`."))
    for term in terms(expression):
        _judge_key(unmarked(term.series), term.document or document, formula, parts, mistakes)


def _judge_key(key: str, document: str, at: Node, parts: Parts, mistakes: Mistakes) -> None:
    placed = parts.layouts.get(document)
    if placed is None:
        mistakes.add(at.mark.mistake(f"there is no document {document!r}", did_you_mean(document, parts.layouts)))
        return
    printed = _printed(placed.thing, parts)
    if not any(map(keys_of(key).fullmatch, printed)):
        mistakes.add(at.mark.mistake(f"{document} does not print {key}", did_you_mean(key, printed)))


def _printed(layout: Layout, parts: Parts) -> set[str]:
    declared = printed_series(layout.columns, parts.every_series)
    return {*declared, *layout.published_units, *parts.generated[layout.document]}

"""Finds what is wrong with the description of a document for its parser: headings too deep or too flat, no table."""

from collections.abc import Mapping

from watchdog.model.layout import Layout, TableKind
from watchdog.model.rule import Rule
from watchdog.plugins import RULE_KINDS
from watchdog.yamlfile.tree import Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean

# what the headings of these parsers are, from the outside in
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "econ_export": ("category", "data type", "adjusted or unadjusted"),
    "eits": ("category", "data type", "adjusted or unadjusted"),
    "fred_csv": ("series id",),
    "fred_json": ("series id",),
    "ftd_bulk": ("category", "data type", "adjusted or unadjusted"),
    "intltrade": ("column of values", "commodity", "partner"),
}
_SINGLE = frozenset({"econ_export", "fred_csv", "fred_json"})
_PLAIN = "generic_table"


def judge_document(layout: Layout, node: Node, mistakes: Mistakes) -> None:
    """What a parser would stumble over is said when the rules are read."""
    headings = _HEADINGS.get(layout.parser)
    at = node.get("columns") or node
    for column in layout.columns if headings else ():
        if headings and len(column.path) != len(headings):
            message = f"{column.series} stands below {len(column.path)} headings, {layout.parser} wants {len(headings)}"
            mistakes.add(at.mark.mistake(message, f"Write them in this order: {', '.join(headings)}."))
    if layout.parser in _SINGLE and len(layout.columns) != 1:
        mistakes.add(at.mark.mistake(f"{layout.parser} reads one series a document", "Name one series in `columns`."))
    if layout.is_text and (layout.columns or not layout.title):
        fix = "Give it the `title` behind which its month stands, and neither `columns` nor `series`."
        mistakes.add(node.mark.mistake(f"{layout.document} is a press text: it has a title and no figures", fix))
    _judge_table(layout, node, mistakes)


def judge_texts(rule: Rule, node: Node, layouts: Mapping[str, Layout], mistakes: Mistakes) -> None:
    """A rule that reads texts must name documents that are some."""
    kind = RULE_KINDS.get(rule.kind)
    for name in kind.texts(rule.parameters) if kind is not None and rule.parameters is not None else ():
        if name not in layouts or not layouts[name].is_text:
            known = [each for each, layout in layouts.items() if layout.is_text]
            at = node.get("document") or node
            mistakes.add(at.mark.mistake(f"there is no press text {name!r}", did_you_mean(name, known)))


def _judge_table(layout: Layout, node: Node, mistakes: Mistakes) -> None:
    table = layout.table
    if (table is not None) != (layout.parser == _PLAIN):
        fix = f"{_PLAIN} is the parser that reads a document by its `table`."
        words = "has no `table`" if table is None else "has a `table` that its parser does not look at"
        mistakes.add((node.get("table") or node).mark.mistake(f"{layout.document} {words}", fix))
        return
    if table is None:
        return
    at = node.get("table") or node
    if (table.kind is TableKind.XLSX) != bool(table.sheet):
        mistakes.add(at.mark.mistake("a workbook has a `sheet`, nothing else has", "Name it, or leave it out."))
    deepest = table.header_rows if table.kind is TableKind.XLSX else 1
    if any(len(column.path) > deepest for column in layout.columns):
        mistakes.add(at.mark.mistake(f"headings here are at most {deepest} deep", "Name one heading for each column."))

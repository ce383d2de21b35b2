"""Finds what is well-formed but makes no sense: unknown names, mixed bases, thresholds in the wrong order."""

import fnmatch
import re
from collections.abc import Iterable, Iterator

from watchdog.formulas.expression import Expression, Term
from watchdog.formulas.linear import is_linear
from watchdog.formulas.parse import FormulaError, parse, terms
from watchdog.model.calendar import OWN
from watchdog.model.cell import Measure
from watchdog.model.identity import Identity, IdentityClass
from watchdog.model.layout import Layout
from watchdog.model.naming import BASE_YEAR, is_template
from watchdog.model.rule import GIVEN_WORDS, FigureRule, Rule
from watchdog.model.series import Series
from watchdog.model.unit import Amount, Unit
from watchdog.rulebook.build import Parts, Placed
from watchdog.rulebook.documents import judge_document, judge_texts
from watchdog.rulebook.laid_out import printed_series
from watchdog.rulebook.limits import judge_thresholds
from watchdog.rulebook.nouns import judge_noun
from watchdog.rulebook.sections import SECTIONS
from watchdog.rulebook.variables import judge_variables, series_compared
from watchdog.yamlfile.tree import Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean
from watchdog.yamlfile.walk import every_leaf, leaves, value_at

BLOCKS = ("main", "as_published")
SERIES_KEYS = frozenset({"series", "total", "totals", "core", "nominal", "real", "adjusted", "unadjusted"})
BRIDGE = "Compare series of one basis, or write 'bridge: true' and say in `why` what lies between them."


def find_nonsense(parts: Parts, mistakes: Mistakes) -> None:
    """Judge every entry against all the others."""
    for layout in parts.layouts.values():
        _judge_layout(layout, parts, mistakes)
    for calendar in parts.calendars:
        _judge_calendar(calendar.node, parts, mistakes)
    for series in parts.series.values():
        for outlet in leaves(series.node, {"outlets"}):
            _known(outlet, parts, "documents", mistakes)
    for identity in parts.identities:
        _judge_identity(identity, parts, mistakes)
    for rule in parts.rules:
        _judge_rule(rule, parts, mistakes)
    for figure in parts.figures:
        _judge_figure(figure, parts, mistakes)
    for event in parts.events:
        _judge_patterns(event.node, "series", parts, mistakes)


def judge_digest(parts: Parts, program: Node | None, mistakes: Mistakes) -> None:
    """Every word in braces in the digest's sentences must be a figure or one of the given words."""
    node = program.get("digest") if program is not None else None
    known = {placed.thing.name for placed in parts.figures} | parts.declared["figures"] | GIVEN_WORDS
    for leaf in leaves(node, {"headline", "facts", "also"}) if node is not None else ():
        for name in re.findall(r"\{([^{}]*)\}", str(leaf.value)):
            if name not in known:
                mistakes.add(leaf.mark.mistake(f"there is no figure {name!r}", did_you_mean(name, known)))
    charts = node.get("charts") if node is not None else None
    for name, entry in charts.entries().items() if charts is not None else ():
        if name not in (choices := parts.declared["series"]):
            mistakes.add(entry.mark.mistake(f"there is no series {name!r}", did_you_mean(name, choices)))


def _judge_layout(placed: Placed[Layout], parts: Parts, mistakes: Mistakes) -> None:
    layout, node = placed.thing, placed.node
    _known(value_at(node, "source"), parts, "sources", mistakes)
    seen: set[str] = set()
    for leaf in (*leaves(node, {"series"}), *every_leaf(node.get("columns"))):
        if "<section>" not in str(leaf.value) and BASE_YEAR not in str(leaf.value):
            _known(leaf, parts, "series", mistakes)
        if str(leaf.value) in seen and not is_template(str(leaf.value)):
            mistakes.add(leaf.mark.mistake(f"{leaf.value} stands in this document twice", "Give it one column."))
        seen.add(str(leaf.value))
    if not seen and not layout.is_text:
        message = f"{layout.source}: this document has no series"
        mistakes.add(node.mark.mistake(message, "Add 'columns' or 'series'."))
    _judge_filled(layout, value_at(node, "columns"), parts, mistakes)
    judge_document(layout, node, mistakes)


def _judge_filled(layout: Layout, at: Node, parts: Parts, mistakes: Mistakes) -> None:
    """What the placeholders of a document's columns come to must exist, and a row's series must count the same."""
    for column in layout.columns:
        choices = parts.declared["series"]
        if BASE_YEAR in column.series and not tuple(printed_series([column], parts.series)):
            fix = "Declare it with its base year for <base>."
            mistakes.add(at.mark.mistake(f"there is no series {column.series!r} of any base year", fix))
        elif column.section and BASE_YEAR not in column.series and column.series not in choices:
            fix = did_you_mean(column.series, choices)
            mistakes.add(at.mark.mistake(f"{column.section}: there is no series {column.series!r}", fix))
    for key, one in parts.generated[layout.document].items():
        if str(parts.every_series[key].unit) != str(one.unit):
            message = f"{key} is in {parts.every_series[key].unit}, but its column gives {one.unit}"
            mistakes.add(at.mark.mistake(message, "Give the row a series of its own under `same`."))


def _judge_calendar(node: Node, parts: Parts, mistakes: Mistakes) -> None:
    _known(value_at(node, "source"), parts, "sources", mistakes)
    name = value_at(node, "name")
    if name.value in {*parts.declared["documents"], OWN}:
        mistakes.add(name.mark.mistake(f"{name.value!r} is the name of a document or of these rules", "Rename it."))


def _judge_identity(placed: Placed[Identity], parts: Parts, mistakes: Mistakes) -> None:
    identity, node = placed.thing, placed.node
    holds = value_at(node, "holds")
    known = node.get("document") is None or _known(value_at(node, "document"), parts, "documents", mistakes)
    text = str(holds.value)
    equals = text.index("=")
    sides = [(text[:equals], 0), (text[equals + 1 :], equals + 1)]
    read = [expression for side, shift in sides for expression in parsed(holds, side, shift, mistakes)]
    if len(read) < len(sides) or not known:
        return
    for expression in read:
        if identity.identity_class is not IdentityClass.SOFT and not is_linear(expression):
            message = f"an identity with tolerance '{identity.identity_class}' is a weighted sum of figures"
            mistakes.add(holds.mark.mistake(message, "Leave out ratios and percentages, or write 'tolerance: soft'."))
        plain = [term for term in terms(expression) if not term.variables]
        judge_terms(plain, holds, parts, mistakes, document=identity.document)
    judge_variables(placed, read[0], read[1], holds, parts, mistakes)
    for compared in series_compared(placed, parts):
        if not judge_bases(compared, identity.name, holds, parts, mistakes, bridge=placed.bridge):
            return


def _judge_figure(placed: Placed[FigureRule], parts: Parts, mistakes: Mistakes) -> None:
    formula = value_at(placed.node, "formula")
    for expression in parsed(formula, placed.thing.formula, 0, mistakes):
        named = terms(expression)
        judge_terms(named, formula, parts, mistakes)
        judge_bases([term.series for term in named], placed.thing.name, formula, parts, mistakes, bridge=placed.bridge)
        for unit in {parts.every_series[term.series].unit for term in named if term.series in parts.every_series}:
            if placed.thing.show != "percent":
                _convertible(Unit.parse(placed.thing.show), unit, value_at(placed.node, "show"), mistakes)


def _judge_rule(placed: Placed[Rule], parts: Parts, mistakes: Mistakes) -> None:
    node = placed.node
    known = [leaf for leaf in leaves(node, SERIES_KEYS) if _known(leaf, parts, "series", mistakes)]
    series = [parts.every_series[str(leaf.value)] for leaf in known if leaf.value in parts.every_series]
    if node.get("total") is not None:
        judge_bases(
            [one.key for one in series],
            placed.thing.name,
            value_at(node, "total"),
            parts,
            mistakes,
            bridge=placed.bridge,
        )
        _judge_parts(node, mistakes)
    judge_thresholds(placed.thing.parameters, node, mistakes)
    judge_noun(placed.thing.parameters, node, mistakes)
    _judge_patterns(node, "lines", parts, mistakes)
    _judge_outlets(node, parts, mistakes)
    judge_texts(placed.thing, node, {name: layout.thing for name, layout in parts.layouts.items()}, mistakes)
    for name, amount in _amounts(placed.thing.parameters):
        at = value_at(node, name)
        if amount.number <= 0:
            mistakes.add(at.mark.mistake(f"{name}: {amount} is not above zero", "Write a positive amount."))
        for one in series:
            _convertible(amount.unit, one.unit, at, mistakes)


def _judge_patterns(node: Node, key: str, parts: Parts, mistakes: Mistakes) -> None:
    """Each pattern of keys must match at least one."""
    choices = parts.declared["series"]
    for leaf in leaves(node, {key}):
        if not fnmatch.filter(choices, str(leaf.value)):
            mistakes.add(leaf.mark.mistake(f"no series is like {leaf.value!r}", did_you_mean(str(leaf.value), choices)))


def _judge_outlets(node: Node, parts: Parts, mistakes: Mistakes) -> None:
    """Both documents of a comparison must print every series that it is of."""
    for at in leaves(node, {"early", "full"}):
        for leaf in leaves(node, {"series"}) if _known(at, parts, "documents", mistakes) else ():
            name, series = str(at.value), str(leaf.value)
            layout = parts.layouts.get(name)
            if layout is not None and series not in _printed(layout.thing) | parts.generated[name].keys():
                mistakes.add(leaf.mark.mistake(f"{name} does not print {series}", "Name a document that does."))


def _judge_parts(node: Node, mistakes: Mistakes) -> None:
    seen: set[object] = set()
    for leaf in leaves(node, SERIES_KEYS):
        if leaf.value in seen:
            mistakes.add(leaf.mark.mistake(f"{leaf.value} is counted twice", "Keep it in one place of the table."))
        seen.add(leaf.value)
    for sign in leaves(node, {"sign"}):
        if sign.value not in (1, -1):
            mistakes.add(sign.mark.mistake(f"sign: {sign.value} is neither 1 nor -1", "Write 1 or -1."))


def judge_terms(
    named: Iterable[Term], at: Node, parts: Parts, mistakes: Mistakes, *, document: str | None = None
) -> None:
    """Every word of a formula must name something, and the document named must print the series."""
    for term in named:
        series_known = _word_known(term.series, parts, "series", at, mistakes)
        outlet = term.document or document
        outlet_known = term.document is None or _word_known(term.document, parts, "documents", at, mistakes)
        layout = parts.layouts.get(outlet or "") if outlet_known else None
        if (
            series_known
            and layout is not None
            and term.series not in _printed(layout.thing) | parts.generated[layout.thing.document].keys()
        ):
            fix = f"Name the document that prints it: {term.series}[...]."
            message = f"{outlet} does not print {term.series}"
            mistakes.add(at.mark.mistake(message, fix, along=_along(at, term.series)))
        blocks = (*BLOCKS, *(layout.thing.tables.values() if layout is not None else ()))
        if term.block is not None and term.block not in blocks:
            fix = did_you_mean(term.block, blocks)
            mistakes.add(at.mark.mistake(f"there is no block {term.block!r}", fix, along=_along(at, term.block)))
        if layout is not None and term.measure is Measure.MEAN3 and layout.thing.month_measure is not Measure.MEAN3:
            fix = "Name a document that prints it, or write mean(..., 3)."
            mistakes.add(at.mark.mistake(f"{outlet} prints no three-month means", fix, along=_along(at, "mean3")))


def _word_known(word: str, parts: Parts, section: str, at: Node, mistakes: Mistakes) -> bool:
    choices = parts.declared[section]
    if word not in choices:
        message = f"there is no {SECTIONS[section].noun} {word!r}"
        mistakes.add(at.mark.mistake(message, did_you_mean(word, choices), along=_along(at, word)))
    return word in choices


def _printed(layout: Layout) -> set[str]:
    return {column.series for column in layout.columns} | layout.published_units.keys()


def judge_bases(
    keys: Iterable[str],
    name: str,
    at: Node,
    parts: Parts,
    mistakes: Mistakes,
    *,
    bridge: bool,
) -> bool:
    """Whether the series can be compared, or are on purpose."""
    if bridge:
        return True
    found = [parts.every_series[key] for key in keys if key in parts.every_series]
    mixed = False
    for what, of in (("bases", _basis_of), ("units", _unit_of)):
        examples = {of(series): series.key for series in reversed(found)}
        if len(examples) > 1:
            listed = " and ".join(f"{kind} ({example})" for kind, example in sorted(examples.items()))
            mixed = True
            mistakes.add(at.mark.mistake(f"{name} mixes {what}: {listed}", BRIDGE))
    return not mixed


def _basis_of(series: Series) -> str:
    return str(series.basis)


def _unit_of(series: Series) -> str:
    return str(series.unit)


def parsed(at: Node, text: str, shift: int, mistakes: Mistakes) -> Iterator[Expression]:
    """The formula that `text` is, `shift` characters into the entry's own; nothing where it is none."""
    try:
        yield parse(text)
    except FormulaError as error:
        along = 0 if at.text_at is None else at.text_at + shift + error.column - 1
        fix = "A formula is + - * / over series, such as diff(-balance.total) or balance.total[exh2, mean3]."
        mistakes.add(at.mark.mistake(f"{text.strip()!r}: {error.message}", fix, along=along))


def _along(at: Node, word: str) -> int:
    """How far right of the text's start `word` stands; 0 where columns cannot be told."""
    return 0 if at.text_at is None else at.text_at + max(str(at.value).find(word), 0)


def _known(leaf: Node, parts: Parts, section: str, mistakes: Mistakes) -> bool:
    name, choices = str(leaf.value), parts.declared[section]
    if name not in choices:
        message = f"there is no {SECTIONS[section].noun} {name!r}"
        mistakes.add(leaf.mark.mistake(message, did_you_mean(name, choices)))
    return name in choices


def _convertible(unit: Unit, into: Unit, at: Node, mistakes: Mistakes) -> None:
    try:
        unit.in_units_of(into)
    except ValueError as error:
        mistakes.add(at.mark.mistake(str(error), f"Write an amount of {into.of}."))


def _amounts(parameters: object) -> Iterator[tuple[str, Amount]]:
    for name in getattr(parameters, "__dataclass_fields__", {}):
        value = getattr(parameters, name)
        if isinstance(value, Amount):
            yield name, value

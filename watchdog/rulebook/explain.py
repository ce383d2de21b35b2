"""One identity, relation, rule, figure or series of the rulebook in words, for people who must trust it."""

from collections.abc import Iterable, Iterator
from functools import partial

from watchdog.check.families import Member, members
from watchdog.errors import UsageError
from watchdog.formulas.parse import parse, terms
from watchdog.model.identity import Age, Identity, IdentityClass
from watchdog.model.period import MONTH_NAMES
from watchdog.model.rule import FigureRule, Rule
from watchdog.model.series import Series
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.laid_out import places
from watchdog.rulebook.relation_words import ROWS, in_words
from watchdog.rulebook.variables import known_rows
from watchdog.yamlfile.typed import did_you_mean

_TOLERANCE = {
    IdentityClass.EXACT: "no difference at all",
    IdentityClass.ROUNDING: "at most half a published unit for each figure; a warning at three standard deviations of "
    "what rounding alone explains",
    IdentityClass.RESIDUAL: "at most half a published unit for each figure, the published residual included",
    IdentityClass.SOFT: "a relation that usually holds; a difference is worth a look, not an error",
}
_AGES = {Age.LATEST: "the release's own month", Age.EARLIER_YEARS: "years that were complete before it"}


def explain(book: Rulebook, name: str) -> str:
    """What `name` means, why it is there, and which published figures it touches; UsageError for an unknown name."""
    if identities := _identities_of(book, name):
        return "\n".join(line for identity, stated in identities for line in _identity(identity, stated, book))
    for rule in (*book.relations, *book.rules):
        if rule.name == name:
            return "\n".join(_rule(rule, book))
    for figure in book.figures:
        if figure.name == name:
            return "\n".join(_figure(figure, book))
    if name in book.series:
        return "\n".join(_series(book.series[name], book))
    rules = [one.name for one in (*book.relations, *book.rules)]
    known = [*(one.name for one in book.identities), *rules, *book.series]
    raise UsageError(f"there is no identity, relation, rule, figure or series {name!r}. {did_you_mean(name, known)}")


def _identities_of(book: Rulebook, name: str) -> list[tuple[Identity, list[Member]]]:
    """The identity of this name, or all whose names begin with it ('X14b'), with the members that the rules know; or
    the one member of a family.
    """
    named = [identity for identity in book.identities if identity.name == name]
    begun = [identity for identity in book.identities if identity.name.startswith(f"{name}.")]
    if named or begun:
        return [(identity, _members_of(identity, book)) for identity in named or begun]
    return [
        (member.identity, [member])
        for family in book.identities
        if name.startswith(f"{family.name}.")
        for member in _members_of(family, book)
        if member.identity.name == name
    ]


def _members_of(identity: Identity, book: Rulebook) -> list[Member]:
    return list(members(identity, partial(known_rows, identity=identity, layouts=book.layouts)))


def _identity(identity: Identity, stated: list[Member], book: Rulebook) -> Iterator[str]:
    yield f"{identity.name}: {identity.label}"
    yield f"  why        {identity.why}"
    yield f"  holds      {identity.left} = {identity.right}"
    yield f"  tolerance  {identity.identity_class}: {_TOLERANCE[identity.identity_class]}"
    yield f"  rows       {', '.join(ROWS[rows] for rows in identity.rows)} of {identity.document}"
    if identity.only_months:
        yield f"  months     only {', '.join(MONTH_NAMES[month - 1] for month in identity.only_months)}"
    if identity.only is not None:
        yield f"  periods    only {_AGES[identity.only]}"
    if identity.revised_in:
        month = MONTH_NAMES[identity.revised_in - 1]
        yield f"  periods    only of years that were revised since: the year before from the release for {month} on"
    if identity.starts:
        said_of = ", ".join(word for of_variable in identity.starts_for.values() for word in of_variable)
        yield f"  periods    undecided before {identity.starts.label}{said_of and f', for {said_of}'}"
    if identity.where_shown:
        yield "  periods    only those that all its tables show"
    yield f"  severity   {identity.severity}"
    if identity.bridge:
        yield "  bridge     its series differ in basis on purpose"
    for variable, words in identity.without.items():
        for word, reason in words.items():
            yield f"  without    {variable} {word}: {reason}"
    yield from _members(identity, stated, book)


def _members(identity: Identity, stated: list[Member], book: Rulebook) -> Iterator[str]:
    """The identity's figures; of a family, those of each member."""
    if any(member.identity.name != identity.name for member in stated):
        yield f"  stands for {len(stated)} identities in the rows that the rules know; a release may print others"
    for member in stated:
        if member.identity.name != identity.name:
            yield f"  {member.identity.name}: {member.identity.label}"
        if member.parts:
            yield f"  sum of     {len(member.parts)} rows that the rules know; of a release, all that it prints"
        named = [term for side in (member.left, member.right) for term in terms(side)]
        for series, document in dict.fromkeys((term.series, term.document or identity.document) for term in named):
            yield f"  touches    {_place(series, document, book)}"


def _rule(rule: Rule, book: Rulebook) -> Iterator[str]:
    yield f"{rule.name}: {rule.label}"
    yield f"  why        {rule.why}"
    yield f"  kind       {rule.kind}"
    yield f"  severity   {rule.severity}"
    if rule.since:
        yield f"  since      {rule.since}"
    if (said := in_words(rule.parameters, book)) is not None:
        yield from said
        return
    for name in getattr(rule.parameters, "__dataclass_fields__", {}):
        if not name.startswith("_"):
            yield f"  {name:<10} {_written(getattr(rule.parameters, name))}"
    yield from _touched(_named(rule.parameters), book)


def _figure(figure: FigureRule, book: Rulebook) -> Iterator[str]:
    yield f"{figure.name}: {figure.label}"
    yield f"  formula    {figure.formula}"
    yield f"  shown in   {figure.show}, {figure.decimals} decimals"
    yield from _touched((term.series for term in terms(parse(figure.formula))), book)


def _series(series: Series, book: Rulebook) -> Iterator[str]:
    yield f"{series.key}: {series.label}"
    yield f"  basis      {series.basis}"
    if series.formula:
        yield f"  why        {series.why}"
        yield f"  formula    {series.formula}"
        yield f"  unit       {series.unit}, computed to {series.published_unit}; printed nowhere"
        yield from _touched((term.series for term in terms(parse(series.formula))), book)
        return
    yield f"  unit       {series.unit}, published in steps of {series.published_unit}"
    for layout in book.layouts:
        if any(True for _ in places(layout, series.key)):
            yield f"  printed in {_place(series.key, layout.document, book)}"


def _touched(keys: Iterable[str], book: Rulebook) -> Iterator[str]:
    for key in dict.fromkeys(keys):
        yield f"  touches    {key} ({book.series[key].basis}): {book.series[key].label}"


def _place(series: str, document: str, book: Rulebook) -> str:
    layout = book.layout(document)
    where = "; ".join(places(layout, series))
    return f"{document} ({layout.file}), {where}: {series}, {book.series[series].basis}"


def _named(parameters: object) -> Iterator[str]:
    """The series that a rule's parameters name, parts of parts included."""
    for name in getattr(parameters, "__dataclass_fields__", {}):
        value = getattr(parameters, name)
        items = value if isinstance(value, tuple) else (value,)
        for item in items:
            if name in ("series", "total", "core", "nominal", "real", "adjusted", "unadjusted"):
                yield item
            else:
                yield from _named(item)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_written(item) for item in value)
    if hasattr(value, "__dataclass_fields__") and hasattr(value, "series"):
        inner = _written(getattr(value, "of", ()))
        sign = "-" if getattr(value, "sign", 1) < 0 else ""
        return f"{sign}{value.series}" + (f" (of it {inner})" if inner else "")
    return str(value)

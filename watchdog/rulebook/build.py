"""Turns the merged entries of a rules folder into the nouns of the model; each keeps the tree it came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date
from typing import Generic, TypeVar

from watchdog.check.relations import RelationKind
from watchdog.model.calendar import Calendar
from watchdog.model.event import Event
from watchdog.model.identity import Identity
from watchdog.model.layout import Layout
from watchdog.model.naming import is_template
from watchdog.model.release import Release, ScheduledRelease
from watchdog.model.row_keys import RowKeys
from watchdog.model.rule import FigureRule, Rule
from watchdog.model.series import Series
from watchdog.plugins import CALENDAR_PARSERS, RELATION_KINDS, RULE_KINDS
from watchdog.ports import RuleKind
from watchdog.rulebook.book import Synonym
from watchdog.rulebook.entries import (
    CalendarEntry,
    CalendarFileEntry,
    DerivedEntry,
    DocumentEntry,
    EventEntry,
    FigureEntry,
    IdentityEntry,
    ProgramEntry,
    RuleEntry,
    SeriesEntry,
    SourceEntry,
    SynonymEntry,
)
from watchdog.rulebook.laid_out import generated, paths_of
from watchdog.rulebook.made import derived_from, judge_parser, layout_from, series_from
from watchdog.rulebook.sections import Sections
from watchdog.yamlfile.tree import Mark, Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean, typed, typed_in_part
from watchdog.yamlfile.walk import value_at

T = TypeVar("T")
E = TypeVar(
    "E",
    SeriesEntry,
    DerivedEntry,
    SourceEntry,
    DocumentEntry,
    IdentityEntry,
    FigureEntry,
    EventEntry,
    CalendarEntry,
    CalendarFileEntry,
    SynonymEntry,
)
Kinds = Mapping[str, RuleKind] | Mapping[str, RelationKind]
RULE_KEYS = frozenset(field.name for field in fields(RuleEntry))


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """Something built, where it stands, and whether its bases are bridged on purpose."""

    thing: T
    node: Node
    bridge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All that could be built; what could not is among the mistakes. `declared` holds the names of every section, so
    that one mistake in a series is not reported again by everything that uses it. `every_series` has those declared,
    those `derived` and, in the place of templates, those `generated` for the rows of each document. `guessed` are the
    places of entries with stand-ins for what is missing or wrong: a complaint about the place itself is about a
    stand-in.
    """

    program: ProgramEntry | None
    series: Mapping[str, Placed[Series]]
    derived: Mapping[str, Placed[Series]]
    every_series: Mapping[str, Series]
    templates: tuple[Series, ...]
    generated: Mapping[str, Mapping[str, Series]]
    sources: Mapping[str, Placed[SourceEntry]]
    layouts: Mapping[str, Placed[Layout]]
    polled: frozenset[str]
    identities: tuple[Placed[Identity], ...]
    relations: tuple[Placed[Rule], ...]
    rules: tuple[Placed[Rule], ...]
    figures: tuple[Placed[FigureRule], ...]
    events: tuple[Placed[Event], ...]
    calendar: tuple[ScheduledRelease, ...]
    calendars: tuple[Placed[Calendar], ...]
    synonyms: tuple[Placed[Synonym], ...]
    declared: Mapping[str, frozenset[str]]
    guessed: frozenset[Mark]


def build(sections: Sections, mistakes: Mistakes) -> Parts:
    """Build everything that is well-formed on its own; entries with `enabled: false` are judged and left out."""
    lists = sections.lists
    guessed: set[Mark] = set()
    program = _program(sections, mistakes)
    series = {
        entry.key: Placed(series_from(entry), node) for entry, node in _read(SeriesEntry, lists["series"], mistakes)
    }
    derived = {
        entry.key: Placed(derived_from(entry), node, entry.bridge)
        for entry, node in _read(DerivedEntry, lists["derived"], mistakes)
    }
    templates = {key: placed.thing for key, placed in series.items() if is_template(key)}
    documents = tuple(_read(DocumentEntry, lists["documents"], mistakes))
    layouts = {entry.name: Placed(layout_from(entry, node, series, mistakes), node) for entry, node in documents}
    by_document = {name: dict(generated(placed.thing, templates)) for name, placed in layouts.items()}
    paths = {name: RowKeys(paths_of(placed.thing)) for name, placed in layouts.items() if placed.thing.rows}
    made = {key: one for rows in by_document.values() for key, one in rows.items()}
    return Parts(
        program=program,
        series=series,
        derived=derived,
        every_series=made
        | {key: placed.thing for key, placed in derived.items()}
        | {key: placed.thing for key, placed in series.items() if key not in templates},
        templates=tuple(templates.values()),
        generated=by_document,
        sources={entry.name: Placed(entry, node) for entry, node in _read(SourceEntry, lists["sources"], mistakes)},
        layouts=layouts,
        polled=frozenset(entry.name for entry, _ in documents if entry.polled),
        identities=tuple(_identities(lists["identities"], paths, mistakes, guessed)),
        relations=tuple(_rules("relation", lists["relations"], RELATION_KINDS, mistakes, guessed)),
        rules=tuple(_rules("rule", lists["rules"], RULE_KINDS, mistakes, guessed)),
        figures=tuple(_figures(lists["figures"], mistakes, guessed)),
        events=tuple(_events(lists["events"], mistakes)),
        calendar=tuple(_calendar(program, lists["calendar"], mistakes)),
        calendars=tuple(_calendars(program, lists["calendars"], mistakes)),
        synonyms=tuple(
            Placed(Synonym(item=entry.item, partner=entry.partner, words=entry.words), node)
            for entry, node in _read(SynonymEntry, lists["synonyms"], mistakes)
        ),
        declared={
            section: sections.names(section)
            | (made.keys() | sections.names("derived") if section == "series" else set())
            for section in lists
        },
        guessed=frozenset(guessed),
    )


def _read(
    shape: type[E], nodes: Mapping[str, Node], mistakes: Mistakes, guessed: set[Mark] | None = None
) -> Iterator[tuple[E, Node]]:
    """The entries that are well-formed; with `guessed` also those that are in part."""
    for node in nodes.values():
        entry, found = typed_in_part(shape, node)
        mistakes.add(*found)
        if entry is None or not entry.enabled or (found and guessed is None):
            continue
        if found and guessed is not None:
            guessed.add(node.mark)
        yield entry, node


def _program(sections: Sections, mistakes: Mistakes) -> ProgramEntry | None:
    if sections.program is None and not sections.complete:
        return None  # it may stand, or be extended, in a file that could not be read, which is told
    if sections.program is None:
        fix = "Add 'program: {name: ..., title: ..., timezone: ...}', or 'extends: us_trade'."
        mistakes.add(sections.first.mark.mistake("no file of this pack has 'program'", fix))
        return None
    read: list[ProgramEntry] = []
    with mistakes.collecting():
        read.append(typed(ProgramEntry, sections.program))
    return read[0] if read else None


def _identities(
    nodes: Mapping[str, Node], paths: Mapping[str, RowKeys], mistakes: Mistakes, guessed: set[Mark]
) -> Iterator[Placed[Identity]]:
    for entry, node in _read(IdentityEntry, nodes, mistakes, guessed):
        if node.text("holds") != entry.holds:
            continue
        left, equals, right = entry.holds.partition("=")
        if not equals or "=" in right or not left.strip() or not right.strip():
            at = node.entries()["holds"].node.mark
            mistakes.add(at.mistake("an identity has one '='", "Write it as 'total = part + part'."))
            continue
        identity = Identity(
            name=entry.name,
            label=entry.label,
            why=entry.why,
            severity=entry.severity,
            identity_class=entry.tolerance,
            left=left.strip(),
            right=right.strip(),
            document=entry.document,
            rows=entry.rows,
            bridge=entry.bridge,
            only_months=entry.only_months,
            only=entry.only,
            revised_in=entry.revised_in,
            starts=entry.starts,
            starts_for=entry.starts_for,
            where_shown=entry.where_shown,
            without=entry.without,
            paths=paths,
        )
        yield Placed(identity, node, entry.bridge)


def _rules(
    noun: str, nodes: Mapping[str, Node], kinds: Kinds, mistakes: Mistakes, guessed: set[Mark]
) -> Iterator[Placed[Rule]]:
    for node in nodes.values():
        found = Mistakes()
        yield from _rule(noun, node, kinds, found)
        if found.found:
            mistakes.add(*found.found)
            guessed.add(node.mark)


def _rule(noun: str, node: Node, kinds: Kinds, mistakes: Mistakes) -> Iterator[Placed[Rule]]:
    kind = node.text("kind")
    if kind not in kinds and node.get("kind") is not None:
        at = node.entries()["kind"].node.mark
        mistakes.add(at.mistake(f"there is no kind {kind!r} of {noun}", did_you_mean(kind, kinds)))
    common = {key: entry for key, entry in node.entries().items() if key in RULE_KEYS}
    own = {key: entry for key, entry in node.entries().items() if key not in RULE_KEYS}
    entry, found = typed_in_part(RuleEntry, Node(node.mark, common))
    mistakes.add(*found)
    parameters: object = None
    if kind in kinds:
        parameters, found = typed_in_part(kinds[kind].parameters, Node(node.mark, own))
        mistakes.add(*found)
    if entry is not None and entry.enabled:
        rule = Rule(
            name=entry.name,
            kind=entry.kind,
            label=entry.label or entry.name.replace("-", " "),
            why=entry.why,
            severity=entry.severity,
            since=entry.since,
            parameters=parameters,
            alone=entry.alone,
        )
        yield Placed(rule, node, entry.bridge)


def _figures(nodes: Mapping[str, Node], mistakes: Mistakes, guessed: set[Mark]) -> Iterator[Placed[FigureRule]]:
    for entry, node in _read(FigureEntry, nodes, mistakes, guessed):
        figure = FigureRule(
            name=entry.name,
            label=entry.label,
            formula=entry.formula,
            show=str(entry.show),
            signed=entry.signed,
            decimals=entry.decimals,
        )
        yield Placed(figure, node, entry.bridge)


def _events(nodes: Mapping[str, Node], mistakes: Mistakes) -> Iterator[Placed[Event]]:
    for entry, node in _read(EventEntry, nodes, mistakes):
        first = date.fromisoformat(entry.first)
        last = date.fromisoformat(entry.last) if entry.last else first
        if last < first:
            mistakes.add(value_at(node, "last").mark.mistake(f"{last} is before {first}", "Write the later day here."))
        yield Placed(Event(name=entry.name, label=entry.label, first=first, last=last, series=entry.series), node)


def _calendar(
    program: ProgramEntry | None, nodes: Mapping[str, Node], mistakes: Mistakes
) -> Iterator[ScheduledRelease]:
    for entry, _ in _read(CalendarEntry, nodes, mistakes):
        if program is not None:
            moment = entry.at.replace(tzinfo=program.timezone).astimezone(UTC)
            yield ScheduledRelease(release=Release(program.name, entry.period), at=moment, note=entry.note)


def _calendars(
    program: ProgramEntry | None, nodes: Mapping[str, Node], mistakes: Mistakes
) -> Iterator[Placed[Calendar]]:
    for entry, node in _read(CalendarFileEntry, nodes, mistakes):
        judge_parser(entry.parser, CALENDAR_PARSERS, node, mistakes)
        layout = Layout(
            document=entry.name,
            source=entry.source,
            file=entry.file,
            parser=entry.parser,
            columns=(),
            title=entry.release,
            zone=program.timezone.key if program is not None else "",
            time_of_day=entry.time,
        )
        yield Placed(Calendar(layout=layout, agency=entry.agency, polled=entry.polled), node)

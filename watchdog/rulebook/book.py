"""What a rules folder says, as typed values: everything the other rooms need to know about one statistical program."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from watchdog.model.calendar import Calendar
from watchdog.model.event import Event
from watchdog.model.identity import Identity
from watchdog.model.layout import Layout
from watchdog.model.release import ScheduledRelease
from watchdog.model.rule import DigestText, FigureRule, Rule
from watchdog.model.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAddress:
    """Where a source's documents are: `address` ends in '/', None where only config.yaml can say. `polled` are the
    documents to ask for unless config.yaml names others. `key` is the parameter in which it wants an API
    key; `interval` the least seconds between two requests; with `confirm`, what has changed is asked for twice.
    """

    name: str
    label: str
    address: str | None
    polled: tuple[str, ...]
    key: str | None = None
    interval: float = 0.0
    confirm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonym:
    """What else people call an `item`, or a `partner`; the other is ''."""

    item: str
    partner: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """`hash` is of the content that decides anything, so comments do not change it; `files` are the texts that were
    read, base packs first, from which `load.from_files` makes the same rulebook again. `calendar` are its own release
    dates, `calendars` the agencies' documents that give theirs. `synonyms` are words, and decide
    nothing but how a press text is read.
    """

    program: str
    title: str
    agency: str
    timezone: ZoneInfo
    series: Mapping[str, Series]
    sources: Mapping[str, SourceAddress]
    layouts: tuple[Layout, ...]
    identities: tuple[Identity, ...]
    relations: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    figures: tuple[FigureRule, ...]
    events: tuple[Event, ...]
    digest: DigestText
    calendar: tuple[ScheduledRelease, ...]
    calendars: tuple[Calendar, ...]
    synonyms: tuple[Synonym, ...]
    hash: str
    files: Mapping[str, str]

    def layout(self, document: str) -> Layout:
        """The layout of the document with this short name; KeyError where there is none."""
        for layout in self.layouts:
            if layout.document == document:
                return layout
        raise KeyError(document)

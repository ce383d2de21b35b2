"""The shapes of the entries that people write in rules/; `build` turns them into the nouns of the model."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from watchdog.model.cell import Measure, Provenance
from watchdog.model.finding import Severity
from watchdog.model.identity import Age, IdentityClass, Rows
from watchdog.model.layout import TableKind
from watchdog.model.rule import DigestText
from watchdog.model.series import Flow
from watchdog.model.text_forms import MonthText, UnitText, ZoneText
from watchdog.rulebook.words import (
    BasisText,
    ClockText,
    ColumnPeriod,
    DayText,
    DocumentName,
    FolderAddress,
    MomentText,
    Name,
    Pattern,
    PeriodForm,
    Sentence,
    SeriesKey,
    Step,
    TemplateKey,
    Year,
)

STRICT: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramEntry:
    """The statistical program that the pack is about; `timezone` is the agency's."""

    __pydantic_config__: ClassVar = STRICT

    name: Name
    title: Sentence
    agency: str = ""
    timezone: ZoneText
    digest: DigestText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesEntry:
    """One series; `outlets` are the documents to prefer for its history, best first. With <row> or <path> in its key
    it is a template: the documents that name it give one such series for each of their rows. What is `signed` may be
    below zero though it is of exports or imports.
    """

    __pydantic_config__: ClassVar = STRICT

    key: TemplateKey
    label: Sentence
    flow: Flow
    item: str
    basis: BasisText
    unit: UnitText
    published_unit: Step = Decimal(1)
    partner: str = "world"
    outlets: tuple[DocumentName, ...] = ()
    signed: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedEntry:
    """A series that no document prints: its figures are computed by `formula` from those that one release printed, and
    rounded to `published_unit`. Rules, figures and commands use it like any other. With `bridge`, the series in the
    formula differ in basis or unit on purpose, as `why` says.
    """

    __pydantic_config__: ClassVar = STRICT

    key: SeriesKey
    label: Sentence
    why: Sentence
    flow: Flow
    item: str
    basis: BasisText
    unit: UnitText
    formula: Sentence
    published_unit: Step = Decimal(1)
    bridge: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """Where documents come from; a source without an address is polled only where config.yaml gives it one.

    `key` is the parameter of the query in which the agency wants an API key; `interval` the least seconds between two
    requests to this address; with `confirm`, a document that changed is asked for twice before it is believed.
    """

    __pydantic_config__: ClassVar = STRICT

    name: Name
    label: str = ""
    address: FolderAddress | None = None
    key: Name | None = None
    interval: Annotated[float, Field(ge=0, le=60)] = 0.0
    confirm: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """A plain table, a row a month, as the parser generic_table reads it."""

    __pydantic_config__: ClassVar = STRICT

    kind: TableKind
    period: Sentence
    period_form: PeriodForm = "%Y-%m"
    rows: Annotated[str, StringConstraints(pattern=r"^(/.+)?$")] = ""
    sheet: str = ""
    header_rows: Annotated[int, Field(ge=1, le=3)] = 1
    only: dict[str, str] = field(default_factory=dict)
    skip: Pattern = ""
    missing: tuple[str, ...] = ()
    thousands: Literal["", ",", ".", " ", "'"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """One document. `columns` repeats the nesting of its headings, with series keys as leaves; a document whose
    rows name their series lists them under `series` instead. `polled: false` leaves it out unless config.yaml asks.

    `sections` are the headings within the table, each with its word for <section> in `columns`. `published_unit` is the
    step of its dollar figures where finer than the series' own; `unrounded` figures may be finer still; '(-)' is less
    than half of `dash_unit`. `rows` nests the labels of a table whose rows are items (by section where they differ).
    With `link`, `file` is a page, and the document the one file of that name (a pattern) that the page links to.
    One that `follows` comes with no release of this program but some time after it, for the same month.
    """

    __pydantic_config__: ClassVar = STRICT

    name: DocumentName
    source: Name
    file: str
    parser: str
    columns: dict[str, Any] | None = None
    series: tuple[SeriesKey, ...] = ()
    title: str = ""
    part: str = ""
    unit_line: str = ""
    row_heading: str = "Period"
    month_measure: Measure = Measure.LEVEL
    scale: Step = Decimal(1)
    provenance: Provenance = Provenance.EXACT
    sections: dict[str, str] = field(default_factory=dict)
    base_year: Year | None = None
    published_unit: Step | None = None
    unrounded: bool = False
    dash_unit: Step | None = None
    rows: list[Any] | dict[str, list[Any]] = field(default_factory=list)
    ranked: bool = False
    words: dict[str, str] = field(default_factory=dict)
    same: dict[SeriesKey, SeriesKey] = field(default_factory=dict)
    periods: tuple[ColumnPeriod, ...] = ()
    tables: dict[str, Name] = field(default_factory=dict)
    prior_year: bool = False
    link: Pattern = ""
    table: TableEntry | None = None
    follows: bool = False
    polled: bool = True
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFileEntry:
    """A release calendar that a source publishes. `release` is how it names the program's release (a title, or FRED's
    number), `time` the local time of day where it gives days only. One that is not the agency's own never moves a date.
    """

    __pydantic_config__: ClassVar = STRICT

    name: DocumentName
    source: Name
    file: str
    parser: str
    release: Sentence
    time: ClockText = ""
    agency: bool = True
    polled: bool = True
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityEntry:
    """An identity 'left = right' over the figures of `document`; `tolerance` says what a residual may be.

    A word of a series in angle brackets is a variable. On the left, the identity is stated for each row that fits;
    within sum(...), all rows that fit are added. `without` gives words that a variable does not stand for, and why.
    Of periods before `starts` it is undecided, or only what it says with the words of `starts_for`.
    """

    __pydantic_config__: ClassVar = STRICT

    name: Name
    label: Sentence
    why: Sentence
    severity: Severity = Severity.CRITICAL
    since: DayText = ""
    tolerance: IdentityClass
    document: DocumentName
    rows: tuple[Rows, ...]
    holds: Sentence
    bridge: bool = False
    only_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    only: Age | None = None
    revised_in: Annotated[int, Field(ge=1, le=12)] | None = None
    starts: MonthText | None = None
    starts_for: dict[str, tuple[str, ...]] = field(default_factory=dict)
    where_shown: bool = False
    without: dict[str, dict[str, Sentence]] = field(default_factory=dict)
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry:
    """What every relation and every rule has, whatever its kind; the parameters of the kind stand beside these. What an
    `alone` rule finds is never told within the finding of another, even where one explains the other.
    """

    __pydantic_config__: ClassVar = STRICT

    name: Name
    kind: str
    why: Sentence
    label: str = ""
    severity: Severity = Severity.WARNING
    since: DayText = ""
    bridge: bool = False
    alone: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureEntry:
    """A figure that every digest states when it can, shown in the unit `show` ('billion USD', 'percent')."""

    __pydantic_config__: ClassVar = STRICT

    name: Name
    label: Sentence
    formula: Sentence
    show: UnitText
    decimals: Annotated[int, Field(ge=0, le=9)] = 1
    signed: bool = False
    bridge: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEntry:
    """A dated event that findings of its months are said to coincide with: the day `first`, or from it through `last`;
    for all series, or those that are like one of `series`.
    """

    __pydantic_config__: ClassVar = STRICT

    name: Name
    label: Sentence
    first: DayText
    last: DayText | None = None
    series: tuple[str, ...] = ("*",)
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymEntry:
    """What else people call the series of an `item`, or a `partner`, beside their labels."""

    __pydantic_config__: ClassVar = STRICT

    name: Name
    item: str = ""
    partner: str = ""
    words: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One planned release: the reference month, and the moment in the agency's time zone."""

    __pydantic_config__: ClassVar = STRICT

    period: MonthText
    at: MomentText
    note: str = ""
    enabled: bool = True

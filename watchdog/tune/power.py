"""How much the rules can see: errors planted in a published release, document by document, and what was found."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from watchdog.check.report import CheckReport, check_release
from watchdog.model.cell import Cell
from watchdog.model.knowledge import Situation
from watchdog.model.release import Release, Vintage
from watchdog.pipeline.vintage import left_blank
from watchdog.plugins import RELATION_KINDS
from watchdog.rulebook.book import Rulebook
from watchdog.store.archive import Page
from watchdog.tune.bench import NEVER, Bench, OfIdentity, Tally, total
from watchdog.tune.blind import Blind, blind
from watchdog.tune.planting import Ground, Kind
from watchdog.tune.related import NOTHING, Related, related


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDocument:
    """One document: how many figures it prints, in how many of those that a decided identity covers errors were
    planted, what became of them, and what is `blind`. `smallest` holds for each of these figures the smallest error
    that is always found, in its published unit, in ascending order.
    """

    document: str
    printed: int
    chosen: int
    tallies: Mapping[Kind, Tally]
    smallest: tuple[int, ...]
    blind: tuple[Blind, ...]

    @property
    def covered(self) -> int:
        """How many of its figures a decided identity covers."""
        return self.printed - sum(len(each.cells) for each in self.blind)

    @property
    def typical(self) -> int | None:
        """The median of the smallest errors."""
        return self.smallest[len(self.smallest) // 2] if self.smallest else None

    @property
    def total(self) -> Tally:
        """All kinds together."""
        return total(self.tallies.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """What a release's identities see of the errors that were planted in it."""

    documents: tuple[OfDocument, ...]
    identities: tuple[OfIdentity, ...]
    related: Related = NOTHING


def power(
    report: CheckReport,
    cells: Sequence[Cell],
    *,
    kinds: Sequence[Kind] = tuple(Kind),
    sample: int | None = None,
    seed: int = 0,
    advance: Callable[[str], None] = lambda _: None,
) -> Power:
    """Plant errors of these kinds in every figure of a checked release, or in `sample` figures of each document; all
    is left out where nothing could be stated. The relations are tried on a sample in any case. `advance` is told of
    each document before its turn.
    """
    if report.system is None:
        return Power(documents=(), identities=())
    bench = Bench(report.system)
    advance("relations")
    relations = related(report, cells, bench, sample=sample, seed=seed)
    blinds = blind(report, cells, relations.covering)
    of_document: dict[str, list[int]] = defaultdict(list)
    for column in bench.sheets.stated:
        of_document[bench.sheets.places[column].key.outlet.document].append(column)
    documents = []
    for document, unseen in blinds.items():
        advance(document)
        columns, chance = of_document[document], Random(f"{seed}/{document}")  # noqa: S311 - a repeatable sample
        chosen = columns if sample is None else sorted(chance.sample(columns, min(sample, len(columns))))
        ground = Ground(bench.sheets, document, columns)
        smallest = sorted(int(each) for each in bench.smallest[chosen] if each < NEVER)
        documents.append(
            OfDocument(
                document=document,
                printed=sum(cell.key.outlet.document == document for cell in cells),
                chosen=len(chosen),
                tallies={kind: bench.tally(ground.plantings(kind, chosen, chance)) for kind in kinds},
                smallest=tuple(smallest),
                blind=tuple(unseen),
            )
        )
    return Power(documents=tuple(documents), identities=tuple(bench.identities()), related=relations)


def kept(pages: Iterable[Page], book: Rulebook) -> Iterator[tuple[Release, CheckReport, tuple[Cell, ...]]]:
    """Every kept release as its last vintage left it, checked, with all figures that it prints."""
    vintages: dict[Release, list[Vintage]] = defaultdict(list)
    last: dict[Release, Page] = {}
    for page in pages:
        vintages[page.vintage.release].append(page.vintage)
        last[page.vintage.release] = page
    for release, page in last.items():
        situation = Situation(
            release=release,
            vintage=page.vintage.id,
            known=page.known.under(book.series),
            before=page.before and page.before.under(book.series),
            zone=book.timezone,
            blanks=left_blank((each.documents, each.blanks) for each in vintages[release]),
        )
        report = check_release(
            book.identities, situation, situation.blanks, relations=book.relations, kinds=RELATION_KINDS
        )
        printed = (each for each in situation.known.cells.values() if each.stamp.release == release.period)
        yield release, report, tuple(each.cell for each in printed)

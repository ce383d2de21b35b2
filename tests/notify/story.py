"""The embedded releases judged one after the other by the packaged rules, in memory, and what is told of each."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from watchdog.model.alert import Brief
from watchdog.model.cell import CellKey
from watchdog.model.claim import Claim, Standing
from watchdog.model.document import Capture, Reading
from watchdog.model.knowledge import Knowledge, Known, Situation, Stamp
from watchdog.model.release import DocumentVersion, Release, Vintage
from watchdog.notify import brief
from watchdog.notify.brief import Material
from watchdog.notify.decide import Decision, LastTold, decide
from watchdog.pipeline.judge import judge
from watchdog.plugins import PARSERS
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.load import load
from watchdog.samples.addresses import answer
from watchdog.samples.releases import SampleRelease, embedded_releases

RULES = Path(__file__).resolve().parents[2] / "rules" / "us_trade"


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One release: what there was to say, what was decided, and the briefs of its messages."""

    material: Material
    decision: Decision
    digest: Brief
    retractions: tuple[Brief, ...]

    @property
    def briefs(self) -> tuple[Brief, ...]:
        """The digest and each retraction."""
        return self.digest, *self.retractions


@cache
def rulebook() -> Rulebook:
    """The packaged rules."""
    return load(RULES)


@cache
def chapters() -> dict[str, Chapter]:
    """The story by statistical month, from September 2025 to the revision that takes a claim back."""
    return dict(_told())


def _told() -> Iterator[tuple[str, Chapter]]:
    book = rulebook()
    known: dict[CellKey, Known] = {}
    claims: dict[str, Claim] = {}
    said: dict[str, LastTold] = {}
    for release in embedded_releases():
        before = _knowledge(release, known) if known else None
        vintage = _vintage(release, book)
        stamp = Stamp(release.period, release.published_at)
        known |= {cell.key: Known(cell, stamp) for cell in vintage.cells}
        situation = Situation(
            release=vintage.release,
            vintage=vintage.id,
            known=_knowledge(release, known),
            before=before,
            zone=book.timezone,
            blanks=vintage.blanks,
            claims=tuple(claim for claim in claims.values() if claim.standing is not Standing.RETRACTED),
        )
        judgement = judge(book, situation, vintage)
        claims |= {claim.key: claim for claim in judgement.claims_now()}
        decision = decide(judgement.findings, said, vintage.id, release.published_at)
        spoken = (*decision.items, *decision.retractions)
        said |= {item.finding.key: LastTold(told=item, alert_id=f"alr_{release.period}") for item in spoken}
        material = Material(
            situation=situation,
            vintage=vintage,
            text=book.digest,
            figures=judgement.figures,
            findings=judgement.findings,
            quality=judgement.report.quality,
            rules_hash=book.hash,
        )
        yield (
            str(release.period),
            Chapter(
                material=material,
                decision=decision,
                digest=brief.digest(material, decision.items, decision.retractions),
                retractions=tuple(brief.retraction(material, told) for told in decision.retractions),
            ),
        )


def _knowledge(release: SampleRelease, known: dict[CellKey, Known]) -> Knowledge:
    return Knowledge(as_of=release.published_at, series=rulebook().series, cells=list(known.values()))


def _vintage(release: SampleRelease, book: Rulebook) -> Vintage:
    readings = [_reading(document, release, book) for document in release.documents]
    documents = tuple(DocumentVersion(each.source, each.document, each.sha256) for each in readings)
    return Vintage(
        id=hashlib.sha256(repr(documents).encode()).hexdigest(),
        release=Release(book.program, release.period),
        available_at=release.published_at,
        first_seen_at=release.published_at,
        documents=documents,
        cells=tuple(cell for each in readings for cell in each.cells),
        blanks=tuple(blank for each in readings for blank in each.blanks),
    )


def _reading(document: str, release: SampleRelease, book: Rulebook) -> Reading:
    layout = book.layout(document)
    sent = answer(f"/{layout.source}/{layout.file}", release.documents)
    assert sent is not None, document
    capture = Capture(
        source=layout.source,
        document=document,
        url=layout.file,
        body=sent.body,
        sha256=hashlib.sha256(sent.body).hexdigest(),
        fetched_at=release.published_at,
    )
    return PARSERS[layout.parser](capture, layout)

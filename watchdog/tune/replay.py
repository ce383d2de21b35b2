"""The archive release by release, judged as the service would have: from each vintage and what was known then, to what
people would have been told. The judging and deciding are the pipeline's own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from watchdog.model.alert import Cause, Told
from watchdog.model.claim import Claim, Standing
from watchdog.model.finding import Finding, Reason
from watchdog.model.knowledge import Change, Column, Known, Situation, Stamp, column_of_first_print
from watchdog.model.period import Period
from watchdog.model.release import Release, Vintage
from watchdog.model.revisions import Revisions, counted
from watchdog.notify.decide import Decision, LastTold, carried
from watchdog.pipeline.judge import Judgement, judge
from watchdog.pipeline.tell import decided
from watchdog.pipeline.vintage import corrections, first_printed, left_blank, reprints, revised_series
from watchdog.rulebook.book import Rulebook
from watchdog.store.archive import Page
from watchdog.store.vintages import VintageEntry
from watchdog.tune.rehearsal import Policy, Rehearsal, Sending


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A finding that people would have been told of, and why. `withheld` is what kept it from an item of its own, and
    `within` the rule whose item carries it, '' where none does.
    """

    finding: Finding
    reason: Reason
    vintage: Vintage
    within: str = ""
    withheld: Cause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One vintage as one set of rules judged it."""

    vintage: Vintage
    judgement: Judgement
    alarms: tuple[Alarm, ...]
    sendings: tuple[Sending, ...] = ()


@dataclass(slots=True)
class _Memory:
    """What one set of rules has claimed and told so far."""

    claims: dict[str, Claim] = field(default_factory=dict)
    said: dict[str, LastTold] = field(default_factory=dict)
    told: Rehearsal | None = None

    def open_claims(self) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.claims.values() if claim.standing is not Standing.RETRACTED)

    def keep(self, judgement: Judgement, decision: Decision) -> None:
        self.claims |= {claim.key: claim for claim in judgement.claims_now()}
        for told in (*_items(decision), *decision.withheld):
            if told.withheld is None or told.withheld.cause is not Cause.SILENCED:
                self.said[told.finding.key] = LastTold(told=told, alert_id=told.event_id)


def replay(
    pages: Iterable[Page], books: Sequence[Rulebook], policy: Policy | None = None
) -> Iterator[tuple[Step, ...]]:
    """For each vintage, a step of every set of rules: each remembers only what it said itself. With a `policy`, what
    they find goes through its silences, budget and routes, too.
    """
    memories = [_Memory(told=Rehearsal(policy) if policy else None) for _ in books]
    earlier: list[VintageEntry] = []
    revised: dict[str, Revisions] = {}
    turned: dict[Release, list[Vintage]] = {}
    printed: dict[Column, dict[Period, Known]] = {column: {} for book in books for column in first_printed(book)}
    for page in pages:
        note_first_prints(printed, page)
        revised = counted(revised, reprints(page.changes, page.vintage))
        corrected = corrections(page.changes, page.vintage, earlier)
        earlier.append(page.entry)
        turned.setdefault(page.vintage.release, []).append(page.vintage)
        blanks = left_blank((vintage.documents, vintage.blanks) for vintage in turned[page.vintage.release])
        first = {column: dict(months) for column, months in printed.items()}
        now = partial(_situation, page, corrected=corrected, revised=revised)
        yield tuple(
            _step(page, book, memory, replace(now(book, memory), blanks=blanks, first_prints=first))
            for book, memory in zip(books, memories, strict=True)
        )


def note_first_prints(printed: dict[Column, dict[Period, Known]], page: Page) -> None:
    """Take in those of a page: of each of the columns, the months as the release for that month printed them first."""
    release = page.vintage.release.period
    for change in page.changes:
        column = column_of_first_print(change.key, release)
        if column in printed and change.now is not None:
            stamp = Stamp(release, page.vintage.available_at)
            printed[column].setdefault(change.key.period, Known(change.now, stamp))


def _situation(
    page: Page, book: Rulebook, memory: _Memory, corrected: tuple[Change, ...], revised: Mapping[str, Revisions]
) -> Situation:
    wanted = revised_series(book)
    return Situation(
        release=page.vintage.release,
        vintage=page.vintage.id,
        known=page.known.under(book.series),
        before=page.before and page.before.under(book.series),
        zone=book.timezone,
        claims=memory.open_claims(),
        corrections=corrected,
        revisions={series: sums for series, sums in revised.items() if series in wanted},
    )


def _step(page: Page, book: Rulebook, memory: _Memory, situation: Situation) -> Step:
    judgement = judge(book, situation, page.vintage)
    now, release = page.vintage.available_at, page.vintage.release
    restraint = memory.told.restraint(release, now) if memory.told is not None else None
    decision = decided(judgement, situation, memory.said, now, restraint=restraint)
    sendings: tuple[Sending, ...] = ()
    if memory.told is not None:
        decision, sendings = memory.told.told(decision, page.vintage, book, page.known)
    memory.keep(judgement, decision)
    alarms = tuple(_alarms(page.vintage, judgement, decision))
    return Step(vintage=page.vintage, judgement=judgement, alarms=alarms, sendings=sendings)


def _alarms(vintage: Vintage, judgement: Judgement, decision: Decision) -> Iterator[Alarm]:
    told = {item.finding.key: item for item in (*decision.items, *decision.withheld)}
    for item in (*_items(decision), *decision.withheld):
        cause = item.withheld.cause if item.withheld else None
        host = told.get(item.withheld.by) if item.withheld and cause is Cause.WITHIN else None
        within = host.finding.rule if host else ""
        yield Alarm(finding=item.finding, reason=item.reason, vintage=vintage, within=within, withheld=cause)
    for finding, carrying in carried(judgement.findings):
        carrier = told.get(carrying.key)
        if carrier is not None and finding.key not in told:
            cause = carrier.withheld.cause if carrier.withheld else Cause.WITHIN
            yield Alarm(
                finding=finding, reason=carrier.reason, vintage=vintage, within=carrier.finding.rule, withheld=cause
            )


def _items(decision: Decision) -> tuple[Told, ...]:
    return (*decision.items, *decision.retractions)

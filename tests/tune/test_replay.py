"""The archive judged as it was known: what came later never counts, and each rule fires in its own vintage."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.detect.made import billion, rule, stated
from tests.tune.made import grown, keep, months, packaged_book, published, vintage, walk
from watchdog.acquire.dated import DatedFile
from watchdog.detect.concentration import ConcentrationParameters
from watchdog.detect.consensus import ConsensusParameters
from watchdog.detect.core_gap import CoreGapParameters
from watchdog.detect.hidiroglou_berthelot import HidiroglouBerthelotParameters
from watchdog.detect.outlier_type import OutlierTypeParameters
from watchdog.detect.real_nominal_gap import RealNominalGapParameters
from watchdog.detect.reconciliation import ReconciliationParameters
from watchdog.detect.revision_size import RevisionSizeParameters
from watchdog.detect.seasonal_factor import SeasonalFactorParameters
from watchdog.detect.selective_editing import SelectiveEditingParameters
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Column, Known
from watchdog.model.period import Period
from watchdog.model.release import Vintage
from watchdog.pipeline.backfill import plan, take_in_archive
from watchdog.pipeline.judge import judge
from watchdog.pipeline.post import Post
from watchdog.pipeline.release import Desk
from watchdog.pipeline.vintage import corrections, first_printed, situation_of
from watchdog.plugins import RULE_KINDS
from watchdog.rulebook.book import Rulebook
from watchdog.store import archive, claims, findings, knowledge, vintages
from watchdog.store.database import Store, open_store
from watchdog.tune.replay import Step, note_first_prints, replay

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@contextmanager
def fresh_store() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/watchdog.db")
        try:
            yield store
        finally:
            store.close()


def replayed(store: Store, book: Rulebook | None = None) -> list[Step]:
    book = book or packaged_book()
    with store.reading() as connection:
        return [step for (step,) in replay(archive.pages(connection, book.program, book.series), [book])]


def told(steps: Sequence[Step]) -> list[tuple[str, str, str, str]]:
    return [
        (str(step.vintage.release.period), alarm.finding.rule, str(alarm.finding.period), alarm.reason.value)
        for step in steps
        for alarm in step.alarms
    ]


@pytest.fixture(scope="module")
def published_archive(specimens: Path) -> Iterator[Store]:
    """The vintages that the agencies published, taken in as an archive."""
    with fresh_store() as store:
        desk = Desk(store=store, rulebook=packaged_book(), post=Post())
        batches: list[list[DatedFile]] = plan(specimens / "vintages", desk.rulebook)[0]
        for batch in batches:
            list(take_in_archive(desk, batch, NOW))
        yield store


@pytest.mark.specimens
def test_each_event_of_the_published_vintages_is_told_in_its_own_release(published_archive: Store) -> None:
    """All that the packaged rules tell of them, and nothing else."""
    assert [
        ("2025-06", "deficit-year-to-date", "2025", "new"),
        ("2025-06", "trend-flips", "2025-06", "new"),
        ("2025-07", "headline-swing", "2025-07", "new"),
        ("2025-08", "headline-swing", "2025-08", "new"),
        ("2025-08", "headline-reversal", "2025-08", "new"),
        ("2025-09", "smallest-deficit-since", "2025-09", "new"),
        ("2025-09", "headline-revision-pattern", "2025-07", "new"),
        ("2025-09", "XV1", "2025-09", "new"),
        ("2025-10", "headline-swing", "2025-10", "new"),
        ("2025-10", "headline-revision", "2025-09", "new"),
        ("2025-10", "smallest-deficit-since", "2025-10", "new"),
        ("2025-11", "headline-swing", "2025-11", "new"),
        ("2025-11", "headline-reversal", "2025-11", "new"),
        ("2025-12", "headline-revision", "2025-11", "new"),
        ("2025-12", "headline-revision-pattern", "2025-10", "new"),
        ("2025-12", "deficit-year-to-date", "2025", "retracted"),
        ("2026-01", "headline-revision", "2025-11", "new"),
        ("2026-01", "deficit-year-to-date", "2025", "retracted"),
        ("2026-07", "deficit-year-to-date", "2026", "new"),
        ("2026-07", "headline-revision", "2025-09", "new"),
        ("2026-07", "smallest-deficit-since", "2025-09", "retracted"),
        ("2026-07", "smallest-deficit-since", "2025-10", "retracted"),
    ] == sorted(told(replayed(published_archive)), key=lambda alarm: (alarm[0], _ORDER.index(alarm[1:])))


_ORDER = [
    ("deficit-year-to-date", "2025", "new"),
    ("deficit-year-to-date", "2026", "new"),
    ("trend-flips", "2025-06", "new"),
    ("headline-swing", "2025-07", "new"),
    ("headline-swing", "2025-08", "new"),
    ("headline-reversal", "2025-08", "new"),
    ("smallest-deficit-since", "2025-09", "new"),
    ("headline-revision-pattern", "2025-07", "new"),
    ("XV1", "2025-09", "new"),
    ("headline-swing", "2025-10", "new"),
    ("headline-revision", "2025-09", "new"),
    ("smallest-deficit-since", "2025-10", "new"),
    ("headline-swing", "2025-11", "new"),
    ("headline-reversal", "2025-11", "new"),
    ("headline-revision", "2025-11", "new"),
    ("headline-revision-pattern", "2025-10", "new"),
    ("deficit-year-to-date", "2025", "retracted"),
    ("smallest-deficit-since", "2025-09", "retracted"),
    ("smallest-deficit-since", "2025-10", "retracted"),
]


@pytest.mark.specimens
def test_of_the_revisions_of_the_published_vintages_only_what_was_unusual_is_a_warning(
    published_archive: Store,
) -> None:
    """In usual revisions of those known before; nothing is compared with the annual revision."""
    found = {
        str(alarm.vintage.release.period): (
            alarm.finding.severity,
            alarm.finding.score and round(alarm.finding.score, 1),
        )
        for step in replayed(published_archive)
        for alarm in step.alarms
        if alarm.finding.rule == "headline-revision"
    }

    assert {
        "2025-10": (Severity.WARNING, 4.2),
        "2025-12": (Severity.INFO, 2.0),
        "2026-01": (Severity.INFO, 1.8),
        "2026-07": (Severity.WARNING, None),
    } == found


@pytest.mark.specimens
def test_the_swings_have_the_scores_that_their_own_vintages_give(published_archive: Store) -> None:
    scores = {
        str(alarm.finding.period): alarm.finding.score
        for step in replayed(published_archive)
        for alarm in step.alarms
        if alarm.finding.rule == "headline-swing"
    }

    expected = {"2025-07": -3.40, "2025-08": 3.48, "2025-10": 3.20, "2025-11": -4.18}
    assert expected == {period: score and round(score, 2) for period, score in scores.items()}


@pytest.mark.specimens
def test_a_replay_finds_what_the_archive_was_found_to_hold_when_it_was_taken_in(published_archive: Store) -> None:
    with published_archive.reading() as connection:
        kept = findings.listing(connection)
        ledger = claims.listing(connection)
    steps = replayed(published_archive)

    assert sorted(kept, key=_key) == sorted((f for step in steps for f in step.judgement.findings), key=_key)
    last = {claim.key: claim for step in steps for claim in step.judgement.claims_now()}
    assert {claim.key: claim for claim in ledger} == last


def _key(finding: Finding) -> tuple[str, str]:
    return finding.vintage, finding.key


FIRST = Period.parse("2025-06")
LINES = ("imports.capital_goods", "exports.nonmonetary_gold", "imports.nonmonetary_gold")
LINES_MOVED = (1_000, 9_000, 3_000, 2_000, 12_000)
SERVICES = (
    "maintenance",
    "transport",
    "travel",
    "construction",
    "insurance",
    "financial",
    "government",
    "other_business",
)


@cache
def every_kind() -> Rulebook:
    """The packaged rules, and one of each kind that they do not use of what is polled; of the identities those of the
    one exhibit that these archives have.
    """
    book = packaged_book()
    book = replace(book, identities=tuple(each for each in book.identities if each.document == "exh8"))
    ratios = HidiroglouBerthelotParameters(total="exports.services", lines=("exports.services.*",))
    of_balance = OutlierTypeParameters(series=("balance.total",))
    gap = RealNominalGapParameters(nominal="balance.total", real="exports.nonmonetary_gold")
    expected = tuple(stated(str(FIRST.shift(step)), -60, "A wire") for step in range(4))
    services = ("exports.services.*",)
    core = CoreGapParameters(total="balance.total", core="exports.nonmonetary_gold", least=billion("1"))
    factor = SeasonalFactorParameters(adjusted="exports.services.travel", unadjusted="exports.services.transport")
    partners = ConcentrationParameters(total="exports.services.travel", lines=services, by="item")
    more = (
        rule("consensus", ConsensusParameters(series="balance.total", stated=expected, fewest=2), "consensus"),
        rule("core_gap", core, "core"),
        rule("seasonal_factor", factor, "factor"),
        rule("concentration", partners, "partners"),
        rule("selective_editing", SelectiveEditingParameters(total="exports.services.travel", lines=services), "first"),
        rule("revision_size", RevisionSizeParameters(series="balance.total", fewest=1), "size"),
        rule("hidiroglou_berthelot", ratios, "ratios"),
        rule("outlier_type", of_balance, "type"),
        rule("real_nominal_gap", gap, "gap"),
    )
    return replace(book, rules=(*book.rules, *more))


def releases(balances: Sequence[int], lines: Sequence[int]) -> list[Vintage]:
    """Five releases of a balance since 2020 and some lines of trade, the third of them corrected a day later."""
    periods = months("2020-01", 70)
    made = []
    for step in range(5):
        release = FIRST.shift(step)
        shown = [period for period in periods if period <= release]
        levels = {"balance.total": dict(zip(shown, balances, strict=False))}
        levels |= {line: {release.shift(-back): lines[step] + back for back in range(3)} for line in LINES}
        for number, name in enumerate(SERVICES):
            usual = {period: 5_000 + (37 * (number + 1) * place) % 211 for place, period in enumerate(shown)}
            levels[f"exports.services.{name}"] = usual | {release: 5_000 + lines[step] // (number + 1)}
        made.append(vintage(release, levels))
        if step == 2:
            levels["balance.total"][release] += 7
            made.append(vintage(release, levels, at=published(release) + timedelta(days=1), of="corrected"))
    return made


def judged(store: Store, vintage_id: str) -> tuple[Finding, ...]:
    """The service's own judgement of a vintage, by all that the store holds."""
    book = every_kind()
    with store.reading() as connection:
        entries = vintages.listing(connection, book.program)
        place = [entry.id for entry in entries].index(vintage_id)
        kept = vintages.get(connection, vintage_id)
        corrected = corrections(vintages.changes(connection, kept), kept, entries[:place])
        situation = situation_of(connection, kept, entries[:place], book, corrected)
        return judge(book, situation, kept).findings


@cache
def past_of(seed: int) -> tuple[list[tuple[Finding, ...]], list[tuple[Finding, ...]]]:
    """The verdicts of the first four vintages of an archive, by the service and by a replay, as it went on."""
    with fresh_store() as store:
        as_it_was = releases(walk(70, seed), LINES_MOVED)
        keep(store, as_it_was)
        return verdicts(store, as_it_was[:4])


def verdicts(store: Store, past: Sequence[Vintage]) -> tuple[list[tuple[Finding, ...]], list[tuple[Finding, ...]]]:
    return [judged(store, each.id) for each in past], [
        _findings(step) for step in replayed(store, every_kind())[: len(past)]
    ]


# a future that counts is as telling as a smaller one that does, and looking for that takes minutes
@settings(max_examples=4, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(
    future=st.lists(st.integers(-200_000, 200_000), min_size=70, max_size=70),
    lines=st.lists(st.integers(0, 90_000), min_size=5, max_size=5),
    seed=st.integers(0, 1),
)
def test_what_comes_later_never_changes_a_verdict(future: list[int], lines: list[int], seed: int) -> None:
    """Two archives that are the same up to a correction, and then as different as can be: the past has one verdict."""
    past = releases(walk(70, seed), LINES_MOVED)[:4]
    with fresh_store() as other:
        keep(other, [*past, *releases(future, lines)[4:]])

        assert past_of(seed) == verdicts(other, past)


def _findings(step: Step) -> tuple[Finding, ...]:
    return step.judgement.findings


def test_the_archive_without_a_future_asks_something_of_every_kind_of_rule() -> None:
    """Else the property above would hold for want of a verdict; gold and retractions have kinds of their own.

    A reconciliation needs more releases than these: its first prints have a test of their own, below. Press texts are
    not read again over an archive.
    """
    with fresh_store() as store:
        keep(store, releases(walk(70, 1), LINES_MOVED))
        found = [finding for step in replayed(store, every_kind())[:4] for finding in _findings(step)]

    rules = {rule.name: rule.kind for rule in every_kind().rules}
    decided = {rules[f.rule] for f in found if f.verdict is not Verdict.UNDECIDED and f.rule in rules}
    assert set(RULE_KINDS) - {"reconciliation", "narrative"} == decided


def test_first_prints_are_alike_in_the_service_and_over_the_pages_and_never_of_what_comes_later(store: Store) -> None:
    columns = ReconciliationParameters(series=("balance.total",), early="fred", full="exh12", least=3)
    book = replace(packaged_book(), rules=(rule("reconciliation", columns, "reconciled"),))
    keep(store, releases(walk(70, 1), LINES_MOVED))
    with store.reading() as connection:
        entries = vintages.listing(connection, "ft900")
        served = [dict(knowledge.first_prints(connection, each.id, first_printed(book))) for each in entries]
        seen = list(archive.pages(connection, "ft900", book.series))
    printed: dict[Column, dict[Period, Known]] = {column: {} for column in first_printed(book)}
    for page, expected in zip(seen, served, strict=True):
        note_first_prints(printed, page)

        assert expected == printed

    assert [1, 2, 3, 3, 4, 5] == [len(each["balance.total", "fred"]) for each in served]


def test_two_sets_of_rules_remember_only_what_they_said_themselves(store: Store) -> None:
    quiet, loud = packaged_book(), packaged_book()
    keep(store, grown("2019-01", [*walk(79, 3), 90_000], 2))
    with store.reading() as connection:
        steps = list(replay(archive.pages(connection, "ft900", quiet.series), [quiet, loud]))

    assert [[alarm.finding for alarm in a.alarms] for a, _ in steps] == [
        [alarm.finding for alarm in b.alarms] for _, b in steps
    ]
    assert any(alarm.finding.rule == "headline-swing" for alarm in steps[-1][0].alarms)

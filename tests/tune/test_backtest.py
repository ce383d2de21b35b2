"""A backtest: what other rules gain and lose, what people's labels say of it, and which releases count."""

from pathlib import Path

import pytest

from tests.tune.made import grown, keep, packaged_book, rules_folder, walk
from watchdog.errors import ConfigurationError, UsageError
from watchdog.model.period import Period
from watchdog.model.review import Label
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.packs import packaged_rules
from watchdog.store import archive
from watchdog.store.database import Store
from watchdog.tune.backtest import Backtest, Change, Span, backtest
from watchdog.tune.variants import changed

LAST = "2025-08"
SWING = f"headline-swing:balance.total:{LAST}"
EVERY = Span()
LEVELS = [*walk(79, 4), 90_000]


def replayed(
    store: Store,
    *,
    rules: Rulebook | None = None,
    against: Rulebook | None = None,
    labels: dict[str, Label] | None = None,
    span: Span = EVERY,
) -> Backtest:
    book = rules or packaged_book()
    keep(store, grown("2019-01", LEVELS, 3))
    with store.reading() as connection:
        pages = archive.pages(connection, book.program, book.series)
        return backtest(pages, book, against, labels=labels or {}, span=span)


def with_settings(*settings: str) -> Rulebook:
    return changed(packaged_rules() / "us_trade", settings)


def test_each_release_counts_its_alerts_by_rule(store: Store) -> None:
    report = replayed(store)

    assert ["2025-06", "2025-07", LAST] == [str(each.release.period) for each in report.releases]
    assert 1 == report.releases[-1].alarms["headline-swing"]
    assert 0 == report.releases[0].alarms["headline-swing"]
    assert sum(sum(each.alarms.values()) for each in report.releases) == len(report.lines) == len(report.told)
    assert {None} == {line.change for line in report.lines}


def test_what_could_not_be_decided_is_counted(store: Store) -> None:
    assert 2 == replayed(store).releases[0].undecided["gold-round-trip"]


def test_why_rules_could_not_decide_is_counted_over_the_months_with_the_most_frequent_first(store: Store) -> None:
    report = replayed(store, rules=with_settings("headline-swing.window=500", "headline-reversal.window=500"))
    wants = report.wants

    assert "500 consecutive changes are needed, fewer are published" == next(iter(wants))
    assert {"headline-swing": 3, "headline-reversal": 3} == wants[
        "500 consecutive changes are needed, fewer are published"
    ]
    assert {"gold-round-trip": 3} == wants["exports.nonmonetary_gold is not at hand"]
    assert sum(sum(rules.values()) for rules in wants.values()) == sum(
        sum(each.undecided.values()) for each in report.releases
    )


def test_rules_that_ask_for_more_lose_alerts_and_the_others_keep_theirs(store: Store) -> None:
    report = replayed(
        store, rules=with_settings("headline-swing.warn=90", "headline-swing.critical=95"), against=packaged_book()
    )
    changes = {line.alarm.finding.key: line.change for line in report.lines}

    assert Change.LOST is changes.pop(SWING)
    assert {Change.KEPT} == set(changes.values())
    assert SWING not in {line.alarm.finding.key for line in report.told}


def test_rules_that_ask_for_less_gain_alerts(store: Store) -> None:
    report = replayed(store, rules=with_settings("headline-swing.warn=0.1"), against=packaged_book())
    gained = [line.alarm.finding for line in report.lines if line.change is Change.GAINED]

    assert {"headline-swing"} == {finding.rule for finding in gained}
    assert gained
    assert {"2025-06", "2025-07"} >= {str(finding.period) for finding in gained}


def test_labels_are_counted_once_a_finding_and_true_ones_that_nobody_is_told_are_missed(store: Store) -> None:
    labels = {
        SWING: Label.TRUE,
        "headline-swing:balance.total:2025-06": Label.TRUE,
        "headline-swing:balance.total:2020-06": Label.TRUE,  # before the archive
        "headline-reversal:balance.total:2025-06": Label.FALSE,
    }
    report = replayed(store, labels=labels)

    assert (1, 0, 0) == tuple(report.labelled(label) for label in (Label.TRUE, Label.FALSE, Label.EXPECTED))
    assert ("headline-swing:balance.total:2025-06",) == report.missed


def test_a_rule_that_is_switched_off_misses_its_true_findings(store: Store, tmp_path: Path) -> None:
    folder = rules_folder(tmp_path / "rules", "rules:\n  - {name: headline-swing, enabled: false}\n")
    report = replayed(store, rules=changed(folder, []), labels={SWING: Label.TRUE})

    assert (SWING,) == report.missed


def test_only_the_releases_of_the_span_count(store: Store) -> None:
    month = Period.parse("2025-07")
    report = replayed(store, span=Span(first=month, last=month), labels={SWING: Label.TRUE})

    assert [month] == [each.release.period for each in report.releases]
    assert {month} >= {line.alarm.vintage.release.period for line in report.lines}
    assert () == report.missed


@pytest.mark.parametrize("setting", ["headline-swing.warn", "warn=3", "headline-swing.=3", ".warn=3", "x.warn= "])
def test_a_setting_that_names_no_parameter_or_value_is_refused(setting: str) -> None:
    with pytest.raises(UsageError, match=r"write it like --set headline-swing\.warn=3\.5"):
        with_settings(setting)


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("headline-swng.warn=3", "no rule 'headline-swng' to change"),
        ("headline-swing.wrn=3", "unknown key 'wrn'. Did you mean 'warn'"),
        ("headline-swing.warn=high", "warn"),
    ],
)
def test_a_setting_of_what_is_not_there_is_a_mistake_with_its_mend(setting: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=complaint):
        with_settings(setting)

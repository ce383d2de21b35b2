"""A rule tried on every month of a history, each as if it were the newest, by the figures as they are known now.

Not as they were known then, which is `backtest`'s: what compares releases has nothing to compare here.
"""

from collections.abc import Iterator
from dataclasses import replace

from watchdog.errors import UsageError
from watchdog.formulas.derived import FORMULAS
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Knowledge, Known, Situation
from watchdog.model.release import Release
from watchdog.model.rule import Rule
from watchdog.plugins import RULE_KINDS
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.waiting import touched
from watchdog.tune.backtest import Span

_OF_RELEASES = {"erratum": "corrections of what was published", "narrative": "the texts that came with releases"}


def trial(rule: Rule, book: Rulebook, known: Knowledge, span: Span) -> list[Finding]:
    """What it says, whatever the verdict, of each month of the span in which one of its series is published; UsageError
    where it judges what one history does not have.
    """
    if rule.kind in _OF_RELEASES:
        why = f"{rule.name!r} judges {_OF_RELEASES[rule.kind]}, and a history has none"
        raise UsageError(f"{why}: what it said of each release is in 'watchdog anomalies list'.")
    series = touched(rule, book)
    places = {(key.series, key.period, key.measure) for key in known.cells if key.series in series}
    best = [found for place in places if (found := known.best(*place))]
    situations = _as_if_new(best, book, span) if best else ()
    return [finding for situation in situations for finding in RULE_KINDS[rule.kind].judge(rule, situation)]


def _as_if_new(best: list[Known], book: Rulebook, span: Span) -> Iterator[Situation]:
    """With nothing of later months, and what the last release printed as printed by each in its turn."""
    latest, as_of = max(each.stamp.release for each in best), max(each.stamp.available_at for each in best)
    months = {each.cell.key.period for each in best if each.cell.key.period.is_month}
    for month in sorted(period for period in months if span.holds(period)):
        cells = [
            Known(each.cell, replace(each.stamp, release=month)) if each.stamp.release == latest else each
            for each in best
            if each.cell.key.period.months[-1] <= month
        ]
        known = Knowledge(as_of=as_of, series=book.series, cells=cells, derivation=FORMULAS)
        release = Release(book.program, month)
        yield Situation(release=release, vintage="", known=known, before=None, zone=book.timezone)

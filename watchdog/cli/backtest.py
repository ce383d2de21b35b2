"""`watchdog backtest`: what the rules would have told over the archive, release by release, as it was known."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, Format, Output
from watchdog.cli.replaying import Archive, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchdog.tune.backtest import Backtest, Line, OfRelease, Span
    from watchdog.tune.replay import Alarm

_COLUMNS = ["release", "published", "rule", "period", "severity", "reason", "told", "label", "message"]

Rules = Annotated[Path | None, typer.Option("--rules", help="The rules to replay; else those of the configuration.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="RULE.PARAM=VALUE", help="Change a parameter; compared with the rules without it."),
]
Against = Annotated[Path | None, typer.Option("--against", help="Say what is gained and lost against these rules.")]
First = Annotated[str | None, typer.Option("--from", metavar="MONTH", help="The first release that counts.")]
Last = Annotated[str | None, typer.Option("--to", metavar="MONTH", help="The last release that counts.")]


def backtest(  # noqa: PLR0913, PLR0917 - an option each
    rules: Rules = None,
    setting: Settings = None,
    against: Against = None,
    first: First = None,
    last: Last = None,
    archive: Archive = None,
    source: Program = None,
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """Replay the archive as it was known at the time.

    Lists what the rules would have told, and with other rules or settings, what is gained and lost.
    """
    from time import perf_counter

    from watchdog.cli.opening import settings_of, store_url
    from watchdog.cli.replaying import archive_store, program_of, with_bar
    from watchdog.rulebook.load import load
    from watchdog.store import archive as kept
    from watchdog.store import reviews, silences
    from watchdog.tune.backtest import backtest as replayed
    from watchdog.tune.rehearsal import Policy
    from watchdog.tune.variants import changed

    settings = settings_of(config)
    if archive is None:
        store_url(config)
    folder = rules or program_of(settings, source).pack
    book = changed(folder, setting or ())
    other = load(against) if against else load(folder) if setting else None
    started = perf_counter()
    with archive_store(settings, book, archive) as store, store.reading() as connection:
        pages = with_bar(kept.pages(connection, book.program, book.series))
        policy = Policy(routing=settings.routing, silences=silences.listing(connection))
        labels = reviews.labels(connection)
        report = replayed(pages, book, other, labels=labels, span=span_of(first, last), policy=policy)
    _print(report, output, perf_counter() - started)


def span_of(first: str | None, last: str | None) -> "Span":
    """The releases from one month to another."""
    from watchdog.cli.series import period_of
    from watchdog.tune.backtest import Span

    months = [each and period_of(each).months for each in (first, last)]
    return Span(first=months[0][0] if months[0] else None, last=months[1][-1] if months[1] else None)


def _print(report: "Backtest", output: Format, seconds: float) -> None:
    from watchdog.cli.output import print_document, print_rows, say, warn

    if not report.releases:
        warn("no vintage of these releases is kept; `watchdog releases import FOLDER` takes in an archive")
        raise typer.Exit(2)
    rows = [_row(line) for line in report.lines]
    if output is Format.JSON:
        print_document({"releases": [_release(each) for each in report.releases], "alerts": rows, **_sums(report)})
        return
    compared = any(line.change for line in report.lines)
    print_rows(rows, [*(["change"] if compared else []), *_COLUMNS], output)
    if output is Format.TABLE:
        say("")
        for line in _summary(report, seconds):
            say(line)


def _row(line: "Line") -> dict[str, object]:
    alarm, finding = line.alarm, line.alarm.finding
    return {
        "release": str(alarm.vintage.release),
        "published": alarm.vintage.available_at,
        "rule": finding.rule,
        "period": str(finding.period),
        "severity": finding.severity.value,
        "reason": alarm.reason.value,
        "told": _told(alarm),
        "within": alarm.within or None,
        "withheld": alarm.withheld and alarm.withheld.value,
        "score": finding.score,
        "change": line.change and line.change.value,
        "label": line.label and line.label.value,
        "finding": finding.key,
        "vintage": alarm.vintage.id,
        "message": finding.message,
    }


def _told(alarm: "Alarm") -> str:
    """As an item of its own, or what it has instead of one."""
    from watchdog.model.alert import Cause

    words = {Cause.SILENCED: "silenced", Cause.OVER_BUDGET: "over the budget", Cause.WITHIN: f"within {alarm.within}"}
    return "item" if alarm.withheld is None else words[alarm.withheld]


def _release(each: "OfRelease") -> dict[str, object]:
    return {
        "release": str(each.release),
        "vintages": [vintage.id for vintage in each.vintages],
        "alerts": sum(each.alarms.values()),
        "alerts_by_rule": dict(sorted(each.alarms.items())),
        "undecided_by_rule": dict(sorted(each.undecided.items())),
    }


def _sums(report: "Backtest") -> dict[str, object]:
    from collections import Counter

    from watchdog.model.review import Label
    from watchdog.tune.backtest import Change

    return {
        "alerts_by_rule": dict(sorted(Counter(line.alarm.finding.rule for line in report.told).items())),
        "undecided_reasons": [
            {"reason": want, "count": sum(rules.values()), "by_rule": dict(sorted(rules.items()))}
            for want, rules in report.wants.items()
        ],
        "gained": sum(line.change is Change.GAINED for line in report.lines),
        "lost": sum(line.change is Change.LOST for line in report.lines),
        "labelled": {label.value: report.labelled(label) for label in Label},
        "missed": list(report.missed),
        "routing": _routing(report),
    }


def _routing(report: "Backtest") -> dict[str, object]:
    """What silences, inhibition and the budget took out of the headlines, and what went where."""
    from collections import Counter

    from watchdog.model.alert import Cause

    withheld = {cause.value: report.withheld(cause) for cause in Cause}
    sent = Counter((each.route, each.channel) for each in report.sendings)
    return {
        "found": len(report.told),
        "headlines": len(report.told) - sum(withheld.values()),
        **withheld,
        "messages": [
            {"route": route, "channel": channel, "messages": count} for (route, channel), count in sorted(sent.items())
        ],
        "held": sum(each.held for each in report.sendings),
    }


def _summary(report: "Backtest", seconds: float) -> "list[str]":
    from watchdog.model.review import Label

    sums, releases = _sums(report), len(report.releases)
    vintages = sum(len(each.vintages) for each in report.releases)
    by_rule = sums["alerts_by_rule"]
    assert isinstance(by_rule, dict)  # noqa: S101 - made above
    lines = [
        f"{releases} releases, {vintages} vintages, {len(report.told)} alerts, replayed in {seconds:.1f} s.",
        "By release: " + ", ".join(f"{each.release.period} {sum(each.alarms.values())}" for each in report.releases),
        "By rule: " + ", ".join(f"{rule} {count}" for rule, count in by_rule.items()),
    ]
    lines += _traffic(report)
    lines += _wants(report)
    if any(line.change for line in report.lines):
        lines.append(f"Against the other rules: {sums['gained']} gained, {sums['lost']} lost.")
    if any(line.label for line in report.lines) or report.missed:
        counted = ", ".join(f"{report.labelled(label)} {label.value}" for label in Label)
        missed = f"; true and not told: {', '.join(report.missed)}" if report.missed else ""
        lines.append(f"Of the findings that people labelled, told: {counted}{missed}.")
    return lines


def _wants(report: "Backtest") -> "Iterator[str]":
    """Why rules could not decide, how often, and which rules."""
    if report.wants:
        yield "Not decided, and why:"
    for want, rules in report.wants.items():
        yield f"  {want}: {sum(rules.values())} ({', '.join(sorted(rules))})"


def _traffic(report: "Backtest") -> "list[str]":
    """Without silences, inhibition and the budget, and with them; and the messages by channel."""
    from collections import Counter

    from watchdog.model.alert import Cause

    counts = {cause: report.withheld(cause) for cause in Cause}
    left = len(report.told) - sum(counts.values())
    sent = Counter((each.channel, each.route) for each in report.sendings)
    ways = ", ".join(f"{channel} {count} ({route})" for (channel, route), count in sorted(sent.items()))
    held = sum(each.held for each in report.sendings)
    reasons = f"{counts[Cause.SILENCED]} silenced, {counts[Cause.WITHIN]} within another item"
    return [
        f"Told as items: {left} of {len(report.told)}; {reasons}, {counts[Cause.OVER_BUDGET]} over the budget.",
        f"Messages: {ways or 'none, for no channel is configured'}" + (f"; {held} of them held back." if held else "."),
    ]

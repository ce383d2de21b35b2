"""What a set of rules would have told over the archive, against another set and against what people said of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from watchdog.model.alert import Cause
from watchdog.model.finding import Verdict
from watchdog.model.period import Period
from watchdog.model.release import Release, Vintage
from watchdog.model.review import Label
from watchdog.plugins import RULE_KINDS
from watchdog.rulebook.book import Rulebook
from watchdog.store.archive import Page
from watchdog.tune.rehearsal import Policy, Sending
from watchdog.tune.replay import Alarm, Step, replay
from watchdog.tune.wants import want_of


class Change(StrEnum):
    """What becomes of an alarm of the other rules: told by both, only by these, or no longer."""

    KEPT = "kept"
    GAINED = "gained"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An alarm, how it compares with the other rules (None where there are none), and its label."""

    alarm: Alarm
    change: Change | None
    label: Label | None

    @property
    def is_heard(self) -> bool:
        """Whether people would have heard of it from these rules: it was not silenced."""
        return self.change is not Change.LOST and self.alarm.withheld is not Cause.SILENCED


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRelease:
    """A release as the rules saw it: its vintages, how many alarms each rule gave, how often it could not decide, and
    how often each rule for want of what.
    """

    release: Release
    vintages: tuple[Vintage, ...]
    alarms: Mapping[str, int]
    undecided: Mapping[str, int]
    wants: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """`missed` are the findings that people labelled as true, of the months replayed, and that nobody would have been
    told of. `sendings` are the messages, by route and channel.
    """

    releases: tuple[OfRelease, ...]
    lines: tuple[Line, ...]
    missed: tuple[str, ...]
    sendings: tuple[Sending, ...] = ()

    @property
    def told(self) -> tuple[Line, ...]:
        """The alarms of the rules themselves, without what only the others told."""
        return tuple(line for line in self.lines if line.change is not Change.LOST)

    @property
    def wants(self) -> Mapping[str, Mapping[str, int]]:
        """Why rules could not decide, the most frequent reason first, and how often which rule for it."""
        wants: dict[str, Counter[str]] = {}
        for each in self.releases:
            for (rule, want), count in each.wants.items():
                wants.setdefault(want, Counter())[rule] += count
        return dict(sorted(wants.items(), key=lambda each: (-each[1].total(), each[0])))

    def withheld(self, cause: Cause) -> int:
        """How many of these had no item of their own for this cause."""
        return sum(line.alarm.withheld is cause for line in self.told)

    def labelled(self, label: Label) -> int:
        """How many different findings with this label would have been told."""
        return len({line.alarm.finding.key for line in self.told if line.label is label and line.is_heard})


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The releases of which months count; all are replayed, for claims outlive them."""

    first: Period | None = None
    last: Period | None = None

    def holds(self, period: Period) -> bool:
        """Whether a release of this month counts."""
        return (self.first is None or self.first <= period) and (self.last is None or period <= self.last)


def backtest(
    pages: Iterable[Page],
    rules: Rulebook,
    against: Rulebook | None = None,
    *,
    labels: Mapping[str, Label],
    span: Span = Span(),
    policy: Policy | None = None,
) -> Backtest:
    """Replay the archive under one or two sets of rules, and with a `policy` through its silences and routes."""
    books = [rules] if against is None else [rules, against]
    steps = [each for each in replay(pages, books, policy) if span.holds(each[0].vintage.release.period)]
    mine = [each[0] for each in steps]
    lines = tuple(line for each in steps for line in _lines(each, labels))
    return Backtest(
        releases=tuple(_by_release(mine, rules)),
        lines=lines,
        missed=tuple(_missed(mine, lines, _of_tables(labels, rules))),
        sendings=tuple(sending for step in mine for sending in step.sendings),
    )


def _of_tables(labels: Mapping[str, Label], rules: Rulebook) -> Mapping[str, Label]:
    """Without those of what a text said: an archive is replayed by its figures, and nobody reads the texts again."""
    reading = {rule.name for rule in rules.rules if RULE_KINDS[rule.kind].texts(rule.parameters)}
    return {key: label for key, label in labels.items() if key.partition(":")[0] not in reading}


def _missed(steps: Sequence[Step], lines: Iterable[Line], labels: Mapping[str, Label]) -> Iterator[str]:
    """A rule that is switched off looks at nothing, and misses its months all the same."""
    told = {line.alarm.finding.key for line in lines if line.is_heard}
    seen = {finding.key for step in steps for finding in step.judgement.findings}
    months = {str(step.vintage.release.period) for step in steps}
    for key, label in sorted(labels.items()):
        if label is Label.TRUE and key not in told and (key in seen or key.rpartition(":")[2] in months):
            yield key


def _lines(steps: Sequence[Step], labels: Mapping[str, Label]) -> Iterator[Line]:
    """The alarms of one vintage: those of the first rules, then what only the others told."""
    mine, *others = steps
    theirs = {alarm.finding.key for step in others for alarm in step.alarms}
    for alarm in mine.alarms:
        change = (Change.KEPT if alarm.finding.key in theirs else Change.GAINED) if others else None
        yield Line(alarm=alarm, change=change, label=labels.get(alarm.finding.key))
    own = {alarm.finding.key for alarm in mine.alarms}
    for step in others:
        for alarm in step.alarms:
            if alarm.finding.key not in own:
                yield Line(alarm=alarm, change=Change.LOST, label=labels.get(alarm.finding.key))


def _by_release(steps: Sequence[Step], rules: Rulebook) -> Iterator[OfRelease]:
    for release in dict.fromkeys(step.vintage.release for step in steps):
        own = [step for step in steps if step.vintage.release == release]
        undecided = [f for step in own for f in step.judgement.findings if f.verdict is Verdict.UNDECIDED]
        yield OfRelease(
            release=release,
            vintages=tuple(step.vintage for step in own),
            alarms=Counter(alarm.finding.rule for step in own for alarm in step.alarms),
            undecided=Counter(finding.rule for finding in undecided),
            wants=Counter((finding.rule, want_of(finding, rules)) for finding in undecided),
        )

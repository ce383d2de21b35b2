"""Thresholds from the archive and what people said of it, learned on its earlier part and reported on the later one.

Each rule's thresholds are scaled by one factor. A finding that people labelled true should be told, one that they
labelled false should not; all told must stay within a budget. Nothing is concluded from too little.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from watchdog.model.finding import Reason
from watchdog.model.period import Period
from watchdog.model.review import Label
from watchdog.model.rule import Rule
from watchdog.model.unit import Amount
from watchdog.plugins import RULE_KINDS
from watchdog.rulebook.book import Rulebook
from watchdog.store.archive import Page
from watchdog.tune.replay import Alarm, replay

FEWEST_RELEASES = 24
FEWEST_LABELS = 10
EARLIER_SHARE = Decimal(2) / 3
FACTORS = tuple(Decimal(text) for text in ("0.6", "0.7", "0.8", "0.9", "1", "1.1", "1.25", "1.5", "1.75", "2", "2.5"))
AS_IT_IS = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A rule under one factor: its scaled parameters, and what it would have told for the first time, in order."""

    rule: Rule
    factor: Decimal
    parameters: Mapping[str, object]
    alarms: tuple[Alarm, ...]

    def within(self, releases: frozenset[Period]) -> frozenset[str]:
        """The keys of what it would have told in these releases."""
        return frozenset(each.finding.key for each in self.alarms if each.vintage.release.period in releases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Too little to conclude anything from, and what is missing."""

    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What is proposed for one rule, beside how it stands."""

    now: Candidate
    proposed: Candidate

    @property
    def gained(self) -> tuple[Alarm, ...]:
        """What only the proposal would have told."""
        return _only(self.proposed, self.now)

    @property
    def lost(self) -> tuple[Alarm, ...]:
        """What the proposal would not have told any more."""
        return _only(self.now, self.proposed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How rules did in some releases: alerts, those labelled false, and findings labelled true that were not told."""

    alerts: int
    false: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A move for every rule with thresholds, most of which stay as they are; `allowed` is how many alerts the budget
    leaves to the earlier part, and `due` the release in which each labelled finding should be told.
    """

    moves: tuple[Move, ...]
    earlier: tuple[Period, ...]
    later: tuple[Period, ...]
    labels: Mapping[str, Label]
    due: Mapping[str, str]
    allowed: int

    @property
    def changed(self) -> tuple[Move, ...]:
        """The rules whose thresholds should be others."""
        return tuple(move for move in self.moves if move.proposed.factor != AS_IT_IS)

    def score(self, releases: Sequence[Period], *, proposed: bool) -> Score:
        """How all these rules do in some releases, as they are or as proposed."""
        chosen = [move.proposed if proposed else move.now for move in self.moves]
        months = {str(period) for period in releases}
        labels = {key: label for key, label in self.labels.items() if self.due[key] in months or label is Label.FALSE}
        return _score(chosen, frozenset(releases), labels)

    @property
    def is_within_budget(self) -> bool:
        """Whether no scaling of the thresholds could do better than what is proposed."""
        return self.score(self.earlier, proposed=True).alerts <= self.allowed


def propose(pages: Iterable[Page], book: Rulebook, labels: Mapping[str, Label], budget: int) -> Proposal | Refusal:
    """Thresholds for at most `budget` alerts in twelve releases."""
    tunable = [rule for rule in book.rules if _thresholds(rule)]
    candidates, releases = _candidates(pages, book, tunable)
    cut = int(len(releases) * EARLIER_SHARE)
    earlier, later = releases[:cut], releases[cut:]
    named = {key: label for key, label in labels.items() if key.partition(":")[0] in {rule.name for rule in tunable}}
    due = _due(named, candidates)
    months = {str(period) for period in earlier}
    learned = {key: label for key, label in named.items() if label is not Label.EXPECTED and due[key] in months}
    if why := tuple(_too_little(releases, learned)):
        return Refusal(why=why)
    allowed = budget * len(earlier) // 12
    chosen = _chosen(candidates, frozenset(earlier), learned, allowed)
    moves = tuple(Move(now=_as_it_is(options), proposed=chosen[rule]) for rule, options in candidates.items())
    return Proposal(moves=moves, earlier=earlier, later=later, labels=named, due=due, allowed=allowed)


def _too_little(releases: Sequence[Period], learned: Mapping[str, Label]) -> Iterator[str]:
    if len(releases) < FEWEST_RELEASES:
        yield f"{len(releases)} releases are kept, at least {FEWEST_RELEASES} are needed"
    if len(learned) < FEWEST_LABELS:
        yield (
            f"{len(learned)} findings of the earlier two thirds of the releases are labelled true or false, at least "
            f"{FEWEST_LABELS} are needed"
        )


def _candidates(
    pages: Iterable[Page], book: Rulebook, rules: Sequence[Rule]
) -> tuple[dict[str, tuple[Candidate, ...]], tuple[Period, ...]]:
    """Every rule under every factor, each replayed alone but all in one turning of the pages."""
    trials = [(rule, factor, _scaled(rule, factor)) for rule in rules for factor in FACTORS]
    books = [
        replace(
            book, rules=(replace(rule, parameters=replace(_parameters(rule), **values)),), identities=(), figures=()
        )
        for rule, _, values in trials
    ]
    told: list[dict[str, Alarm]] = [{} for _ in trials]
    releases: set[Period] = set()
    for steps in replay(pages, books):
        for alarms, step in zip(told, steps, strict=True):
            releases.add(step.vintage.release.period)
            for alarm in step.alarms:
                if alarm.reason is not Reason.RETRACTED:
                    alarms.setdefault(alarm.finding.key, alarm)
    made = [
        Candidate(rule=rule, factor=factor, parameters=values, alarms=tuple(alarms.values()))
        for (rule, factor, values), alarms in zip(trials, told, strict=True)
    ]
    by_rule = {rule.name: tuple(each for each in made if each.rule.name == rule.name) for rule in rules}
    return by_rule, tuple(sorted(releases))


def _due(labels: Iterable[str], candidates: Mapping[str, Sequence[Candidate]]) -> dict[str, str]:
    """The release in which each of these findings should be told: the first in which any candidate could, or else that
    of its month. What is told later than that, of a part of the releases that does not know it, is missed there.
    """
    due: dict[str, str] = {key: key.rpartition(":")[2] for key in labels}
    first: dict[str, Period] = {}
    for alarm in (alarm for options in candidates.values() for each in options for alarm in each.alarms):
        key, release = alarm.finding.key, alarm.vintage.release.period
        first[key] = min(first.get(key, release), release)
    return due | {key: str(first[key]) for key in due if key in first}


def _chosen(
    candidates: Mapping[str, Sequence[Candidate]],
    releases: frozenset[Period],
    labels: Mapping[str, Label],
    allowed: int,
) -> dict[str, Candidate]:
    """For each rule what agrees best with the labels; then, while more is told than allowed, the change that tells
    less at the least cost.
    """

    def cost(each: Candidate) -> tuple[int, Decimal]:
        score = _score([each], releases, labels)
        return score.false + score.missed, abs(each.factor.ln())

    chosen = {rule: min(options, key=cost) for rule, options in candidates.items()}
    while (total := sum(len(each.within(releases)) for each in chosen.values())) > allowed:
        fewer = [
            (rule, each)
            for rule, options in candidates.items()
            for each in options
            if len(each.within(releases)) < len(chosen[rule].within(releases))
        ]
        if not fewer:
            break
        rule, each = min(fewer, key=lambda one: _price(one[1], chosen[one[0]], cost, releases, total - allowed))
        chosen[rule] = each
    return chosen


def _price(each: Candidate, instead_of: Candidate, cost: Any, releases: frozenset[Period], wanted: int) -> Any:  # noqa: ANN401
    """What a change costs in errors for each alert that it saves, of those that must go; then how far it goes."""
    saved = min(len(instead_of.within(releases)) - len(each.within(releases)), wanted)
    (errors, distance), (errors_now, _) = cost(each), cost(instead_of)
    return (errors - errors_now) / saved, distance


def _score(chosen: Iterable[Candidate], releases: frozenset[Period], labels: Mapping[str, Label]) -> Score:
    """By labels of what is due in these releases; one that says false counts wherever it is told."""
    chosen = list(chosen)
    told = [key for each in chosen for key in each.within(releases)]
    names = {each.rule.name for each in chosen}
    true = {key for key, label in labels.items() if label is Label.TRUE and key.partition(":")[0] in names}
    false = sum(labels.get(key) is Label.FALSE for key in told)
    return Score(alerts=len(told), false=false, missed=len(true.difference(told)))


def _as_it_is(options: Sequence[Candidate]) -> Candidate:
    return next(each for each in options if each.factor == AS_IT_IS)


def _only(these: Candidate, others: Candidate) -> tuple[Alarm, ...]:
    told = {alarm.finding.key for alarm in others.alarms}
    return tuple(alarm for alarm in these.alarms if alarm.finding.key not in told)


def _thresholds(rule: Rule) -> tuple[str, ...]:
    return RULE_KINDS[rule.kind].thresholds(rule.parameters)


def _parameters(rule: Rule) -> Any:  # noqa: ANN401 - each kind has a dataclass of its own
    return rule.parameters


def _scaled(rule: Rule, factor: Decimal) -> dict[str, object]:
    return {name: _times(getattr(rule.parameters, name), factor) for name in _thresholds(rule)}


def _times(value: object, factor: Decimal) -> object:
    """Scaled, and as round as people write it."""
    if factor == AS_IT_IS:
        return value
    if isinstance(value, Amount):
        return Amount((value.number * factor).quantize(Decimal("0.01")).normalize(), value.unit)
    if isinstance(value, int):
        return round(value * factor)
    assert isinstance(value, float)  # noqa: S101 - thresholds are amounts, months or numbers
    return round(value * float(factor), 2)

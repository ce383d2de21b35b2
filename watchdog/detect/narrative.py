"""narrative: what the release's own press text says against the release's own tables, figure by figure.

Each figure that the tables refute is told by itself, with its sentence; more than `listed` = 10 in one text are told
as one, for then text and tables are hardly of the same release. Never critical, whatever the rule's severity: sentences
are misread now and then. One finding more counts what was read and what the tables bear out; it is undecided where
there is no text, where it could not be read, and where the tables bear out nothing of it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from watchdog.detect.narrated import all_of, text_of
from watchdog.detect.outcome import of_release
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.press import PressText, Statement
from watchdog.model.rule import Rule

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeParameters:
    """`document` is the press text, as its parser press_text reads it."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    document: str
    listed: int = 10


def texts(parameters: NarrativeParameters) -> tuple[str, ...]:
    """The documents that it judges."""
    return (parameters.document,)


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Nothing where nobody looked for a text."""
    if situation.texts is None:
        return []
    parameters = rule.of(NarrativeParameters)
    text = text_of(situation, parameters.document)
    if text is None or text.unread:
        reason = text.unread if text else "no press text of this release is here"
        return [_undecided(rule, situation, f"{reason}, so none of its figures was checked")]
    return [_summary(rule, situation, text), *_wrong(rule, situation, text)]


def _summary(rule: Rule, situation: Situation, text: PressText) -> Finding:
    counts = Counter(statement.verdict for statement in text.statements)
    right, wrong, open_ = (counts[each] for each in (Verdict.PASS, Verdict.FAIL, Verdict.UNDECIDED))
    figures = f"{len(text.statements)} figure{'' if len(text.statements) == 1 else 's'} read"
    if not right:
        return _undecided(rule, situation, f"{figures}, and the tables bear out none of them")
    told = len(_refuted(text))
    refuted = f"{wrong}" if told == wrong else f"{wrong} (the same words counted once, {told})"
    message = f"{rule.label}: {figures}: the tables bear out {right}, refute {refuted}, and cannot tell of {open_}."
    return of_release(rule, situation, text.document, Verdict.PASS, message)


def _wrong(rule: Rule, situation: Situation, text: PressText) -> Iterator[Finding]:
    """Those refuted, each words once; or all in one."""
    every = _refuted(text)
    if len(every) > rule.of(NarrativeParameters).listed:
        named = "; ".join(f"“{each.written}”: {each.reason}" for each in every[:_MOST_NAMED])
        message = (
            f"{rule.label} and the tables disagree on {len(every)} figures, so they are hardly of the same release, or "
            f"the text is misread: {named}; and {len(every) - _MOST_NAMED} more."
        )
        evidence = tuple(dict.fromkeys(at for each in every[:_MOST_NAMED] for at in each.evidence))
        found = of_release(rule, situation, all_of(text), Verdict.WARN, message)
        yield replace(found, severity=_capped(rule), evidence=evidence)
        return
    for statement in every:
        found = of_release(rule, situation, statement.subject, Verdict.WARN, _sentence(rule, statement))
        yield replace(found, severity=_capped(rule), evidence=statement.evidence, provenance=statement.provenance)


def _refuted(text: PressText) -> list[Statement]:
    """What the tables refute; the same words of the same series are one."""
    return list({each.subject: each for each in text.statements if each.verdict is Verdict.FAIL}.values())


def _sentence(rule: Rule, statement: Statement) -> str:
    resting = f", by {', '.join(statement.cells)}" if statement.cells else ""
    return f"{rule.label} says “{statement.written}”: {statement.reason}{resting}. It stands in “{statement.sentence}”"


def _capped(rule: Rule) -> Severity:
    return min(rule.severity, Severity.WARNING, key=lambda severity: severity.rank)


def _undecided(rule: Rule, situation: Situation, reason: str) -> Finding:
    label, document = situation.release.period.label, rule.of(NarrativeParameters).document
    message = f"{rule.label}: could not be judged for {label}: {reason}."
    return of_release(rule, situation, document, Verdict.UNDECIDED, message)

"""What becomes of the figures of a press text once each has its verdict."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.model.made import cell, month, printed, situation
from watchdog.detect import narrative
from watchdog.detect.narrated import mended_texts
from watchdog.model.cell import Address
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.press import PressText, Statement
from watchdog.model.rule import Rule

AT = Address("exh1.xlsx", "1", "B9")


def statement(written: str, verdict: Verdict) -> Statement:
    return Statement(
        subject=f"text/exports.total/{written}",
        written=written,
        sentence=f"Exports were {written}.",
        verdict=verdict,
        reason="it is $2 billion",
        cells=("exports.total 2025-11",),
        evidence=(AT,),
    )


def rule(severity: Severity = Severity.WARNING, listed: int = 10) -> Rule:
    return Rule(
        name="press-text",
        kind="narrative",
        label="The text",
        why="It is quoted.",
        severity=severity,
        since="",
        parameters=narrative.NarrativeParameters(document="text", listed=listed),
    )


def having(*texts: PressText) -> Situation:
    known = printed("2025-11", [cell("exports.total", month("2025-11"), 2)])
    return replace(situation("2025-11", *known), texts=texts)


def of(*statements: Statement) -> Situation:
    return having(PressText(document="text", statements=statements))


RIGHT, WRONG, OPEN = (
    statement("$2 billion", Verdict.PASS),
    statement("$3 billion", Verdict.FAIL),
    statement("$4 billion", Verdict.UNDECIDED),
)


def outcomes(found: Sequence[Finding]) -> list[tuple[str, Verdict]]:
    return [(finding.subject, finding.verdict) for finding in found]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (having(), "no press text of this release is here, so none of its figures was checked"),
        (having(PressText(document="other", statements=(RIGHT,))), "no press text of this release is here"),
        (having(PressText(document="text", unread="too long")), "too long, so none of its figures was checked"),
        (of(), "0 figures read, and the tables bear out none of them"),
        (of(OPEN), "1 figure read, and the tables bear out none of them"),
    ],
    ids=["no text", "another one", "unread", "no figures", "none that could be told"],
)
def test_what_could_not_be_told_is_undecided(made: Situation, words: str) -> None:
    (found,) = narrative.judge(rule(), made)

    assert ("text", Verdict.UNDECIDED) == (found.subject, found.verdict)
    assert words in found.message


def test_where_nobody_looked_nothing_is_said() -> None:
    assert [] == narrative.judge(rule(), replace(having(), texts=None))


def test_each_wrong_figure_is_one_finding_however_often_it_stands_there_and_never_critical() -> None:
    found = narrative.judge(rule(Severity.CRITICAL), of(RIGHT, WRONG, OPEN, WRONG))

    assert [("text", Verdict.PASS), ("text/exports.total/$3 billion", Verdict.WARN)] == outcomes(found)
    assert (
        "4 figures read: the tables bear out 1, refute 2 (the same words counted once, 1), and cannot tell of 1."
        in found[0].message
    )
    assert (Severity.WARNING, (AT,)) == (found[1].severity, found[1].evidence)
    assert [Severity.INFO] == [each.severity for each in narrative.judge(rule(Severity.INFO), of(RIGHT, WRONG))[1:]]


def test_more_than_are_listed_are_one_finding() -> None:
    every = [statement(f"${number} billion", Verdict.FAIL) for number in range(3, 7)]

    assert 4 == len(narrative.judge(rule(listed=4), of(RIGHT, *every))[1:])
    (found,) = narrative.judge(rule(listed=3), of(RIGHT, *every))[1:]
    assert ("text/disagreement", Verdict.WARN) == (found.subject, found.verdict)
    assert "disagree on 4 figures" in found.message
    assert "and 1 more." in found.message


@pytest.mark.parametrize(
    ("now", "mended"),
    [
        (of(RIGHT, WRONG), []),
        (of(RIGHT), ["the text no longer says it"]),
        (of(replace(WRONG, verdict=Verdict.PASS)), ["the tables bear it out now"]),
        (of(RIGHT, replace(WRONG, verdict=Verdict.UNDECIDED)), []),
        (having(PressText(document="text", unread="too long")), []),
        (having(), []),
    ],
    ids=["still wrong", "gone", "right now", "cannot be told now", "unread", "no text"],
)
def test_only_what_is_right_or_gone_is_mended(now: Situation, mended: list[str]) -> None:
    told = narrative.judge(rule(), of(RIGHT, WRONG))[1:]
    again = list(mended_texts(told, now))

    assert [Verdict.PASS] * len(mended) == [finding.verdict for finding in again]
    assert all(words in finding.message for words, finding in zip(mended, again, strict=True))


def test_a_disagreement_is_mended_when_nothing_is_wrong_any_more() -> None:
    every = [statement(f"${number} billion", Verdict.FAIL) for number in range(3, 7)]
    told = narrative.judge(rule(listed=3), of(RIGHT, *every))[1:]

    assert [] == list(mended_texts(told, of(RIGHT, *every[:2])))
    assert [("text/disagreement", Verdict.PASS)] == outcomes(list(mended_texts(told, of(RIGHT, OPEN))))

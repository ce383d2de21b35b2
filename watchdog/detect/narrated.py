"""What was told of a press text, once text or tables are others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from watchdog.model.finding import Finding, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.press import PressText

KIND = "narrative"


def text_of(situation: Situation, document: str) -> PressText | None:
    """The release's text of this name; None where none is here."""
    return next((text for text in situation.texts or () if text.document == document), None)


def all_of(text: PressText) -> str:
    """The subject of the finding that text and tables disagree as a whole."""
    return f"{text.document}/disagreement"


def mended_texts(told: Sequence[Finding], situation: Situation) -> Iterator[Finding]:
    """Of what was told of this release, what the tables bear out now or the text no longer says."""
    for finding in told:
        text = text_of(situation, finding.subject.partition("/")[0]) if finding.kind == KIND else None
        if finding.release != situation.release or text is None or text.unread:
            continue
        every = text.statements
        about = every if finding.subject == all_of(text) else [e for e in every if e.subject == finding.subject]
        verdicts = {statement.verdict for statement in about}
        if Verdict.FAIL in verdicts or (about is not every and Verdict.UNDECIDED in verdicts):
            continue
        now = "the tables bear it out now" if verdicts else "the text no longer says it"
        yield replace(
            finding,
            verdict=Verdict.PASS,
            vintage=situation.vintage,
            known_as_of=situation.known.as_of,
            message=f"Press text of {situation.release.period.label}: {now}.",
        )

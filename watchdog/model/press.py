"""The press text that came with a release: each figure in it, and what the release's own tables say of that figure."""

from dataclasses import dataclass

from watchdog.model.cell import Address, Provenance
from watchdog.model.finding import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One figure, direction or date of a text: `written` are its words, in their `sentence`. The `verdict` is PASS
    where the tables bear it out, FAIL where they say otherwise, UNDECIDED where they do not settle it; `reason` says
    which, and has the true figure. `cells` name the figures that it rests on, `evidence` where they stand. `subject` is
    the same for the same words about the same series, wherever they stand and in whatever version of the text.
    """

    subject: str
    written: str
    sentence: str
    verdict: Verdict
    reason: str
    cells: tuple[str, ...] = ()
    evidence: tuple[Address, ...] = ()
    provenance: Provenance = Provenance.EXACT


@dataclass(frozen=True, slots=True, kw_only=True)
class PressText:
    """A text by the short name of its document, read; or why it is `unread`, and then nothing of it was checked."""

    document: str
    statements: tuple[Statement, ...] = ()
    unread: str = ""

"""The press text of a release against the tables that it came with: every figure, in the terms of the model."""

import re
from collections.abc import Iterator
from datetime import datetime
from textwrap import shorten

import structlog
from sqlalchemy import Connection

from watchdog.errors import UsageError
from watchdog.model.cell import Provenance
from watchdog.model.finding import Verdict as Outcome
from watchdog.model.press import PressText, Statement
from watchdog.rulebook.book import Rulebook
from watchdog.verify.checking import Checked, check
from watchdog.verify.text import read
from watchdog.verify.verdict import Judged, Verdict

log = structlog.get_logger()

_LONGEST_SENTENCE = 400
_MOST_CELLS = 4
_BORNE_OUT = (Verdict.RIGHT, Verdict.ROUNDING)


def words_of(body: bytes) -> str | None:
    """What a person reads of these bytes; None where they are no text that is read. It never raises."""
    try:
        return read(body, "the text").shown
    except UsageError:
        return None
    except Exception:
        log.exception("press text not read", size=len(body))
        return None


def press_text(body: bytes, document: str, book: Rulebook, connection: Connection, as_of: datetime) -> PressText:
    """Each figure of the text by what was public at `as_of`, when its release was."""
    try:
        checked = check(read(body, document), book, connection, as_of, as_of)
    except UsageError as error:
        return PressText(document=document, unread=str(error))
    except Exception as error:  # no sentence of a stranger may keep a release from being told
        log.exception("press text not read", document=document)
        return PressText(document=document, unread=f"{document}: reading it failed with {type(error).__name__}")
    return PressText(document=document, statements=tuple(_statements(checked, document)))


def _statements(checked: Checked, document: str) -> Iterator[Statement]:
    for judged in checked.judged:
        written = shorten(checked.written(judged), _LONGEST_SENTENCE, placeholder=" …")
        yield Statement(
            subject=f"{document}/{_about(judged)}/{_slug(written)}",
            written=written,
            sentence=shorten(checked.sentence(judged), _LONGEST_SENTENCE, placeholder=" …"),
            verdict=_outcome(judged.verdict),
            reason=judged.reason,
            cells=judged.cells[:_MOST_CELLS],
            evidence=judged.addresses,
            provenance=Provenance(judged.provenance) if judged.provenance else Provenance.EXACT,
        )


def _about(judged: Judged) -> str:
    """The series that it is of, else what kind of statement it is."""
    return judged.cells[0].split(" ")[0] if judged.cells else judged.mention.sort.value


def _slug(written: str) -> str:
    return re.sub(r"[^a-z0-9.%]+", "-", written.lower()).strip("-")


def _outcome(verdict: Verdict) -> Outcome:
    if verdict in _BORNE_OUT:
        return Outcome.PASS
    return Outcome.FAIL if verdict is Verdict.WRONG else Outcome.UNDECIDED

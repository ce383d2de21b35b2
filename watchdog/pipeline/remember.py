"""What is new in some readings, and keeping it with all that is judged of it, inside the caller's transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from watchdog.model.document import Reading
from watchdog.model.knowledge import Situation
from watchdog.model.release import Release, Vintage
from watchdog.pipeline import press
from watchdog.pipeline.judge import Judgement, judge
from watchdog.pipeline.vintage import corrections, situation_of, version_of, vintage_of
from watchdog.rulebook.book import Rulebook
from watchdog.store import claims, findings, rule_sets, vintages

CODE_VERSION = "0.1.0"


def with_news(
    connection: Connection,
    release: Release,
    readings: Sequence[Reading],
    rulebook: Rulebook,
    *,
    available_at: datetime,
) -> tuple[Reading, ...]:
    """The readings whose bytes are new and whose figures are, or what a text says of them: a workbook that was only
    packed again has other bytes.
    """
    printed = {version for entry in vintages.listing(connection, release.program) for version in entry.documents}
    fresh = tuple(reading for reading in readings if version_of(reading) not in printed)
    if not fresh:
        return ()
    vintage = vintage_of(release, fresh, rulebook, available_at=available_at, first_seen_at=available_at)
    changes = vintages.changes(connection, vintage)
    changed = {change.key.outlet.document for change in changes if change.is_of_value or change.is_of_mark}
    texts = press.documents_of(rulebook)
    return tuple(
        reading
        for reading in fresh
        if reading.document in changed
        or (reading.document in texts and press.says_something_new(connection, reading, release, rulebook))
    )


def remember(connection: Connection, rulebook: Rulebook, vintage: Vintage) -> tuple[Situation, Judgement]:
    """Judge a vintage by what was known with it, and keep it with its findings, claims and quality."""
    entries = vintages.listing(connection, rulebook.program)
    corrected = corrections(vintages.changes(connection, vintage), vintage, entries)
    vintages.add(connection, vintage, rules_hash=rulebook.hash, code_version=CODE_VERSION)
    rule_sets.add(connection, rulebook.hash, rulebook.files)
    texts = press.texts_of(connection, vintage, entries, rulebook)
    situation = replace(situation_of(connection, vintage, entries, rulebook, corrected), texts=texts)
    judgement = judge(rulebook, situation, vintage)
    findings.save(connection, judgement.findings)
    findings.save_quality(connection, vintage.id, judgement.report.quality)
    claims.save(connection, tuple(judgement.claims_now()))
    return situation, judgement

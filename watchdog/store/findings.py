"""What the rules found in each vintage, and how the checks of a whole release came out."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, select

from watchdog.errors import StoreError
from watchdog.model.alert import Quality
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.release import Release
from watchdog.store.database import upsert
from watchdog.store.tables import findings, qualities


def finding_id(finding: Finding) -> str:
    """The id of a finding in its vintage: the same wherever the same figures are judged."""
    return hashlib.sha256(f"{finding.vintage}\n{finding.key}".encode()).hexdigest()[:16]


def save(connection: Connection, found: Sequence[Finding]) -> None:
    """Keep findings; a vintage that is judged again has the new finding in place of the one with the same key."""
    rows = [
        {
            "id": finding_id(finding),
            "key": finding.key,
            "vintage": finding.vintage,
            "rule": finding.rule,
            "kind": finding.kind,
            "verdict": finding.verdict,
            "severity": finding.severity,
            "program": finding.release.program,
            "release_period": finding.release.period,
            "known_as_of": finding.known_as_of,
            "finding": finding,
        }
        for finding in found
    ]
    if len({row["id"] for row in rows}) < len(rows):
        keys = [finding.key for finding in found]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise ValueError(f"one vintage cannot have two findings of one key: {', '.join(twice)}")
    upsert(connection, findings, ["id"], rows)


def get(connection: Connection, identifier: str) -> Finding:
    """One finding by its id; StoreError where it is not kept."""
    finding = connection.execute(select(findings.c.finding).where(findings.c.id == identifier)).scalar_one_or_none()
    if not isinstance(finding, Finding):
        raise StoreError(f"no finding {identifier} is kept; `watchdog anomalies list` shows those that are")
    return finding


def listing(
    connection: Connection,
    *,
    release: Release | None = None,
    vintage: str | None = None,
    rule: str | None = None,
    kind: str | None = None,
    verdicts: Iterable[Verdict] = (),
    severities: Iterable[Severity] = (),
) -> tuple[Finding, ...]:
    """The findings that meet every condition given, in the order in which they were known."""
    equal = {findings.c.vintage: vintage, findings.c.rule: rule, findings.c.kind: kind}
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if release is not None:
        conditions += [findings.c.program == release.program, findings.c.release_period == release.period]
    if verdicts:
        conditions.append(findings.c.verdict.in_(list(verdicts)))
    if severities:
        conditions.append(findings.c.severity.in_(list(severities)))
    order = (findings.c.known_as_of, findings.c.vintage, findings.c.key)
    return tuple(connection.execute(select(findings.c.finding).where(*conditions).order_by(*order)).scalars())


def keys(connection: Connection) -> frozenset[str]:
    """The key of everything that any rule found in any vintage, whatever the verdict."""
    return frozenset(connection.execute(select(findings.c.key).distinct()).scalars())


def save_quality(connection: Connection, vintage: str, quality: Quality) -> None:
    """Keep how the checks of a vintage came out, in place of what was kept before."""
    upsert(connection, qualities, ["vintage"], [{"vintage": vintage, "quality": quality}])


def quality(connection: Connection, vintage: str) -> Quality | None:
    """How the checks of a vintage came out; None where none were made."""
    statement = select(qualities.c.quality).where(qualities.c.vintage == vintage)
    found: Quality | None = connection.execute(statement).scalar_one_or_none()
    return found

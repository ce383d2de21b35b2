"""Findings, and what was last said of them, as decisions need them."""

from datetime import UTC, datetime
from decimal import Decimal

from tests.model.made import month
from watchdog.model.alert import Told
from watchdog.model.cell import Address
from watchdog.model.finding import Finding, Reason, Severity, Verdict
from watchdog.model.release import Release
from watchdog.notify.decide import (
    LastTold,
)

NOW = datetime(2026, 1, 29, 13, 30, 5, tzinfo=UTC)
EARLIER = datetime(2026, 1, 8, 13, 30, 5, tzinfo=UTC)
PASS, WARN, FAIL, UNDECIDED = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNDECIDED
INFO, WARNING, CRITICAL = Severity.INFO, Severity.WARNING, Severity.CRITICAL


def found(
    verdict: Verdict = WARN,
    severity: Severity = WARNING,
    observed: str | None = "-27619",
    *,
    kind: str = "swing",
    period: str = "2025-11",
    release: str = "2025-11",
    unit: str = "million USD",
    **changes: str,
) -> Finding:
    return Finding(
        rule="smallest" if kind in ("extreme", "claim", "retraction") else f"headline-{kind}",
        kind=kind,
        verdict=verdict,
        severity=severity,
        release=Release("ft900", month(release)),
        vintage="v1",
        subject=changes.get("subject", "balance.total"),
        period=month(period),
        message=f"What the {kind} says.",
        known_as_of=NOW,
        observed=None if observed is None else Decimal(observed),
        unit=unit,
        evidence=(Address(f"{kind}.xlsx", "1", "B47"),),
    )


def said(finding: Finding, reason: Reason = Reason.NEW) -> LastTold:
    told = Told(finding=finding, reason=reason, event_id="evt_1", first_seen_at=EARLIER)
    return LastTold(told=told, alert_id="alr_1")

"""What people hear of a sheet that is not laid out as the rules say."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from watchdog.check.layout import layout_findings
from watchdog.model.cell import Address
from watchdog.model.document import Drift, DriftKind
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Knowledge, Situation
from watchdog.model.release import Release

NOW = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)
SITUATION = Situation(
    release=Release.parse("ft900/2025-11"),
    vintage="v",
    known=Knowledge(as_of=NOW, series={}, cells=()),
    before=None,
    zone=ZoneInfo("America/New_York"),
)
PERU = Drift(
    kind=DriftKind.NEW_ROW,
    subject="Peru",
    message="the row 'Peru' is not one of the rules",
    address=Address("exh14.xlsx", "14", "A20"),
)
CHILE = Drift(kind=DriftKind.MISSING_ROW, subject="Chile", message="the row 'Chile' is missing")
UNSEEN = Drift(kind=DriftKind.UNREAD_NUMBER, subject="F9", message="the number 0.0 lies under a merged heading")


def found(*drift: Drift) -> list[Finding]:
    return list(layout_findings({"exh14": drift}, {}, SITUATION))


def test_a_document_gives_one_finding_that_names_every_difference() -> None:
    (finding,) = found(PERU, CHILE, UNSEEN)

    assert (
        "exh14 is not laid out as the rules say: the row 'Peru' is not one of the rules; the row 'Chile' is missing."
    ) == finding.message
    assert (Verdict.WARN, Severity.INFO, "layout:exh14:2025-11") == (finding.verdict, finding.severity, finding.key)
    assert (PERU.address,) == finding.evidence


def test_many_differences_are_counted() -> None:
    (finding,) = found(*[PERU] * 11)

    assert finding.message.endswith("; and 3 more differences.")


def test_a_number_that_nobody_sees_is_no_news() -> None:
    assert [] == found(UNSEEN)

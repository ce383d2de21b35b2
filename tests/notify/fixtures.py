"""The digest of the November 2025 release, the retraction that followed, and wild labels."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from watchdog.model.alert import Alert, AlertType, Brief, Table, Told
from watchdog.model.cell import Address, Provenance
from watchdog.model.finding import Contribution, Figure, Finding, Reason, Severity, Verdict
from watchdog.model.period import Period
from watchdog.model.release import Release

SEEN = datetime(2026, 1, 29, 13, 30, 12, tzinfo=UTC)
NOVEMBER = Period.of_month(2025, 11)
VINTAGE = "5a8fbb1a6a1b2f7c0e4d93b5c1f0e6a7d8b9c0a1e2f3041526374859607a8b9c"

wild_text = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "gold\r\nBcc: everyone@example.org",
        "\u202ereversed\u202c and \x1b[31mred\x00",
        "'; drop table findings; --",
        "</td></tr></table>",
        "\ud800 alone",
        ".\r\n.\r\n",
    ]
)
"""Labels as a hostile or broken source could send them, lone surrogates included."""


def part(label: str, value: str, provenance: Provenance = Provenance.PRESS_ROUNDED, depth: int = 0) -> Contribution:
    error = Decimal("0.35") if provenance is Provenance.DERIVED else Decimal("0.05")
    return Contribution(label=label, value=Decimal(value), error=error, provenance=provenance, depth=depth)


def figure(name: str, label: str, value: str, text: str, provenance: Provenance = Provenance.EXACT) -> Figure:
    error = Decimal("0.1") if provenance is Provenance.DERIVED else Decimal(0)
    return Figure(
        name=name,
        label=label,
        value=Decimal(value),
        error=error,
        unit="billion USD",
        provenance=provenance,
        text=text,
        evidence=(Address("exh1.xlsx", "Exhibit 1", "B47"),),
    )


CAUSES = Table(
    title="What moved the balance from October to November (effect on the balance; lines Census SA)",
    unit="billion USD",
    total=Contribution(
        label="Balance, goods and services (BOP, SA)",
        value=Decimal("-27.6"),
        error=Decimal(0),
        provenance=Provenance.EXACT,
    ),
    rows=(
        part("Capital goods, imports", "-7.4"),
        part("computers", "-6.6", depth=1),
        part("semiconductors", "-2.0", depth=1),
        part("other", "1.2", Provenance.DERIVED, depth=1),
        part("Pharmaceutical preparations, imports", "-6.7"),
        part("Nonmonetary gold, exports", "-4.2"),
        part("Pharmaceutical preparations, exports", "-2.9"),
        part("Other precious metals, exports", "-2.6"),
        part("Other consumer goods, imports", "-2.5"),
        part("Everything else, including the BOP adjustments", "-1.3", Provenance.DERIVED),
    ),
)

DEFICIT = (
    "Deficit in goods and services $56.8 billion in November 2025, up $27.6 billion (+94.6 %) from October's "
    "$29.2 billion (first printed as $29.4 billion). Seasonally adjusted, BOP basis, vintage of 29 January 2026."
)
UNUSUAL = (
    "The second-largest widening since 1992 (January 2025: 31.9). Robust z -4.18: the change less the median of "
    "the 60 changes before it, over 1.4826 times their median absolute deviation; alarm at 4."
)
BRIEF = Brief(
    headline="[Nov-25] Deficit $56.8bn, +27.6; metals and drugs 16.4 of it",
    facts=(
        DEFICIT,
        "Exports $292.1 billion, -10.9 (-3.6 %); imports $348.9 billion, +16.8 (+5.0 %).",
    ),
    unusual=(UNUSUAL, "September to November together: -8.7."),
    causes=(CAUSES,),
    quality=(
        "Identities: 61 of 63 passed, 0 failed, 2 undecided (import-side gold is not published seasonally adjusted).",
        "October revised from -29,350 to -29,206 million USD.",
    ),
    claims=("October 2025 is the smallest deficit since June 2009 in this vintage: 29.2 against 27.2 billion USD.",),
    evidence=(f"vintage {VINTAGE}", "exh1.xlsx sheet Exhibit 1 B47", "watchdog replay alr_november"),
    figures=(
        figure("mean3", "Three-month average deficit", "44.7", "$44.7 billion", Provenance.DERIVED),
        figure("ytd", "Year to date, change of the deficit", "32.9", "+$32.9 billion (+4.1 %)"),
        figure("gold", "Nonmonetary gold exports, gross swing", "11.0", "$11.0 billion", Provenance.PRESS_ROUNDED),
    ),
)


def finding(subject: str = "balance.total") -> Finding:
    return Finding(
        rule="headline-swing",
        kind="swing",
        verdict=Verdict.FAIL,
        severity=Severity.CRITICAL,
        release=Release("ft900", NOVEMBER),
        vintage=VINTAGE,
        subject=subject,
        period=NOVEMBER,
        message="The balance fell by 27,619 million USD in November 2025, robust z -4.18 against an alarm at 4.",
        known_as_of=datetime(2026, 1, 29, 13, 30, tzinfo=UTC),
        basis="bop/sa/current",
        observed=Decimal(-27619),
        expected=Decimal("-92.5"),
        difference=Decimal("-27526.5"),
        limit=Decimal("26341.2"),
        unit="million USD",
        score=-4.18,
        evidence=(Address("exh1.xlsx", "Exhibit 1", "B47"),),
    )


def told(number: int = 0, **changes: object) -> Told:
    subject = "balance.total" if number == 0 else f"line.{number}"
    known = replace(finding(subject=subject), **changes)  # type: ignore[arg-type] # the caller names fields of Finding
    return Told(finding=known, reason=Reason.NEW, event_id=f"evt_{number:08d}", first_seen_at=SEEN)


def alert(**changes: object) -> Alert:
    items = (
        told(0),
        told(1, severity=Severity.WARNING, verdict=Verdict.WARN, kind="reversal", provenance=Provenance.PRESS_ROUNDED),
    )
    november = Alert(
        id="alr_november",
        type=AlertType.DIGEST,
        release=Release("ft900", NOVEMBER),
        vintage=VINTAGE,
        created_at=SEEN,
        items=items,
        brief=BRIEF,
        thread="thr_ft900-2025-11",
    )
    return replace(november, **changes)  # type: ignore[arg-type] # the caller names fields of Alert


def retraction() -> Alert:
    sentence = "October 2025's deficit of $29.2 billion is the smallest since June 2009 (in this vintage)."
    taken_back = replace(told(0), reason=Reason.RETRACTED, corrects=("alr_november", sentence), event_id="evt_back")
    brief = Brief(
        headline="[Taken back] October 2025 is the smallest deficit only since November 2019",
        facts=("With the vintage of 3 September 2026, October 2025 is 37.4, against 36.9 in November 2019.",),
    )
    return alert(
        id="alr_retraction", type=AlertType.RETRACTED, items=(taken_back,), brief=brief, replies_to="alr_november"
    )

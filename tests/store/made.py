"""Values to store: releases of a small program, what was found in them, and what was said of it."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from watchdog.model.alert import Alert, AlertType, Brief, Delivery, Told
from watchdog.model.cell import Address, Blank, Cell, CellKey, Measure, Outlet
from watchdog.model.claim import Claim, Side, Standing
from watchdog.model.document import Capture
from watchdog.model.finding import Finding, Reason, Severity, Verdict
from watchdog.model.period import Period
from watchdog.model.release import DocumentVersion, Release, Vintage

EXHIBIT = Outlet("census", "exh1")
NOVEMBER = Release("ft900", Period.of_month(2025, 11))
MORNING = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)


def month(text: str) -> Period:
    """'2025-11' as a period."""
    return Period.parse(text)


def cell(period: str, count: int, *, measure: Measure = Measure.LEVEL, outlet: Outlet = EXHIBIT, row: int = 0) -> Cell:
    """The total balance of a period as an exhibit prints it."""
    place = Address("exh1.xlsx", "Exhibit 1", f"B{row or int(period[-2:])}")
    key = CellKey("balance.total", month(period), measure, outlet)
    return Cell(key=key, count=count, published_unit=Decimal(1), address=place)


def balances(first: str, *counts: int) -> tuple[Cell, ...]:
    """The total balance from a month on."""
    start = month(first)
    return tuple(cell(str(start.shift(step)), count) for step, count in enumerate(counts))


def vintage(
    name: str, at: datetime, cells: Iterable[Cell], *, blanks: tuple[Blank, ...] = (), release: Release = NOVEMBER
) -> Vintage:
    """A vintage of the documents that its cells stand in."""
    shown = tuple(cells)
    outlets = {each.key.outlet for each in shown} | {blank.key.outlet for blank in blanks}
    documents = {(outlet.source, outlet.document) for outlet in outlets}
    return Vintage(
        id=sha256(name.encode()),
        release=release,
        available_at=at,
        first_seen_at=at + timedelta(seconds=20),
        documents=tuple(DocumentVersion(*document, sha256(name.encode())) for document in sorted(documents)),
        cells=tuple(sorted(shown, key=lambda each: each.key)),
        blanks=blanks,
        stamped_at=at,
        scheduled_at=at,
    )


def sha256(content: bytes) -> str:
    """The hash in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def capture(body: bytes, document: str = "exh1", at: datetime = MORNING, **headers: object) -> Capture:
    """What a server sent."""
    known: Mapping[str, object] = {"etag": '"v1"', "last_modified": MORNING, "content_type": "text/csv"} | headers
    return Capture(
        source="census",
        document=document,
        url="https://example.org/exh1.xlsx",
        body=body,
        sha256=sha256(body),
        fetched_at=at,
        **known,  # type: ignore[arg-type] # the headers of this capture, by name
    )


def finding(rule: str = "headline-swing", vintage_id: str = "v1", **changes: object) -> Finding:
    """A swing of the total balance."""
    values: dict[str, object] = {
        "rule": rule,
        "kind": "swing",
        "verdict": Verdict.WARN,
        "severity": Severity.WARNING,
        "release": NOVEMBER,
        "vintage": vintage_id,
        "subject": "balance.total",
        "period": month("2025-11"),
        "message": "The deficit widened by 27,619 million USD.",
        "known_as_of": MORNING,
        "observed": Decimal(-27619),
        "limit": Decimal("3.0"),
        "score": -4.18,
        "evidence": (Address("exh1.xlsx", "Exhibit 1", "B47"),),
    }
    return Finding(**(values | changes))  # type: ignore[arg-type] # the fields above, by name


def claim(vintage_id: str, standing: Standing = Standing.HOLDS, at: datetime = MORNING) -> Claim:
    """The smallest deficit since June 2009, as a vintage has it."""
    return Claim(
        rule="smallest-deficit-since",
        noun="smallest deficit",
        series="balance.total",
        period=month("2025-10"),
        side=Side.HIGH,
        value=Decimal(-29206),
        since=month("2009-06"),
        since_value=Decimal(-27158),
        runner_up=month("2009-08"),
        runner_up_value=Decimal(-31674),
        margin=Decimal(2468),
        history_start=month("1992-01"),
        unit="million USD",
        release=NOVEMBER,
        vintage=vintage_id,
        known_as_of=at,
        sentence="The smallest deficit since June 2009.",
        standing=standing,
    )


def told(found: Finding, reason: Reason = Reason.NEW) -> Told:
    """A finding as said."""
    event = sha256(f"{found.key} {reason} {found.vintage}".encode())
    return Told(finding=found, reason=reason, event_id=event, first_seen_at=MORNING)


def alert(name: str, *items: Told, at: datetime = MORNING, **changes: object) -> Alert:
    """A digest of some items."""
    values: dict[str, object] = {
        "id": name,
        "type": AlertType.DIGEST,
        "release": NOVEMBER,
        "vintage": "v1",
        "created_at": at,
        "items": items,
        "brief": Brief(headline="Deficit $56.8 billion", facts=("Exports fell.",)),
        "thread": "ft900/2025-11",
    }
    return Alert(**(values | changes))  # type: ignore[arg-type] # the fields above, by name


def delivery(name: str, alert_id: str, due_at: datetime = MORNING) -> Delivery:
    """Bytes for one mailbox."""
    return Delivery(
        id=name,
        alert_id=alert_id,
        channel="desk-mail",
        target="desk@example.org",
        body=b"Subject: Deficit\r\n\r\n\xff",
        created_at=MORNING,
        due_at=due_at,
    )

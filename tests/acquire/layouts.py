"""The layouts that these tests read, and captures made from bytes."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal

from watchdog.model.cell import Cell, Measure, Provenance
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Column, Layout
from watchdog.model.period import Period
from watchdog.model.unit import Unit

NOW = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)
ITEMS = ("total", "goods", "services")
SIDES = ("balance", "exports", "imports")
MILLION = Unit.parse("million USD")
SERVICES = (
    "Total Services",
    "Maintenance and Repair Services n.i.e.",
    "Transport",
    "Travel",
    "Construction",
    "Insurance Services",
    "Financial Services",
    "Charges for the Use of Intellectual Property n.i.e.",
    "Telecommunications, Computer, and Information Services",
    "Other Business Services",
    "Personal, Cultural, and Recreational Services",
    "Government Goods and Services n.i.e.",
)


def columns(pairs: dict[tuple[str, ...], str]) -> tuple[Column, ...]:
    return tuple(Column(path=path, series=series) for path, series in pairs.items())


def units(*series: str) -> dict[str, Decimal]:
    return dict.fromkeys(series, Decimal(1))


def exhibit(
    document: str,
    pairs: dict[tuple[str, ...], str],
    part: str,
    row_heading: str = "Period",
    month_measure: Measure = Measure.LEVEL,
) -> Layout:
    return Layout(
        document=document,
        source="census",
        file=f"{document}.xlsx",
        parser="exhibit",
        columns=columns(pairs),
        published_units=units(*pairs.values()),
        title=f"Exhibit {document.removeprefix('exh')}.",
        part=part,
        unit_line="In millions of dollars",
        month_measure=month_measure,
        row_heading=row_heading,
    )


def _goods(suffix: str) -> dict[tuple[str, ...], str]:
    bop, census, net = "Total Balance of Payments Basis", "Total Census Basis", "Net Adjustments"
    pairs: dict[tuple[str, ...], str] = {
        ("Balance", bop): f"balance.goods{suffix}",
        ("Balance", census): f"balance.goods.census{suffix}",
    }
    for side in ("exports", "imports"):
        pairs[side.title(), bop] = f"{side}.goods{suffix}"
        pairs[side.title(), net] = f"{side}.goods.adjustments{suffix}"
        pairs[side.title(), census] = f"{side}.goods.census{suffix}"
    return pairs


def _services(side: str) -> dict[tuple[str, ...], str]:
    return {(heading,): f"{side}.services.{place}" for place, heading in enumerate(SERVICES)}


_SA, _NSA = "Part A: Seasonally Adjusted", "Part B: NOT Seasonally Adjusted"
_TRADE: dict[tuple[str, ...], str] = {
    (side.title(), item.title()): f"{side}.{item}" for side in SIDES for item in ITEMS
}
EXHIBITS = {
    "exh1": exhibit("exh1", _TRADE, _SA),
    "exh2": exhibit("exh2", _TRADE, _SA, row_heading="Month of Moving Average", month_measure=Measure.MEAN3),
    "exh3": exhibit("exh3", _services("exports"), _SA),
    "exh4": exhibit("exh4", _services("imports"), _SA),
    "exh5": exhibit("exh5", _goods(""), _SA),
    "exh12": exhibit("exh12", _goods(".nsa"), _NSA),
}
EXH1 = EXHIBITS["exh1"]
FTD = Layout(
    document="ftd",
    source="census-bulk",
    file="econ_getzippedfile/?programCode=FTD",
    parser="ftd_bulk",
    columns=columns(
        {("BOPGS", "BAL", "adjusted"): "balance.total", ("BOPGS", "EXP", "adjusted"): "exports.total"},
    ),
    published_units=units("balance.total", "exports.total"),
    units={"balance.total": MILLION, "exports.total": MILLION},
)
FRED = Layout(
    document="fred",
    source="fred",
    file="graph/fredgraph.csv?id=BOPGSTB",
    parser="fred_csv",
    columns=columns({("BOPGSTB",): "balance.total"}),
    published_units=units("balance.total"),
)
ECON = Layout(
    document="econ_export",
    source="census-bulk",
    file="econ_export/?format=csv",
    parser="econ_export",
    columns=columns({("BOPGS", "BAL", "adjusted"): "balance.total"}),
    published_units=units("balance.total"),
    units={"balance.total": MILLION},
    title="Foreign Trade",
)
PRESS = Layout(
    document="press",
    source="press",
    file="figures.csv",
    parser="figures",
    columns=(),
    published_units=units("balance.total", "exports.total", "exports.nonmonetary_gold"),
    units={"balance.total": MILLION, "exports.total": MILLION, "exports.nonmonetary_gold": MILLION},
    provenance=Provenance.PRESS_ROUNDED,
)
TABLE = Layout(
    document="ftd_table",
    source="census-bulk",
    file="ftd_table.csv",
    parser="monthly_table",
    columns=columns({("exports",): "exports.total", ("imports",): "imports.total", ("balance",): "balance.total"}),
    published_units=units("exports.total", "imports.total", "balance.total"),
    row_heading="period",
)
ALL = {**EXHIBITS, "ftd_table": TABLE, "ftd": FTD, "fred": FRED, "econ_export": ECON, "press": PRESS}


def capture(layout: Layout, body: bytes) -> Capture:
    """The body as if it had just been fetched."""
    return Capture(
        source=layout.source,
        document=layout.document,
        url=f"https://example.org/{layout.file}",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=NOW,
    )


def cell(reading: Reading, series: str, period: str, measure: Measure = Measure.LEVEL, block: str = "main") -> Cell:
    """The one cell of the reading with this key."""
    wanted = (series, Period.parse(period), measure, block)
    found = [c for c in reading.cells if (c.key.series, c.key.period, c.key.measure, c.key.outlet.block) == wanted]
    assert len(found) == 1, f"{wanted} is there {len(found)} times"
    return found[0]

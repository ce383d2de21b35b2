"""True figures that add up exactly, and what is printed of them: each rounded to its unit, ties either way."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from tests.model.made import cell
from watchdog.model.cell import Cell, Measure
from watchdog.model.period import Period

NOVEMBER = Period.of_month(2025, 11)
thousandths = st.integers(-(10**9), 10**9).map(lambda count: Fraction(count, 1000))
units = st.sampled_from([Decimal(1), Decimal(10), Decimal(100), Decimal("0.1")])


@st.composite
def rounded(
    draw: st.DrawFn,
    key: str,
    exact: Fraction,
    unit: Decimal,
    period: Period = NOVEMBER,
    measure: Measure = Measure.LEVEL,
    document: str = "exh1",
) -> Cell:
    """The figure as printed; a tie goes up or down, as it does in print."""
    count, rest = divmod(exact, Fraction(unit))
    up = 2 * rest > unit or (2 * rest == unit and draw(st.booleans()))
    return cell(key, period, (int(count) + up) * unit, measure=measure, unit=unit, document=document)


@st.composite
def sums(draw: st.DrawFn) -> tuple[str, list[Cell]]:
    """A total and its parts, with signs and units of their own: the identity and the printed figures."""
    parts = draw(st.lists(st.tuples(thousandths, st.booleans(), units), min_size=1, max_size=12))
    total = sum((-value if minus else value for value, minus, _ in parts), Fraction(0))
    right = "".join(f" {'-' if minus else '+'} part{number}" for number, (_, minus, _) in enumerate(parts))
    cells = [draw(rounded("total", total, draw(units)))]
    cells += [draw(rounded(f"part{number}", value, unit)) for number, (value, _, unit) in enumerate(parts)]
    return f"total = 0{right}", cells


@st.composite
def months(draw: st.DrawFn, count: int) -> dict[Period, Fraction]:
    """The true figures of the months through November."""
    return {NOVEMBER.shift(-back): draw(thousandths) for back in range(count)}


@st.composite
def exhibit_1(draw: st.DrawFn) -> list[Cell]:
    """Goods, services and their total, both sides and the balance, of a month; goods also in exhibit 5."""
    true = {f"{side}.{item}": draw(thousandths) for side in ("exports", "imports") for item in ("goods", "services")}
    for side in ("exports", "imports"):
        true[f"{side}.total"] = true[f"{side}.goods"] + true[f"{side}.services"]
    for item in ("goods", "services", "total"):
        true[f"balance.{item}"] = true[f"exports.{item}"] - true[f"imports.{item}"]
    cells = [draw(rounded(key, exact, Decimal(1))) for key, exact in sorted(true.items())]
    again = [
        cell(each.key.series, each.key.period, each.value, document="exh5")
        for each in cells
        if each.key.series.endswith("goods")
    ]
    return cells + again

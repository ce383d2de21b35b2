"""How figures are written for people: rounded half up from the exact figure, as the agencies' own press texts do."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from watchdog.model.unit import Unit

BILLION = Unit("billion", "USD")


def half_up(value: Decimal, decimals: int = 1) -> Decimal:
    """`value` to that many decimals, ties away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def amount(value: Decimal, unit: Unit, *, within: Unit = BILLION, decimals: int = 1, signed: bool = False) -> str:
    """An amount of dollars in billions ('$56.8 billion', '+$27.6 billion') or `within` another scale; amounts of
    anything else keep their unit.
    """
    if unit.of != within.of:
        return f"{number(value, decimals=decimals, signed=signed)} {unit}"
    shown = number(value * unit.in_units_of(within), decimals=decimals, signed=signed)
    sign = shown[0] if shown[0] in "+-" else ""
    return f"{sign}${shown.removeprefix(sign)} {within.scale}".rstrip()


def billions(value: Decimal, unit: Unit, *, decimals: int = 1, signed: bool = False) -> str:
    """The same without its unit, for a table that states it once: '-27.6'."""
    scaled = value * unit.in_units_of(BILLION) if unit.of == "USD" else value
    return number(scaled, decimals=decimals, signed=signed)


def number(value: Decimal, *, decimals: int = 1, signed: bool = False) -> str:
    """A plain number, rounded half up; zero carries no sign."""
    shown = half_up(value, decimals)
    if not shown:
        return f"{abs(shown):,f}"
    return f"{shown:+,f}" if signed else f"{shown:,f}"


def day(moment: datetime, zone: ZoneInfo) -> str:
    """The calendar day at the agency: '29 January 2026'."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%B %Y}"

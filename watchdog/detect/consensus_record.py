"""What people stated before a release that it would print, and how far they were off before: by source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from pydantic import WithJsonSchema

from watchdog.model.moment import moment_in
from watchdog.model.period import Period
from watchdog.model.revisions import FirstPrint
from watchdog.model.text_forms import MonthText, StatedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What `source` expected of a month, in the rule's unit; a bare day of `stated_at` means its end, at the agency."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    period: MonthText
    consensus: Decimal
    source: str
    stated_at: StatedText
    place: str = ""


Statements = Annotated[tuple[Statement, ...], WithJsonSchema({"type": ["string", "array"]})]
"""As a list, or the name of the CSV beside the rules that holds it."""


def counting(stated: Sequence[Statement], period: Period, first: FirstPrint, zone: ZoneInfo) -> dict[str, Statement]:
    """By source, the last that was stated of the month before its first print was available."""
    of_month = [(moment_in(each.stated_at, zone), each) for each in stated if each.period == period]
    in_time = sorted((each for each in of_month if each[0] < first.available_at), key=lambda each: each[0])
    return {statement.source: statement for _, statement in in_time}


def surprises(
    stated: Sequence[Statement], firsts: Mapping[Period, FirstPrint], source: str, scale: Decimal, zone: ZoneInfo
) -> list[Decimal]:
    """First print less `scale` times what the source stated, of each month where both are known."""
    found = ((first, counting(stated, period, first, zone).get(source)) for period, first in firsts.items())
    return [first.cell.value - each.consensus * scale for first, each in found if each is not None]

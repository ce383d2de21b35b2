"""extreme: the largest or smallest value since when, as a claim that later vintages test again."""

from dataclasses import dataclass
from typing import ClassVar

from watchdog.model.claim import Side
from watchdog.model.text_forms import MonthsText


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtremeParameters:
    """Told when nothing as extreme was published for `at_least`; `noun` names the extreme ('smallest deficit')."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    side: Side
    noun: str
    at_least: MonthsText = 60

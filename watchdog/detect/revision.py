"""revision: an earlier month's figure moved by more than revisions usually do."""

from dataclasses import dataclass
from typing import ClassVar

from watchdog.model.text_forms import AmountText


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionParameters:
    """Told when a period known before moves by `regular` or more; by `annual` in the release of `annual_month`."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    regular: AmountText
    annual: AmountText
    annual_month: int = 4

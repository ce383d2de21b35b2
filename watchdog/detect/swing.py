"""swing: a change far outside the series' own recent changes, on median and MAD."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SwingParameters:
    """`window` trailing changes are the baseline, the tested one excluded; `warn` and `critical` bound |z|."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    transform: Literal["difference", "log_difference"] = "difference"
    window: int = 60
    warn: float = 3.0
    critical: float = 4.0

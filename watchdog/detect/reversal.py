"""reversal: two large consecutive changes of opposite sign; gross and net are told apart."""

from dataclasses import dataclass
from typing import ClassVar

from watchdog.model.text_forms import AmountText


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalParameters:
    """Fires when both changes exceed `threshold` robust standard deviations of the last `window` changes or, where
    `gross` is given, when their gross swing reaches it. A net of up to `round_trip` of the larger is a round trip.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: tuple[str, ...]
    gross: AmountText | None = None
    threshold: float = 2.5
    window: int = 60
    round_trip: float = 0.5

"""An accounting identity as the rulebook states it: its two sides, where it is printed, and how exact it is."""

from dataclasses import dataclass
from enum import StrEnum

from watchdog.model.finding import Severity


class IdentityClass(StrEnum):
    """What a residual may be: nothing, rounding, rounding once a printed residual is included, or anything (soft)."""

    EXACT = "exact"
    ROUNDING = "rounding"
    RESIDUAL = "residual"
    SOFT = "soft"


class Rows(StrEnum):
    """For which printed rows the identity is stated."""

    MONTHS = "months"
    YTD = "ytd"
    YEARS = "years"
    AS_PUBLISHED = "as_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`left` = `right`, both formulas (see `watchdog.formulas`). Terms that name no outlet are those of `document`,
    in the measure and block that `rows` says. `only_months` restricts it to those months of the year (1 to 12).
    """

    name: str
    label: str
    why: str
    severity: Severity
    identity_class: IdentityClass
    left: str
    right: str
    document: str
    rows: tuple[Rows, ...]
    bridge: bool = False
    only_months: tuple[int, ...] = ()

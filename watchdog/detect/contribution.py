"""contribution: which published parts make up a change of the total; the table sums, its remainder shown."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A series whose change moves the total by `sign` times its own; `of` are parts of it."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    sign: int = 1
    of: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionParameters:
    """The change of `total` from the month before, by `parts`; `remainder` names what they leave over."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    total: str
    parts: tuple[Part, ...]
    remainder: str = "everything else"

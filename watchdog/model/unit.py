"""Units of account, and amounts written with them ('8 billion USD') in rules."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

_SCALES = {"": Decimal(1), "thousand": Decimal(10) ** 3, "million": Decimal(10) ** 6, "billion": Decimal(10) ** 9}
_TEXT = re.compile(r"(?:(?P<scale>thousand|million|billion) )?(?P<of>[A-Za-z][A-Za-z0-9 ]*)")


@dataclass(frozen=True, slots=True)
class Unit:
    """What one is one of: `scale` of `of` ('million', 'USD'); a plain unit has the scale ''."""

    scale: str
    of: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 'million USD', 'USD', 'percent' or 'billion chained 2017 USD'; ValueError otherwise."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a unit such as 'million USD'")
        return cls(match["scale"] or "", match["of"])

    def in_units_of(self, other: "Unit") -> Decimal:
        """How many of `other` one of this is; ValueError when they count different things."""
        if self.of != other.of:
            raise ValueError(f"{self} cannot be expressed in {other}")
        return _SCALES[self.scale] / _SCALES[other.scale]

    def __str__(self) -> str:
        return f"{self.scale} {self.of}".strip()


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit."""

    number: Decimal
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read '8 billion USD' or '0.5 percent'; ValueError otherwise."""
        number, _, unit = text.strip().partition(" ")
        try:
            parsed = Decimal(number)
        except InvalidOperation:
            raise ValueError(f"{text!r} is not an amount such as '8 billion USD'") from None
        if not parsed.is_finite():
            raise ValueError(f"{text!r} is not a finite amount")
        return cls(parsed, Unit.parse(unit))

    def within(self, unit: Unit) -> Decimal:
        """The number when counted in `unit`."""
        return self.number * self.unit.in_units_of(unit)

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"

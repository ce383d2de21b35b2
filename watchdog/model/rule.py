"""A statistical rule of the rulebook: the common part, with the parameters of its kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

from watchdog.model.finding import Severity

P = TypeVar("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`parameters` is the dataclass that the rule's kind declares (see `watchdog.plugins`). What a rule finds that is
    `alone` is never told within the finding of another.
    """

    name: str
    kind: str
    label: str
    why: str
    severity: Severity
    since: str
    parameters: object
    alone: bool = False

    def of(self, kind: type[P]) -> P:
        """Its parameters, which the rulebook built by the table of its kind."""
        if not isinstance(self.parameters, kind):
            raise TypeError(f"{self.name} has {type(self.parameters).__name__}, not {kind.__name__}")
        return self.parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRule:
    """A figure that every digest states when it can: `formula` in the unit of its series, shown half up in the unit
    `show` ('billion USD', 'percent') with `decimals`; `signed` ones carry a plus.
    """

    name: str
    label: str
    formula: str
    show: str
    decimals: int = 1
    signed: bool = False


GIVEN_WORDS = frozenset({"period", "before", "published"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestText:
    """The sentences of a digest with figures' names in braces, as in '{deficit}'; `{period}`, `{before}` (the period
    before) and `{published}` (the day) are given. A sentence with a missing figure is left out and named as missing;
    one of `also` is left out without a word. `headline` follows the `title` in the subject line.
    `charts` names series in charts otherwise than by their label.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    title: str
    headline: str
    facts: tuple[str, ...]
    also: tuple[str, ...] = ()
    charts: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The headline and the facts."""
        return (self.headline, *self.facts, *self.also)

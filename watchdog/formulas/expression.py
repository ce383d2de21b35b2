"""What a formula is once read: a small tree of numbers, printed terms, sums, products and named functions."""

import re
from dataclasses import dataclass

from watchdog.model.cell import Measure

_VARIABLE = re.compile(r"<([a-z][a-z0-9_]*)>")


@dataclass(frozen=True, slots=True)
class Number:
    """A whole or decimal constant, kept as its text's exact ratio (numerator, denominator)."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Term:
    """A printed series. `document`, `block` and `measure` are None where the formula leaves them to its context;
    `prior` asks for the vintage that was known before this release. A word of the key in angle brackets is a variable.
    """

    series: str
    document: str | None = None
    block: str | None = None
    measure: Measure | None = None
    prior: bool = False

    def of(self, series: str) -> "Term":
        """The same of another series."""
        return Term(series, self.document, self.block, self.measure, self.prior)

    @property
    def variables(self) -> tuple[str, ...]:
        """The words of the key that stand for any word."""
        return tuple(_VARIABLE.findall(self.series)) if "<" in self.series else ()


@dataclass(frozen=True, slots=True)
class Negation:
    """Minus its operand."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Binary:
    """`left` `operator` `right`, the operator one of + - * /."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    """A named function: lag, diff, pct, yoy, yoy_pct, mean, ytd, ytd_quarters, qtd, last_quarter, share, abs or sum;
    `steps` is lag's or mean's number; `qtd` and `last_quarter` are means of months. `sum` is of one term with a
    variable; `families` puts a Total in its place.
    """

    function: str
    operand: "Expression"
    steps: int = 1
    whole: "Expression | None" = None


@dataclass(frozen=True, slots=True)
class Total:
    """The terms that `sum` stands for, each once."""

    members: tuple[Term, ...]


Expression = Number | Term | Negation | Binary | Call | Total


def terms(expression: Expression) -> tuple[Term, ...]:
    """Every printed term in the formula, in reading order."""
    match expression:
        case Term():
            return (expression,)
        case Negation(operand=operand):
            return terms(operand)
        case Binary(left=left, right=right):
            return terms(left) + terms(right)
        case Call(operand=operand, whole=whole):
            return terms(operand) + (terms(whole) if whole is not None else ())
        case Total(members=members):
            return members
        case Number():
            return ()

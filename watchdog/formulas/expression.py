"""What a formula is once read: a small tree of numbers, printed terms, sums, products and named functions."""

from dataclasses import dataclass

from watchdog.model.cell import Measure


@dataclass(frozen=True, slots=True)
class Number:
    """A whole or decimal constant, kept as its text's exact ratio (numerator, denominator)."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Term:
    """A printed series. `document`, `block` and `measure` are None where the formula leaves them to its context;
    `prior` asks for the vintage that was known before this release.
    """

    series: str
    document: str | None = None
    block: str | None = None
    measure: Measure | None = None
    prior: bool = False


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
    """A named function: lag, diff, pct, yoy, yoy_pct, mean, ytd, share or abs; `steps` is lag's or mean's number."""

    function: str
    operand: "Expression"
    steps: int = 1
    whole: "Expression | None" = None


Expression = Number | Term | Negation | Binary | Call


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
        case Number():
            return ()

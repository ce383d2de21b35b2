"""Reads a formula's text into its tree through an allow-list of Python's grammar; nothing is ever executed."""

import ast
import math
import re
from fractions import Fraction

from watchdog.formulas.expression import Binary, Call, Expression, Negation, Number, Term, terms
from watchdog.model.cell import Measure

__all__ = ["FormulaError", "parse", "terms"]

LONGEST = 2_000
DEEPEST = 100
FARTHEST_LAG = 600
MOST_FIGURES = 20_000
_OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_PLAIN = {"diff", "pct", "yoy", "yoy_pct", "ytd", "ytd_quarters", "qtd", "last_quarter", "abs", "sum"}
_STEPPED = {"lag", "mean"}
_FIGURES_EACH = {"diff": 2, "yoy": 2, "pct": 3, "yoy_pct": 3, "ytd": 12, "ytd_quarters": 6, "qtd": 3, "last_quarter": 3}
_FUNCTIONS = sorted(_PLAIN | _STEPPED | {"share"})
# a variable is no word of Python, and no key has a word that begins with an underscore: as long, so columns stay true
_VARIABLE = re.compile(r"(?<=\.)<([a-z][a-z0-9_]*)>")
_STAND_IN = re.compile(r"(?<=\.)_([a-z][a-z0-9_]*)_(?=\.|$)")
_MEASURES = {measure.value: measure for measure in Measure}


class FormulaError(ValueError):
    """The formula's text is not one we accept; `column` counts from 1 within it."""

    def __init__(self, column: int, message: str) -> None:
        self.column = column
        self.message = message
        super().__init__(f"column {column}: {message}")


def parse(text: str) -> Expression:
    """Read a formula such as 'diff(-balance.total)', 'balance.total[exh2, mean3]' or 'sum(exports.states.<state>)'."""
    if len(text) > LONGEST:
        raise FormulaError(1, f"a formula of {len(text)} characters; at most {LONGEST} are read")
    indent = len(text) - len(text.lstrip())
    try:
        expression = _read(ast.parse(_VARIABLE.sub(r"_\1_", text.strip()), mode="eval").body, 0)
    except FormulaError as error:
        raise FormulaError(indent + error.column, error.message) from None
    except SyntaxError as error:
        raise FormulaError(indent + (error.offset or 1), "this is not arithmetic over series") from None
    except (RecursionError, MemoryError, ValueError):
        raise FormulaError(1, "the formula is nested too deeply or holds what no formula has") from None
    if (figures := _figures(expression)) > MOST_FIGURES:
        raise FormulaError(1, f"a formula over {figures:,} figures, written out; at most {MOST_FIGURES:,} are read")
    return expression


def _read(node: ast.expr, depth: int) -> Expression:
    if depth > DEEPEST:
        raise _refusal(node, f"nested more than {DEEPEST} deep")
    match node:
        case ast.Constant(value=bool()):
            raise _refusal(node, "a truth value is not a number")
        case ast.Constant(value=float(number)) if math.isinf(number):
            raise _refusal(node, "this number is too large")
        case ast.Constant(value=int() | float()):
            ratio = Fraction(str(node.value))
            return Number(ratio.numerator, ratio.denominator)
        case ast.Name() | ast.Attribute():
            return Term(_key(node))
        case ast.Subscript():
            return _printed(node)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Negation(_read(operand, depth + 1))
        case ast.BinOp(op=operator, left=left, right=right) if type(operator) in _OPERATORS:
            return Binary(_OPERATORS[type(operator)], _read(left, depth + 1), _read(right, depth + 1))
        case ast.Call():
            return _call(node, depth)
    raise _refusal(node, "only numbers, series, + - * / and the named functions may stand here")


def _figures(expression: Expression) -> int:
    """How many figures it asks for at most, once every function is written out."""
    match expression:
        case Negation(operand=operand):
            return _figures(operand)
        case Binary(left=left, right=right):
            return _figures(left) + _figures(right)
        case Call(function=function, operand=operand, steps=steps, whole=whole):
            each = steps if function == "mean" else _FIGURES_EACH.get(function, 1)
            return each * _figures(operand) + (_figures(whole) if whole is not None else 0)
    return 1


def _call(node: ast.Call, depth: int) -> Call:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if node.keywords or name not in _FUNCTIONS:
        raise _refusal(node, f"the functions are {', '.join(_FUNCTIONS)}, without named arguments")
    wanted = 1 if name in _PLAIN else 2
    if len(node.args) != wanted:
        raise _refusal(node, f"{name} takes {wanted} argument{'s' if wanted > 1 else ''}")
    operand = _read(node.args[0], depth + 1)
    if name == "sum" and not (isinstance(operand, Term) and operand.variables):
        raise _refusal(node, "sum is of one series with a variable, such as sum(exports.states.<state>.nsa)")
    if name == "share":
        return Call(name, operand, whole=_read(node.args[1], depth + 1))
    return Call(name, operand, steps=_steps(node.args[1]) if name in _STEPPED else 1)


def _steps(node: ast.expr) -> int:
    match node:
        case ast.Constant(value=int(steps)) if not isinstance(steps, bool) and 1 <= steps <= FARTHEST_LAG:
            return steps
    raise _refusal(node, f"a number of periods from 1 to {FARTHEST_LAG} must stand here")


def _printed(node: ast.Subscript) -> Term:
    document = block = measure = None
    prior = False
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for part in parts:
        word, *rest = _dotted(part).split(".")
        if not rest and word in _MEASURES and measure is None:
            measure = _MEASURES[word]
            continue
        if word == "prior" and not prior:
            prior = True
            word, *rest = rest or [""]
        if document is not None or len(rest) > 1:
            raise _refusal(part, "name one document (exh1, exh1.as_published, prior.exh1) and one measure")
        document, block = word or None, rest[0] if rest else None
    return Term(_key(node.value), document, block, measure, prior)


def _key(node: ast.expr) -> str:
    return _STAND_IN.sub(r"<\1>", _dotted(node))


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            return f"{_dotted(value)}.{attribute}"
    raise _refusal(node, "a series name such as balance.total must stand here")


def _refusal(node: ast.expr, message: str) -> FormulaError:
    return FormulaError(node.col_offset + 1, message)

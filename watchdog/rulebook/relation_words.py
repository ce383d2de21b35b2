"""A relation of the rulebook in words: what it holds, how far, in which rows, and the printed figures it touches."""

from collections.abc import Iterator

from watchdog.check.inequalities import InequalityParameters
from watchdog.check.ordering import OrderingParameters
from watchdog.check.ranking import RankingParameters
from watchdog.check.ratios import DAYS, RatioParameters
from watchdog.formulas.parse import parse, terms
from watchdog.model.identity import Rows
from watchdog.model.naming import keys_of, marked, unmarked
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.laid_out import places

ROWS = {
    Rows.MONTHS: "every month",
    Rows.YTD: "every year to date",
    Rows.YEARS: "every completed year",
    Rows.AS_PUBLISHED: "the row that repeats last month's figures",
    Rows.QUARTERS: "every quarter",
    Rows.CHANGES: "the change from the month before",
    Rows.YTD_CHANGES: "the change of the year to date from a year earlier",
}


def in_words(parameters: object, book: Rulebook) -> Iterator[str] | None:
    """The lines of a relation that compares printed figures; None for one of another kind."""
    if isinstance(parameters, RatioParameters):
        factor = "" if parameters.times == 1 else f" * {parameters.times}"
        holds = f"{parameters.figure} = {_side(parameters.of)} / {_side(parameters.by)}{factor}"
        formulas = (parameters.figure, parameters.of, *([] if parameters.by == DAYS else [parameters.by]))
    elif isinstance(parameters, InequalityParameters):
        holds = f"{parameters.greater} >= {parameters.least}"
        formulas = (parameters.greater, parameters.least)
    elif isinstance(parameters, OrderingParameters):
        return _ranked(parameters, book)
    elif isinstance(parameters, RankingParameters):
        return _of_ranks(parameters, book)
    else:
        return None
    return _compared(parameters, holds, formulas, book)


def _compared(
    parameters: RatioParameters | InequalityParameters, holds: str, formulas: tuple[str, ...], book: Rulebook
) -> Iterator[str]:
    yield f"  holds      {holds}"
    yield f"  tolerance  what the rounding of these figures explains at most{_usually(soft=parameters.soft)}"
    yield f"  rows       {', '.join(ROWS[rows] for rows in parameters.rows)} of {parameters.document}"
    named = (term for formula in formulas for term in terms(parse(marked(formula))))
    touched = dict.fromkeys((unmarked(term.series), term.document or parameters.document) for term in named)
    for series, document in touched:
        yield f"  touches    {_place(series, document, book)}"


def _ranked(parameters: OrderingParameters, book: Rulebook) -> Iterator[str]:
    yield "  holds      below each head the lines are ranked by their change, the largest in its direction first"
    yield f"  tolerance  none: printed changes are compared{_usually(soft=parameters.soft)}"
    for head in parameters.heads:
        yield f"  touches    {_place(head, parameters.document, book)}, and the lines below it"


def _of_ranks(parameters: RankingParameters, book: Rulebook) -> Iterator[str]:
    for first, formulas in (("greatest", parameters.greatest_first), ("least", parameters.least_first)):
        for rank, of in formulas.items():
            yield f"  holds      {rank} ranks {of}, the {first} first"
    yield f"  tolerance  what the rounding of two neighbours explains{_usually(soft=parameters.soft)}"
    yield f"  rows       {', '.join(ROWS[rows] for rows in parameters.rows)} of {parameters.document}"
    for rank in (*parameters.greatest_first, *parameters.least_first):
        yield f"  touches    {_place(rank, parameters.document, book)}"


def _side(formula: str) -> str:
    return f"({formula})" if " " in formula else formula


def _usually(*, soft: bool) -> str:
    return "; it usually holds: more is worth a look, not an error" if soft else ""


def _place(series: str, document: str, book: Rulebook) -> str:
    layout = book.layout(document)
    if series in book.series:
        return f"{document} ({layout.file}), {'; '.join(places(layout, series))}: {series}, {book.series[series].basis}"
    pattern = keys_of(series)
    rows = sum(1 for key in book.series if pattern.fullmatch(key) and any(True for _ in places(layout, key)))
    return f"{document} ({layout.file}), {rows} rows that the rules know: {series}"

"""The statements of one identity with their cells, for people who look at a release: file, sheet, cell and figure."""

from collections.abc import Iterable, Iterator

from watchdog.check.report import Result


def of_identity(results: Iterable[Result], name: str) -> Iterator[Result]:
    """The results of the identity of this name, of its members, and of all whose names begin with it ('X14b')."""
    for result in results:
        own = result.statement.identity.name
        if own == name or own.startswith(f"{name}."):
            yield result


def in_words(result: Result) -> Iterator[str]:
    """The statement and its verdict, then each figure with its weight."""
    statement = result.statement
    yield f"{statement.identity.name}, {statement.rows} of {statement.period.label}: {result.verdict}, {result.reason}"
    for place, weight in statement.weights.items():
        cell = statement.cells[place]
        where = f"  {cell.address}" if cell.address else ""
        yield f"  {_factor(weight):>6} x {cell.value:,f}  {place.key.series}{where}"


def _factor(weight: object) -> str:
    return f"+{weight}" if not str(weight).startswith("-") else str(weight)

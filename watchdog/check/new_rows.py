"""Rows that a sheet has and the rules do not know: what a sum comes to when they are left out of it."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from watchdog.check.statement import Statement
from watchdog.model.cell import Cell


def superfluous(statement: Statement, residual: Fraction, limit: Fraction) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Each document with new rows in the sums of the statement that holds without these rows, and their figures.

    `residual` is the statement's with them, `limit` what rounding explains. A group that repeats countries which are
    listed above it, for one, does not belong to the sum of the countries; the figures say nothing against each other.
    """
    new: defaultdict[str, list[tuple[Cell, Fraction]]] = defaultdict(list)
    for place, weight in statement.weights.items():
        document = place.key.outlet.document
        rows = statement.identity.paths.get(document)
        if rows is not None and not rows.knows(place.key.series):
            new[document].append((statement.cells[place], weight))
    for document, weighted in new.items():
        if len(weighted) == len(statement.weights):
            continue  # a new group and its own rows: without them there is nothing left that could hold
        left = residual - sum(weight * Fraction(cell.value) for cell, weight in weighted)
        if abs(left) <= limit:
            yield document, tuple(cell for cell, _ in weighted)

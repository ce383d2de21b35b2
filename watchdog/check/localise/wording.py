"""How suspects, their repairs and their slips are told: as a person reads them at half past eight."""

from collections.abc import Sequence
from decimal import Decimal

from watchdog.check.localise.causes import Breach, Collapse
from watchdog.check.localise.diagnosis import Diagnosis, Slip
from watchdog.check.localise.explanation import Explanation, Suspect
from watchdog.check.relations import RelationResult
from watchdog.check.results import Result
from watchdog.model.cell import Cell, Measure

_NAMED = 4
# Sets of several figures are long: fewer of them are written out, and of a very long one the first figures.
_MOST_FIGURES = 6
# What chance offers more often is said to be what it could be.
_UNLIKELY = 100


def breach_sentence(breach: Breach, worst: str) -> str:
    """The figures whose repair would mend what is broken, then how much that is, its `worst` statement, and the rest of
    what is doubtful about these figures.
    """
    names = broken_statements([result.statement.identity.name for result in breach.results])
    is_one = len(breach.results) == 1
    proof = f"{names}: {worst}" if is_one else f"{names}, most of all {worst}"
    return f"{_explained(breach)} {proof}.{_witnesses(breach.witnesses)}"


def collapse_sentence(collapse: Collapse) -> str:
    """The one cause of many broken statements."""
    document, sheet = collapse.structure.sheet
    names = broken_statements([result.statement.identity.name for result in collapse.results])
    lost = " What was overwritten is lost." if collapse.structure.is_lost else ""
    return (
        f"{document} sheet {sheet}: {collapse.structure.lines} {collapse.structure.words}. That explains "
        f"{names} at once; {len(collapse.cells)} figures are "
        f"concerned.{lost}{_witnesses(collapse.witnesses)}"
    )


def broken_statements(all_names: Sequence[str]) -> str:
    """How many, and of which identities."""
    names = list(dict.fromkeys(all_names))
    count, more = len(all_names), len(names) - _NAMED
    listed = ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{count} statement{'s' if count > 1 else ''} broken ({listed})"


def _witnesses(doubts: Sequence[Result | RelationResult]) -> str:
    if not doubts:
        return ""
    told = "; ".join(_doubt(each) for each in doubts[:_NAMED])
    more = f"; and {len(doubts) - _NAMED} more" if len(doubts) > _NAMED else ""
    return f" Doubtful for the same reason: {told}{more}."


def _doubt(doubt: Result | RelationResult) -> str:
    if isinstance(doubt, Result):
        return f"{doubt.statement.identity.label}, {doubt.statement.period.label}: {doubt.reason}"
    return f"{doubt.rule.label}, {doubt.period.label}: {doubt.reason}"


def _explained(breach: Breach) -> str:
    untried = "" if breach.is_tried else " Whether whole lines went wrong could not be told within the steps."
    if not breach.explanations:
        named = " or ".join(describe(cell) for cell in breach.candidates[:_NAMED])
        least = "1 figure is" if breach.at_least == 1 else f"{breach.at_least} figures are"
        return (
            f"Which figures are wrong could not be told within the steps of the search: at least {least}, and most of "
            f"the broken statements share {named}.{untried}"
        )
    unproved = "" if breach.is_proved else " Whether fewer figures explain it together with others could not be told."
    return f"{_sets(breach)}{unproved}{untried}"


def _sets(breach: Breach) -> str:
    size, count = len(breach.explanations[0].suspects), len(breach.explanations)
    named = max(1, _NAMED // size)
    told = "; or ".join(_set(each) for each in breach.explanations[:named])
    ways = f"at least {count}" if not breach.is_complete else str(count)
    if size == 1 and count == 1:
        only = " No other figure explains it alone." if breach.is_complete else ""
        return f"Most likely wrong: {told}.{only}"
    if size == 1:
        shown = "" if count <= named else ", the likeliest first"
        return f"Most likely wrong is one of {ways} figures{shown}: {told}."
    if count == 1:
        return f"At least {size} figures are wrong, most likely {told}."
    return f"At least {size} figures are wrong; of {ways} such sets the likeliest: {told}."


def _set(explanation: Explanation) -> str:
    told = " and ".join(_suspect(suspect) for suspect in explanation.suspects[:_MOST_FIGURES])
    more = len(explanation.suspects) - _MOST_FIGURES
    return f"{told}, and {more} more" if more > 0 else told


def _suspect(suspect: Suspect) -> str:
    told = [_repair(suspect), *(_slip(each, suspect.cell) for each in suspect.diagnoses)]
    return f"{describe(suspect.cell)}{''.join(f', {each}' for each in told if each)}"


def _repair(suspect: Suspect) -> str:
    if suspect.counts is None:
        return ""
    least, most = (count * suspect.cell.published_unit for count in suspect.counts)
    return f"repaired by {least:,f}" if least == most else f"repaired by {least:,f} to {most:,f}"


def _slip(diagnosis: Diagnosis, cell: Cell) -> str:
    value = "" if diagnosis.count is None else f" ({_number(diagnosis.count * cell.published_unit)})"
    chance = f", by chance once in {diagnosis.one_in}" if 1 < diagnosis.one_in < _UNLIKELY else ""
    return (
        f"{diagnosis.words}{value}{chance}"
        if diagnosis.slip is Slip.COPY
        else f"perhaps {diagnosis.words}{value}{chance}"
    )


def _number(value: Decimal) -> str:
    return f"{value:,f}"


def describe(cell: Cell) -> str:
    """A figure with its place, where a person looks first, and what is printed there."""
    key = cell.key
    block = "" if key.outlet.block == "main" else f", {key.outlet.block}"
    measure = "" if key.measure is Measure.LEVEL else f", {key.measure}"
    where = cell.address or key.outlet.document
    return f"{where} ({key.series} of {key.period}{measure}{block}) is {_number(cell.value)}"

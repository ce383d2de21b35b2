"""How suspects, their repairs and their slips are told: as a person reads them at half past eight."""

from collections.abc import Sequence
from decimal import Decimal

from watchdog.check.localise.causes import Breach, Collapse
from watchdog.check.localise.diagnosis import Diagnosis, Slip
from watchdog.check.localise.explanation import Explanation, Suspect
from watchdog.model.cell import Cell

_NAMED = 4
# What chance offers more often is said to be what it could be.
_UNLIKELY = 100


def breach_sentence(breach: Breach) -> str:
    """How many statements are broken, and the figures whose repair would mend them."""
    return f"{_broken([result.statement.identity.name for result in breach.results])}; {_explained(breach)}"


def collapse_sentence(collapse: Collapse) -> str:
    """The one cause of many broken statements."""
    document, sheet = collapse.structure.sheet
    names = _broken([result.statement.identity.name for result in collapse.results])
    lost = " What they overwrote is lost." if collapse.structure.is_lost else ""
    return (
        f"{document} sheet {sheet}: {collapse.structure.lines} {collapse.structure.words}. That explains "
        f"{names} at once; {len(collapse.cells)} figures are "
        f"concerned.{lost}"
    )


def _broken(all_names: Sequence[str]) -> str:
    names = list(dict.fromkeys(all_names))
    count, more = len(all_names), len(names) - _NAMED
    listed = ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{count} statement{'s' if count > 1 else ''} broken ({listed})"


def _explained(breach: Breach) -> str:
    if not breach.explanations:
        named = " or ".join(describe(cell) for cell in breach.candidates[:_NAMED])
        return (
            f"which figures are wrong could not be told within the steps of the search; at least {breach.at_least}, "
            f"and most of the statements share {named}."
        )
    size = len(breach.explanations[0].suspects)
    count = len(breach.explanations)
    told = "; or ".join(_set(each) for each in breach.explanations[:_NAMED])
    ways = f"at least {count}" if not breach.is_complete else str(count)
    more = f"; {ways} such sets in all" if count > _NAMED else ""
    unproved = "" if breach.is_proved else " Whether fewer figures explain it together with others could not be told."
    opening = (
        ("the only figure that explains it alone is " if count == 1 else "one wrong figure explains it: ")
        if size == 1
        else f"no fewer than {size} wrong figures explain it: "
    )
    return f"{opening}{told}{more}.{unproved}"


def _set(explanation: Explanation) -> str:
    return " and ".join(_suspect(suspect) for suspect in explanation.suspects)


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
    """A figure with its place and what is printed there."""
    where = f" at {cell.address}" if cell.address else ""
    return f"{cell.key.series} of {cell.key.period} in {cell.key.outlet.document}{where} ({_number(cell.value)})"

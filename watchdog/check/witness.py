"""Which other doubts about a release have the cause of its broken identities, so that one cause is told once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from watchdog.check.localise.causes import Breach, Causes, Collapse
from watchdog.check.relations import RelationResult
from watchdog.check.results import Result
from watchdog.model.cell import CellKey

Doubt = Result | RelationResult
_Faults = Sequence[frozenset[CellKey]]


def attributed(found: Causes, doubts: Iterable[Doubt]) -> tuple[Causes, list[Doubt]]:
    """The causes, each with the doubts that are about its figures; and the doubts that none of them explains wholly."""
    causes: list[Breach | Collapse] = [*found.collapses, *found.breaches]
    blamed = [_blamed(cause) for cause in causes]
    everything = frozenset[CellKey]().union(*blamed)
    witnesses: list[list[Doubt]] = [[] for _ in causes]
    alone = []
    for doubt in doubts:
        faults = _faults(doubt)
        if not faults or any(everything.isdisjoint(fault) for fault in faults):
            alone.append(doubt)
            continue
        for keys, told in zip(blamed, witnesses, strict=True):
            if any(not keys.isdisjoint(fault) for fault in faults):
                told.append(doubt)
    heard = {id(cause): told for cause, told in zip(causes, witnesses, strict=True)}
    return Causes(
        collapses=tuple(replace(each, witnesses=tuple(heard[id(each)])) for each in found.collapses),
        breaches=tuple(_with_witnesses(each, heard[id(each)]) for each in found.breaches),
    ), alone


def grouped(relations: Iterable[RelationResult]) -> list[tuple[RelationResult, ...]]:
    """Relations that blame figures which another one blames, too, come with that one."""
    groups: list[list[RelationResult]] = []
    for relation in sorted(relations, key=lambda each: -len(each.faults)):
        faults = set(_faults(relation))
        host = next((each for each in groups if faults and faults <= set(_faults(each[0]))), None)
        if host is None:
            groups.append([relation])
        else:
            host.append(relation)
    return [tuple(each) for each in groups]


def _blamed(cause: Breach | Collapse) -> frozenset[CellKey]:
    """The figures of this release that it says are wrong."""
    if isinstance(cause, Collapse) or not cause.explanations:
        return frozenset(cell.key for cell in (cause.cells if isinstance(cause, Collapse) else cause.candidates))
    suspects = (suspect for each in cause.explanations for suspect in each.suspects)
    return frozenset(suspect.place.key for suspect in suspects if not suspect.place.prior)


def _faults(doubt: Doubt) -> _Faults:
    """Groups of figures, of each of which one is wrong; none where the doubt is about no figure's value."""
    if isinstance(doubt, RelationResult):
        return [frozenset(cell.key for cell in fault) for fault in doubt.faults]
    if doubt.excess <= 0:
        return []
    return [frozenset(place.key for place in doubt.statement.cells if not place.prior)]


def _with_witnesses(breach: Breach, witnesses: Sequence[Doubt]) -> Breach:
    """Of explanations alike, those come first whose figures are doubtful for other reasons, too."""
    named = Counter(key for doubt in witnesses for fault in _faults(doubt) for key in fault)
    ordered = sorted(breach.explanations, key=lambda each: -sum(named[suspect.place.key] for suspect in each.suspects))
    return replace(breach, witnesses=tuple(witnesses), explanations=tuple(ordered))

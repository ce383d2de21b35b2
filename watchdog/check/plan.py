"""Statements written out once for what a release prints, and used again for every other print of the same structure.

A plan holds nothing that depends on the figures. It is used again only where all that it was made from is equal: the
identities, the release, every figure's key, unit and release, the blanks, and the same of the release before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from watchdog.check.columns import Columns, figures
from watchdog.check.lazily import Lazily
from watchdog.check.prints import Prints
from watchdog.check.relations import Judged, Planned, RelationKind, RelationResults, planned
from watchdog.check.schema import require_sound
from watchdog.check.shapes import shapes
from watchdog.check.statement import LARGEST, TOO_LARGE, Shape, Statement, figures_of
from watchdog.check.system import Integers, System, compiled
from watchdog.model.cell import Blank, CellKey
from watchdog.model.identity import Identity, IdentityClass
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.rule import Rule
from watchdog.model.series import Series

KEPT = 4


Written = Lazily[Statement]
"""Statements that are filled in with their figures when they are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of prints: identities, and relations of these kinds."""

    identities: tuple[Identity, ...]
    relations: tuple[Rule, ...] = ()
    kinds: Mapping[str, RelationKind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Basis:
    """All that statements are made from, but for the counts."""

    wanted: Wanted
    release: Period
    blanks: tuple[Blank, ...]
    series: Mapping[str, Series]
    now: Columns
    before: Columns | None

    def could_be_of(self, wanted: Wanted, situation: Situation) -> bool:
        """Whether it is worth while to look at every figure."""
        sizes = [0 if each is None else len(each.cells) for each in (situation.known, situation.before)]
        return (
            self.release == situation.release.period
            and sizes == [0 if each is None else len(each.keys) for each in (self.now, self.before)]
            and self.wanted == wanted
        )

    def is_like(self, other: Self) -> bool:
        """Whether the same statements follow from it."""
        if (self.before is None) is not (other.before is None):
            return False
        return (
            self.release == other.release
            and self.wanted == other.wanted
            and (self.series is other.series or self.series == other.series)
            and self.now.is_like(other.now)
            and self.blanks == other.blanks
            and (self.before is None or other.before is None or self.before.is_like(other.before))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is stated of a structure: `decided` and `undecided` statements without figures, and for each of all, in
    order, its place among the one (from 0) or the other (from -1 downwards). `documents` are printed, `met` known.
    """

    basis: _Basis
    decided: tuple[Shape, ...]
    undecided: tuple[Shape, ...]
    order: Integers
    classes: Mapping[IdentityClass, NDArray[np.bool_]]
    template: System | None
    columns: Integers
    documents: frozenset[str]
    met: frozenset[str]
    relations: tuple[Planned, ...]

    def of_class(self, identity_class: IdentityClass) -> NDArray[np.bool_]:
        """Which decided statements are of identities of this class."""
        return self.classes[identity_class]

    @property
    def holds_for_other_counts(self) -> bool:
        """Whether no figure is too large to be checked: which are is a matter of their counts."""
        return not any(absent.why == TOO_LARGE for shape in self.undecided for absent in shape.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A plan with the figures of one print; `system` is None where nothing is decided."""

    plan: Plan
    system: System | None
    undecided: Written
    relations: RelationResults


class Plans:
    """The plans made last, the newest use first."""

    def __init__(self, kept: int = KEPT) -> None:
        self._most = kept
        self._kept: tuple[Plan, ...] = ()

    def filled(self, wanted: Wanted, situation: Situation, blanks: Sequence[Blank] = ()) -> Filled:
        """The plan for this print, made where none is kept that holds for it, with its figures."""
        for plan in self._kept:
            if not plan.basis.could_be_of(wanted, situation):
                continue
            basis = _basis(wanted, situation, blanks, plan.basis)
            if basis.is_like(plan.basis) and (counts := _counts(basis)) is not None:
                self._keep(plan)
                return _with_figures(plan, basis, counts, situation)
        basis = _basis(wanted, situation, blanks)
        plan = _made(basis, situation)
        counts = _counts(basis)
        if plan.holds_for_other_counts and counts is not None:
            self._keep(plan)
        return _with_figures(plan, basis, counts, situation)

    def _keep(self, plan: Plan) -> None:
        self._kept = (plan, *(each for each in self._kept if each is not plan))[: self._most]


PLANS = Plans()


def _basis(wanted: Wanted, situation: Situation, blanks: Sequence[Blank], like: _Basis | None = None) -> _Basis:
    """With `like`, noise is looked for only where that has it: elsewhere a fine unit is another structure."""
    before = None
    if situation.before is not None:
        before = Columns(situation.before, like.before.noisy if like and like.before else None)
    return _Basis(
        wanted=wanted,
        release=situation.release.period,
        blanks=tuple(blanks),
        series=situation.known.series,
        now=Columns(situation.known, like.now.noisy if like else None),
        before=before,
    )


def _counts(basis: _Basis) -> Integers | None:
    """The counts of this release, then those of the one before; None where one is too large."""
    counts = basis.now.counts + basis.before.counts if basis.before else basis.now.counts
    try:
        found = np.array(counts, dtype=np.int64)
    except OverflowError:
        return None
    return found if not len(found) or (found.max() <= LARGEST and found.min() >= -LARGEST) else None


def _made(basis: _Basis, situation: Situation) -> Plan:
    wanted = basis.wanted
    stated = list(shapes(wanted.identities, situation, basis.blanks))
    decided = [shape for shape in stated if not shape.missing]
    system = compiled(decided, figures_of(situation)) if decided else None
    if system is not None:
        require_sound(system, decided)
    is_missing = np.array([bool(shape.missing) for shape in stated], dtype=bool)
    place = {key: number for number, key in enumerate(basis.now.keys)}
    earlier = {key: number + len(place) for number, key in enumerate(basis.before.keys if basis.before else ())}
    printed = (key for key, by in zip(basis.now.keys, basis.now.releases, strict=True) if by == basis.release)
    return Plan(
        basis=basis,
        decided=tuple(decided),
        undecided=tuple(shape for shape in stated if shape.missing),
        order=np.where(is_missing, -np.cumsum(is_missing), np.cumsum(~is_missing) - 1),
        classes={
            each: np.array([shape.identity.identity_class is each for shape in decided], dtype=bool)
            for each in IdentityClass
        },
        template=system and replace(system, statements=()),
        columns=np.array(
            [(earlier if prior else place)[key] for key, prior in (system.columns if system else ())], dtype=np.int64
        ),
        documents=_documents(printed),
        met=_documents(basis.now.keys),
        relations=planned(wanted.relations, wanted.kinds, Prints(situation, basis.blanks)) if wanted.relations else (),
    )


def _documents(keys: Iterable[CellKey]) -> frozenset[str]:
    return frozenset(key.outlet.document for key in keys)


def _with_figures(plan: Plan, basis: _Basis, counts: Integers | None, situation: Situation) -> Filled:
    """Without `counts`, which are too large, the plan was made of just these figures."""
    figure = figures_of(situation)

    def written(of: tuple[Shape, ...]) -> Written:
        return Lazily(len(of), lambda number: of[number].filled(figure))

    system = plan.template and replace(
        plan.template,
        statements=written(plan.decided),
        counts=plan.template.counts if counts is None else counts[plan.columns],
    )
    return Filled(plan=plan, system=system, undecided=written(plan.undecided), relations=_related(plan, basis))


def _related(plan: Plan, basis: _Basis) -> RelationResults:
    if not plan.relations:
        return RelationResults(())
    before = plan.basis.before
    of_print = figures(basis.now, basis.before, plan.basis.now.steps, before.steps if before else None)
    places: dict[CellKey, int] = {}

    def again(key: CellKey, count: int) -> list[Judged]:
        if not places:
            places.update({each: number for number, each in enumerate(basis.now.keys)})
        changed = of_print.with_count(places[key], count)
        return [judge(changed) for judge in plan.relations]

    return RelationResults([judge(of_print) for judge in plan.relations], again)

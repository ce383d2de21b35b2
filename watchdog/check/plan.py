"""Statements written out once for what a release prints, and used again for every other print of the same structure.

A plan holds nothing that depends on the figures. It is used again only where all that it was made from is equal: the
identities, the release, every figure's key, unit and release, the blanks, and the same of the release before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, overload

import numpy as np
from numpy.typing import NDArray

from watchdog.check.schema import require_sound
from watchdog.check.statement import FINEST, LARGEST, TOO_LARGE, Figure, Shape, Statement, figures_of, meant
from watchdog.check.system import Integers, System, compile_system, shapes
from watchdog.model.cell import Blank, CellKey
from watchdog.model.identity import Identity, IdentityClass
from watchdog.model.knowledge import Knowledge, Situation
from watchdog.model.period import Period

KEPT = 4


class Written(Sequence[Statement]):
    """Statements that are filled in with their figures when they are asked for, each once."""

    def __init__(self, of: Sequence[Shape], figure: Figure) -> None:
        self.shapes = of
        self._figure = figure
        self._made: dict[int, Statement] = {}

    def __len__(self) -> int:
        return len(self.shapes)

    @overload
    def __getitem__(self, place: int) -> Statement: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Statement, ...]: ...
    def __getitem__(self, place: int | slice) -> Statement | tuple[Statement, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        number = range(len(self))[place]
        if number not in self._made:
            self._made[number] = self.shapes[number].filled(self._figure)
        return self._made[number]


class _Prints:
    """What a release's knowledge holds, column by column; `units` are those of the figures without noise."""

    def __init__(self, knowledge: Knowledge | None, noisy: Sequence[int] | None = None) -> None:
        known = {} if knowledge is None else knowledge.cells
        cells = [each.cell for each in known.values()]
        self.keys = list(known)
        self.releases: list[Period] = [each.stamp.release for each in known.values()]
        self.units = [cell.published_unit for cell in cells]
        self.counts = [cell.count for cell in cells]
        if noisy is None:
            noisy = [number for number, unit in enumerate(self.units) if unit < FINEST]
        self.noisy = [number for number in noisy if number < len(cells)]
        for number in self.noisy:
            self.counts[number], self.units[number] = meant(cells[number])

    def is_like(self, other: Self) -> bool:
        """Whether it is the same but for the counts."""
        return self.keys == other.keys and self.releases == other.releases and self.units == other.units


@dataclass(frozen=True, slots=True, kw_only=True)
class _Basis:
    """All that statements are made from, but for the counts."""

    identities: tuple[Identity, ...]
    release: Period
    blanks: tuple[Blank, ...]
    now: _Prints
    before: _Prints | None

    def is_like(self, other: Self) -> bool:
        """Whether the same statements follow from it."""
        if (self.before is None) is not (other.before is None):
            return False
        return (
            self.release == other.release
            and self.identities == other.identities
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


class Plans:
    """The plans made last, the newest use first."""

    def __init__(self, kept: int = KEPT) -> None:
        self._most = kept
        self._kept: tuple[Plan, ...] = ()

    def filled(self, identities: Sequence[Identity], situation: Situation, blanks: Sequence[Blank] = ()) -> Filled:
        """The plan for this print, made where none is kept that holds for it, with its figures."""
        for plan in self._kept:
            basis = _basis(identities, situation, blanks, plan.basis)
            if basis.is_like(plan.basis) and (counts := _counts(basis)) is not None:
                self._keep(plan)
                return _with_figures(plan, counts, situation)
        plan = _made(identities, situation, blanks)
        if plan.holds_for_other_counts and (counts := _counts(plan.basis)) is not None:
            self._keep(plan)
            return _with_figures(plan, counts, situation)
        figure = figures_of(situation)
        system = plan.template and replace(plan.template, statements=Written(plan.decided, figure))
        return Filled(plan=plan, system=system, undecided=Written(plan.undecided, figure))

    def _keep(self, plan: Plan) -> None:
        self._kept = (plan, *(each for each in self._kept if each is not plan))[: self._most]


PLANS = Plans()


def _basis(
    identities: Sequence[Identity], situation: Situation, blanks: Sequence[Blank], like: _Basis | None = None
) -> _Basis:
    """With `like`, noise is looked for only where that has it: elsewhere a fine unit is another structure."""
    before = None
    if situation.before is not None:
        before = _Prints(situation.before, like.before.noisy if like and like.before else None)
    return _Basis(
        identities=tuple(identities),
        release=situation.release.period,
        blanks=tuple(blanks),
        now=_Prints(situation.known, like.now.noisy if like else None),
        before=before,
    )


def _counts(basis: _Basis) -> Integers | None:
    """The counts of this release, then those of the one before; None where one is too large."""
    counts = basis.now.counts + (basis.before.counts if basis.before else [])
    try:
        found = np.array(counts, dtype=np.int64)
    except OverflowError:
        return None
    return found if not len(found) or (found.max() <= LARGEST and found.min() >= -LARGEST) else None


def _made(identities: Sequence[Identity], situation: Situation, blanks: Sequence[Blank]) -> Plan:
    basis = _basis(identities, situation, blanks)
    stated = list(shapes(identities, situation, blanks))
    decided = [shape for shape in stated if not shape.missing]
    figure = figures_of(situation)
    system = compile_system([shape.filled(figure) for shape in decided]) if decided else None
    if system is not None:
        require_sound(system)
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
    )


def _documents(keys: Iterable[CellKey]) -> frozenset[str]:
    return frozenset(key.outlet.document for key in keys)


def _with_figures(plan: Plan, counts: Integers, situation: Situation) -> Filled:
    figure = figures_of(situation)
    system = plan.template and replace(
        plan.template, statements=Written(plan.decided, figure), counts=counts[plan.columns]
    )
    return Filled(plan=plan, system=system, undecided=Written(plan.undecided, figure))

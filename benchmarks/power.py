"""Writes what `watchdog power` measures on published releases as a page of the documentation.

Run in the checkout, about four minutes: `python -m benchmarks.power ../shared/data/ft900/release_* > docs/power.md`.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.copied_columns import copied_columns, copied_in_words
from watchdog.cli.power import share
from watchdog.files import check_files
from watchdog.model.release import Release
from watchdog.rulebook.load import load
from watchdog.tune.bench import Tally, total
from watchdog.tune.blind import Blind
from watchdog.tune.planting import MEANINGS, Kind
from watchdog.tune.power import OfDocument, Power, power
from watchdog.tune.related import SAMPLE

COMMAND = "python -m benchmarks.power ../shared/data/ft900/release_* > docs/power.md"
WEAKEST = 12


def page(measured: Sequence[tuple[Release, Power]]) -> Iterator[str]:
    yield "# How much the checks can see"
    yield ""
    yield f"Written by `{COMMAND}`; `watchdog power PATH` says the same of other releases."
    yield ""
    yield (
        "Errors are planted in every figure that an identity covers, one at a time, and judged by the bounds and\n"
        "verdicts of a check. *Found* is an identity that fails, or for a deleted figure one that is undecided and\n"
        "names the gap; a doubt (a warning) does not count. An error is *beyond* when it is larger than what rounding\n"
        "explains in some identity of that figure plus the residual that is there already; then nothing can hide it.\n"
        "The others are *smaller*. *Named*: the wrong figure is in the smallest sets that explain what is broken;\n"
        "*alone*: it is the only such figure; *ceiling*: no other figure stands in the same identities with\n"
        "proportional weights, so that more than this cannot be told apart by any search. *Smallest* is the\n"
        "smallest error that is always found, in published units: the median of the figures, and the worst of them.\n"
        "Rates are in percent; 100 and 0 mean all and none.\n"
        "\n"
        "The *relations* (ratios, inequalities, orderings, demands on a table) have no part in these rates. What they\n"
        f"see is told after the identities, of errors in {SAMPLE} figures of each exhibit, of the kinds swap, unit,\n"
        "percent, sign and scale; a doubt counts as well there, for most relations only usually hold.\n"
        "*No identity finds* are those of them that break no identity. What is demanded of which periods are printed\n"
        "sees none of these kinds, and a change against the release before is seen where that is among the files."
    )
    yield ""
    yield "| kind | what is planted |"
    yield "|---|---|"
    for kind, meaning in MEANINGS.items():
        yield f"| {kind} | {meaning} |"
    for release, made in measured:
        yield from _release(release, made)


def _release(release: Release, made: Power) -> Iterator[str]:
    everything = total(each.total for each in made.documents)
    chosen, printed = (sum(getattr(each, name) for each in made.documents) for name in ("chosen", "printed"))
    yield ""
    yield f"## {release}"
    yield ""
    yield (
        f"{everything.planted:,} errors in {chosen:,} of {printed:,} figures; "
        f"{share(everything.told, everything.planted)} % are found."
    )
    yield ""
    yield (
        "| exhibit | figures | covered | "
        + " | ".join(Kind)
        + " | beyond | smaller | named | alone | ceiling | smallest |"
    )
    yield "|---" * (len(Kind) + 9) + "|"
    for each in made.documents:
        yield _line(each.document, each.printed, each.covered, each.tallies, _smallest(each))
    kinds = {kind: total(each.tallies[kind] for each in made.documents) for kind in Kind}
    yield _line("all", printed, sum(each.covered for each in made.documents), kinds, "")
    yield ""
    weakest = sorted(made.identities, key=lambda each: each.broken / max(each.touched, 1))[:WEAKEST]
    yield f"The identities that find least of what touches them, of {len(made.identities)}:"
    yield ""
    yield "| identity | statements | found | no other finds | smallest | says |"
    yield "|---|---|---|---|---|---|"
    for one in weakest:
        rate = share(one.broken, one.touched)
        yield f"| {one.name} | {one.statements} | {rate} | {one.only:,} | {_units(one.smallest)} | {one.label} |"
    yield ""
    yield from _relations(made)
    yield ""
    yield from _blind(made)
    yield ""
    yield copied_in_words(copied_columns(str(release.period)))


def _relations(made: Power) -> Iterator[str]:
    related = made.related
    if not related.relations:
        yield f"No relation sees any of {related.planted:,} errors."
        return
    yield f"What the relations see, of {related.planted:,} errors:"
    yield ""
    yield "| relation | kind | statements | broken | doubtful | no identity finds | smallest | says |"
    yield "|---|---|---|---|---|---|---|---|"
    for each in related.relations:
        yield (
            f"| {each.name} | {each.kind} | {each.statements:,} | {each.broken:,} | {each.doubtful:,} | "
            f"{each.unseen:,} | {_units(each.smallest)} | {each.label} |"
        )


def _line(name: str, printed: int, covered: int, kinds: Mapping[Kind, Tally], smallest: str) -> str:
    tally = total(kinds.values())
    rates = [share(kinds[kind].told, kinds[kind].planted) for kind in Kind]
    rates += [share(tally.certain_broken, tally.certain), share(tally.small_broken, tally.small)]
    rates += [share(each, tally.pointed) for each in (tally.named, tally.alone, tally.separable)]
    return f"| {name} | {printed:,} | {covered:,} | {' | '.join(rates)} | {smallest} |"


def _smallest(each: OfDocument) -> str:
    return f"{_units(each.typical)} ... {_units(each.smallest[-1])}" if each.smallest else "-"


def _units(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"


def _blind(made: Power) -> Iterator[str]:
    found = [blind for each in made.documents for blind in each.blind]
    if not found:
        yield "No figure is without an identity."
        return
    of_relations, of_none = [each for each in found if each.relation], [each for each in found if not each.relation]
    if of_relations:
        yield "Figures that no identity covers, and a relation does:"
        yield ""
        yield from _figures(of_relations)
    if of_none:
        yield ""
        yield f"Figures that no rule covers, {sum(len(each.cells) for each in of_none):,} in all:"
        yield ""
        yield from _figures(of_none)


def _figures(found: Sequence[Blind]) -> Iterator[str]:
    yield "| exhibit | figures | lines | relation | reason | for example |"
    yield "|---|---|---|---|---|---|"
    for each in found:
        lines = {cell.key.series for cell in each.cells}
        first = min(each.cells, key=lambda cell: cell.key)
        yield (
            f"| {each.document} | {len(each.cells):,} | {len(lines):,} | {each.relation or '-'} | {each.reason} | "
            f"{first.key.series}, {first.key.period} ({first.address}) |"
        )


def main() -> None:
    book = load(Path(__file__).resolve().parents[1] / "rules" / "us_trade")
    paths = [Path(name) for name in sys.argv[1:]]
    checked = [release for files in check_files(paths, book, datetime.now(UTC)) for release in files.releases]
    measured = [(each.release, power(each.report, each.cells)) for each in checked]
    print("\n".join(page(measured)))


if __name__ == "__main__":
    main()

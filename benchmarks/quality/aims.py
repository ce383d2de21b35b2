"""Which aims the detector misses, in words, from the figures of the tables."""

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.quality.calibration import over_nominal
from benchmarks.quality.measure import Scored, calibrated, quality

OF_ORACLE = 0.95
WITHIN = 0.30


def missed(by_set: Mapping[str, Sequence[Scored]], by_process: Mapping[str, Sequence[Scored]]) -> str:
    """One paragraph; what is not named in it was reached."""
    found = [*_below_oracle(by_set, "series of "), *_below_oracle(by_process, ""), *_calibration(by_process)]
    return f"## Aims missed\n\n{' '.join(found) or 'None.'}"


def _below_oracle(scored: Mapping[str, Sequence[Scored]], of: str) -> Iterator[str]:
    shares = {name: _share(each) for name, each in scored.items()}
    below = [f"{share:.3f} on {of}{name}" for name, share in shares.items() if share < OF_ORACLE]
    if below:
        which = "the sets" if of else "single processes"
        yield f"F1 of at least {OF_ORACLE} of the oracle's was the aim; of {which} it is {', '.join(below)}."


def _share(scored: Sequence[Scored]) -> float:
    of = {each.method: quality(each.scores, each.panel, calibrated(each.scores, each.panel)).f1 for each in scored}
    return of["ours"] / of["oracle"]


def _calibration(by_process: Mapping[str, Sequence[Scored]]) -> Iterator[str]:
    ratios = over_nominal(by_process)
    for word, wanted in (("many", lambda ratio: ratio > 1 + WITHIN), ("few", lambda ratio: ratio < 1 - WITHIN)):
        off = [
            f"{process} ({', '.join(f'{ratio:.2f} at {level:.2%}' for level, ratio in of.items() if wanted(ratio))})"
            for process, of in ratios.items()
            if any(map(wanted, of.values()))
        ]
        if off:
            yield f"False alarms within {WITHIN:.0%} of nominal were the aim; there are too {word} of {', '.join(off)}."

"""The tables of results, in Markdown."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from benchmarks.quality.faults import KINDS, SIZES
from benchmarks.quality.measure import NOMINAL, Scored, calibrated, quality, recall
from benchmarks.quality.panel import Panel

HEADING = """# Quality of detection

`{command}`, evaluation seed {seed}; Python {python}, {versions}. Left out: {left_out}. R's `tsoutliers` was not run.

FA: false alarms for 1,000 clean series over the three newest months. "@3": at the threshold 3 (nominal 8 for a score
that is standard normal). "cal": at the threshold that gives 10, set on the clean series of the same set, for every
method alike. Precision and F1 take one series in twenty to be faulty. ms: processor time a series for the three months.
The oracle knows the parameters of each process. The standard error of a recall is about 0.025 (0.04 where 560 series
were judged), and that of F1 more, for the threshold rests on ten clean series."""


def comparison(title: str, scored: Iterable[Scored]) -> str:
    """Each method at 3 and at its calibrated threshold."""
    rows = []
    for each in scored:
        at3 = quality(each.scores, each.panel, 3.0)
        at = quality(each.scores, each.panel, calibrated(each.scores, each.panel))
        rows.append(
            [
                each.method, str(len(each.scores)), f"{each.milliseconds:.3f}" if each.milliseconds else "",
                f"{at3.false_alarms:.0f}", f"{at3.precision:.2f}", f"{at3.recall:.2f}", f"{at3.f1:.3f}",
                f"{at.threshold:.2f}", f"{at.false_alarms:.0f}", f"{at.precision:.2f}", f"{at.recall:.2f}",
                f"{at.f1:.3f}",
            ]
        )  # fmt: skip
    columns = ["method", "series", "ms", "FA @3", "prec", "rec", "F1", "cal", "FA", "prec", "rec", "F1"]
    return f"## {title}\n\n{table_of(columns, rows)}"


def breakdown(scored: Iterable[Scored]) -> str:
    """Recall by size and by kind of fault, at each method's calibrated threshold."""
    rows = []
    for each in scored:
        at = calibrated(each.scores, each.panel)
        chosen = [*(each.panel.size == size for size in SIZES), *(each.panel.kind == kind for kind in KINDS)]
        rows.append([each.method, *(f"{recall(each.scores, at, one):.2f}" for one in chosen)])
    columns = ["recall of", *(f"{size} sigma" for size in SIZES), *KINDS]
    return f"Recall by size and kind, at {NOMINAL} false alarms:\n\n{table_of(columns, rows)}"


def thirds(name: str, drawn: Panel, scored: Sequence[Scored]) -> str:
    """All methods on the part of the set that the slow ones were given."""
    chosen = min((each.rows for each in scored), key=len)
    part = drawn.part(chosen)
    rows = []
    for each in scored:
        scores = each.scores[np.searchsorted(each.rows, chosen)]
        found = quality(scores, part, calibrated(scores, part))
        rows.append(
            [
                each.method,
                f"{found.threshold:.2f}",
                f"{found.false_alarms:.0f}",
                f"{found.recall:.2f}",
                f"{found.f1:.3f}",
            ]
        )
    title = f"On the same {len(chosen)} series of {name}"
    return f"{title}:\n\n{table_of(['method', 'cal', 'FA', 'rec', 'F1'], rows)}"


def processes(by_process: Mapping[str, Sequence[Scored]]) -> str:
    """F1 at the calibrated threshold for each process, 1,400 series each, for what is cheap enough."""
    columns = ["process", *(each.method for each in next(iter(by_process.values()))), "ours / oracle", "ms"]
    rows = []
    for process, scored in by_process.items():
        found = [quality(each.scores, each.panel, calibrated(each.scores, each.panel)).f1 for each in scored]
        rows.append(
            [process, *(f"{f1:.3f}" for f1 in found), f"{found[1] / found[0]:.2f}", f"{scored[1].milliseconds:.3f}"]
        )
    return f"## Each process by itself: F1 at {NOMINAL} false alarms\n\n{table_of(columns, rows)}"


def table_of(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

"""Measurements in the text format that Prometheus reads. Pure; see https://prometheus.io/docs/instrumenting/exposition_formats/."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, float("inf"))
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a metric, told apart from its others by labels; `suffix` belongs to its name."""

    labels: Mapping[str, str]
    value: float
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of ours: its name without the prefix, its type, what it means, and its samples."""

    name: str
    kind: str
    meaning: str
    samples: Sequence[Sample]


def histogram(observed: Iterable[tuple[Mapping[str, str], float]]) -> list[Sample]:
    """The samples of a histogram over observed seconds, for each set of labels."""
    groups: dict[tuple[tuple[str, str], ...], list[float]] = {}
    for labels, seconds in observed:
        groups.setdefault(tuple(labels.items()), []).append(seconds)
    samples: list[Sample] = []
    for key, values in groups.items():
        labels = dict(key)
        counts = [sum(low < value <= high for value in values) for low, high in _bounds()]
        for (_, high), count in zip(_bounds(), accumulate(counts), strict=True):
            samples.append(Sample({**labels, "le": "+Inf" if high == _BUCKETS[-1] else f"{high:g}"}, count, "_bucket"))
        samples += [Sample(labels, sum(values), "_sum"), Sample(labels, len(values), "_count")]
    return samples


def exposition(metrics: Iterable[Metric]) -> str:
    """All of them, in the order given."""
    return "".join(f"{line}\n" for metric in metrics for line in _lines(metric))


def _bounds() -> Iterator[tuple[float, float]]:
    return zip((float("-inf"), *_BUCKETS[:-1]), _BUCKETS, strict=True)


def _lines(metric: Metric) -> Iterator[str]:
    name = f"watchdog_{metric.name}"
    yield f"# HELP {name} {metric.meaning}"
    yield f"# TYPE {name} {metric.kind}"
    for sample in metric.samples:
        labels = ",".join(f'{label}="{value.translate(_ESCAPES)}"' for label, value in sample.labels.items())
        yield f"{name}{sample.suffix}{f'{{{labels}}}' if labels else ''} {sample.value:.15g}"

"""A text made wrong in one place: a figure altered, a sign word turned, two months, two sides or two kinds swapped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FIGURE = re.compile(r"\$?(\d+(?:,\d{3})*(?:\.\d+)?)(?= ?(?:billion|million|trillion|percent|%|bn\b))")
_TURNED = {
    "rose": "fell", "fell": "rose", "widened": "narrowed", "narrowed": "widened", "increased": "decreased",
    "decreased": "increased", "increase": "decrease", "decrease": "increase", "up": "down", "down": "up",
    "surged": "plunged", "plunged": "surged", "jumped": "dropped", "dropped": "jumped", "declining": "rising",
    "declines": "gains", "drop": "rise", "rise": "drop", "shrank": "grew", "grew": "shrank", "soared": "slumped",
    "smallest": "largest", "largest": "smallest", "declined": "climbed", "climbed": "declined", "gained": "lost",
    "less": "more", "more": "less", "higher": "lower", "lower": "higher", "jump": "plunge", "surge": "slump",
    "rebounds": "shrinks", "increasing": "decreasing", "climbing": "sliding", "falling": "rising", "rising": "falling",
}  # fmt: skip
_SWAPPED = {
    "months": {"October": "November", "November": "October"},
    "kinds": {"goods": "services", "services": "goods"},
    "sides": {"exports": "imports", "imports": "exports", "Exports": "Imports", "Imports": "Exports"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """`text` is wrong where `start` to `end` of the original stood; `what` was done, by `kind`."""

    kind: str
    what: str
    text: str
    start: int
    end: int


def mutants(text: str) -> Iterator[Mutant]:
    """Each with one change."""
    for match in _FIGURE.finditer(text):
        yield _mutant("figure", text, match.start(1), match.end(1), _altered(match[1]))
    for match in re.finditer(r"[A-Za-z]+", text):
        if other := _TURNED.get(match[0]):
            yield _mutant("sign", text, match.start(), match.end(), other)
        for kind, pairs in _SWAPPED.items():
            if other := pairs.get(match[0]):
                yield _mutant(kind, text, match.start(), match.end(), other)


def _altered(figure: str) -> str:
    """Seven of its last place more, which no rounding explains."""
    plain = figure.replace(",", "")
    decimals = len(plain.partition(".")[2])
    return f"{float(plain) + 7 * 10**-decimals:.{decimals}f}"


def _mutant(kind: str, text: str, start: int, end: int, other: str) -> Mutant:
    around = " ".join(f"{text[max(0, start - 30) : start]}[{text[start:end]} → {other}]{text[end : end + 30]}".split())
    return Mutant(kind=kind, what=around, text=text[:start] + other + text[end:], start=start, end=end)

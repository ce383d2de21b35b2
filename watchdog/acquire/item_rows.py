"""From the labels of a table by items to the rows that the rules know, each by its path: labels such as 'Other' repeat.

A row belongs to the nearest group above it that the rules give such a member; what the rules do not know is new.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchdog.acquire.period_labels import fold
from watchdog.model.cell import Address
from watchdog.model.layout import Row
from watchdog.model.naming import slug

Path = tuple[str, ...]
_REVISED = re.compile(r"\s*\(R\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row of the sheet: its path of labels as the rules write them, or as the sheet does where the row is new.
    `strayed` is the group that it stands in when the rules have it in another; `revised` is what its label says.
    """

    row: int
    address: Address
    path: Path
    words: Path
    is_new: bool
    strayed: Path | None
    revised: bool

    @property
    def name(self) -> str:
        """How people are told of the row."""
        return " / ".join(self.path)


class Walk:
    """Reads the labels of one table or section from the top down."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._labels: Mapping[Path, Path] = {tuple(map(slug, row.path)): row.path for row in rows}
        self._groups = {words[:-1] for words in self._labels}
        self._once = {word for word, times in Counter(words[-1] for words in self._labels).items() if times == 1}
        self._latest: Path = ()
        self.places: list[Place] = []

    def step(self, row: int, address: Address, label: str) -> None:
        """Place the row of this label, given the rows above it."""
        text = _REVISED.sub("", label)
        word, group = slug(text), self._group()
        words = self._known(word)
        is_new = words is None
        if words is None:
            words, path = (*group, word), (*self._labels.get(group, ()), fold(text))
        else:
            path = self._labels[words]
        self.places.append(
            Place(
                row=row,
                address=address,
                path=path,
                words=words,
                # without any rows in the rules, there is nothing to be new against
                is_new=is_new and bool(self._labels),
                strayed=None if is_new or words[:-1] == self._latest[: len(words) - 1] else group,
                revised=text != label,
            )
        )
        self._latest = self._latest if is_new else words

    def _known(self, word: str) -> Path | None:
        for depth in range(len(self._latest), -1, -1):
            if (path := (*self._latest[:depth], word)) in self._labels:
                return path
        if word in self._once:
            return next(path for path in self._labels if path[-1] == word)
        return None

    def _group(self) -> Path:
        """The group that a row the rules do not know is taken to belong to."""
        return self._latest if self._latest in self._groups else self._latest[:-1]

    def moved(self) -> Iterator[Place]:
        """The rows that do not stand in the order of the rules; the fewest that explain it."""
        order = {words: number for number, words in enumerate(self._labels)}
        known = [place for place in self.places if not place.is_new and place.words in order]
        kept = set(_longest_rise([order[place.words] for place in known]))
        yield from (place for number, place in enumerate(known) if number not in kept)


def _longest_rise(numbers: Sequence[int]) -> list[int]:
    """The places of a longest rising subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(number)
            ends.append(place)
        else:
            tails[at], ends[at] = number, place
    kept = []
    place = ends[-1] if ends else -1
    while place >= 0:
        kept.append(place)
        place = before[place]
    return kept

"""From the labels of a table by items to the rows that the rules know, each by its path: labels such as 'Other' repeat.

A row belongs to the nearest group above it that the rules give such a member; what the rules do not know is new.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchdog.acquire.period_labels import fold
from watchdog.model.cell import Address
from watchdog.model.layout import Row
from watchdog.model.naming import slug, words_of

Path = tuple[str, ...]
_REVISED = re.compile(r"\s*\(R\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A row of the sheet that has figures."""

    row: int
    address: Address
    label: str


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


class _Known:
    """The rows of the rules by the words of their paths, and which of them the sheet has."""

    def __init__(self, rows: Sequence[Row], labels: Sequence[str]) -> None:
        self.labels: Mapping[Path, Path] = {words_of(row.path): row.path for row in rows}
        self.groups = {words[:-1] for words in self.labels}
        self._present = set(map(slug, labels))
        times = Counter(words[-1] for words in self.labels)
        self._only = {words[-1]: words for words in self.labels if times[words[-1]] == 1}

    def find(self, word: str, latest: Path) -> Path | None:
        """The row of this word in the innermost group that is open after the row `latest`, or the only one there is."""
        for depth in range(len(latest), -1, -1):
            if (words := (*latest[:depth], word)) in self.labels:
                return words
        return self._only.get(word)

    def absent_group(self, word: str, latest: Path) -> Path | None:
        """The group whose member this word is, if it is neither open after `latest` nor has a row in the sheet."""
        words = self.find(word, latest)
        group = words[:-1] if words is not None else ()
        return group if group and not is_open(group, latest) and group[-1] not in self._present else None


def is_open(group: Path, latest: Path) -> bool:
    """Whether a row of this group may follow the row `latest`."""
    return latest[: len(group)] == group


def places(rows: Sequence[Row], labelled: Sequence[Labelled]) -> tuple[Place, ...]:
    """Each row of one table or section, given the rows around it and those of the rules."""
    texts = [_REVISED.sub("", each.label) for each in labelled]
    known = _Known(rows, texts)
    placed: list[Place] = []
    latest: Path = ()
    for number, (each, text) in enumerate(zip(labelled, texts, strict=True)):
        word, open_group = slug(text), latest if latest in known.groups else latest[:-1]
        strayed = None
        if (found := known.find(word, latest)) is not None:
            words, path = found, known.labels[found]
            strayed = None if is_open(found[:-1], latest) else tuple(known.labels.get(open_group, ()))
            # a group whose own row is not there begins with its first member; a row astray begins nothing
            latest = found if strayed is None or known.absent_group(word, latest) else latest
        else:
            following = slug(texts[number + 1]) if number + 1 < len(texts) else ""
            # what stands where a group's row should be is that group under another name
            renamed = known.absent_group(following, latest)
            group = renamed[:-1] if renamed is not None else open_group
            words, path = (*group, word), (*known.labels.get(group, ()), fold(text))
            latest = renamed or latest
        placed.append(
            Place(
                row=each.row,
                address=each.address,
                path=path,
                words=words,
                # where the rules list no rows, there is nothing to be new against
                is_new=found is None and bool(rows),
                strayed=strayed,
                revised=text != each.label,
            )
        )
    return tuple(placed)


def moved(rows: Sequence[Row], placed: Sequence[Place]) -> tuple[Place, ...]:
    """The rows that do not stand in the order of the rules; the fewest that explain it."""
    order = {words_of(row.path): number for number, row in enumerate(rows)}
    known = [place for place in placed if place.words in order and place.strayed is None]
    kept = set(_longest_rise([order[place.words] for place in known]))
    return tuple(place for number, place in enumerate(known) if number not in kept)


def _longest_rise(numbers: Sequence[int]) -> list[int]:
    """The places of a longest rising subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        before.append(ends[at - 1] if at else -1)
        tails[at:], ends[at:] = [number, *tails[at + 1 :]], [place, *ends[at + 1 :]]
    kept = []
    place = ends[-1] if ends else -1
    while place >= 0:
        kept.append(place)
        place = before[place]
    return kept

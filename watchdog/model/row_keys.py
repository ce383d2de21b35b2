"""Keys that set off the path of a row from what its column says, so that patterns with variables can tell them apart.

`exports.end_use.<head>.<line>` fits capital_goods.computers among the rows of `exports.end_use.<path>`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

MARK = "|"
_PLACE = re.compile(r"<(?:row|path)>")
Shape = tuple[tuple[str, ...], int, tuple[str, ...]]


def row_key(template: str, words: Sequence[str]) -> str:
    """The place of a row under this template: the whole path, set off from what the template says before and after."""
    before, after = _PLACE.split(template)
    return set_off(before.strip("."), ".".join(word for word in words if word), after.strip("."))


def set_off(before: str, path: str, after: str) -> str:
    """A key whose variable part stands between two marks, so that no word of a column is taken for that of a row."""
    return ".".join(part for part in (before, MARK, path, MARK, after) if part)


class RowKeys:
    """The series of one place, each by a key that patterns can fit; sorted by shape, for a release prints thousands."""

    def __init__(self, series: Mapping[str, str]) -> None:
        self._series = series
        self._of_shape: dict[Shape, list[str]] = {}
        for key in series:
            self._of_shape.setdefault(_shape(key), []).append(key)
        self._keys = {one: key for key, one in series.items()}

    def placing(self, series: Iterable[str]) -> "RowKeys":
        """These series under the keys that are known for them, else under such as rows of theirs would have."""
        return RowKeys({self._keys.get(one) or self._made(one): one for one in series})

    def _made(self, series: str) -> str:
        """The key of a row that is not known: of the columns that it may stand in, that which says most."""
        columns = {tuple(key.split(MARK)[::2]) for key in self._series if MARK in key}
        fitting = [(b, a) for b, a in columns if series.startswith(b) and series.endswith(a) and series != b + a]
        if not fitting:
            return series
        before, after = max(fitting, key=lambda column: len("".join(column)))
        return set_off(before.strip("."), series[len(before) : len(series) - len(after)], after.strip("."))

    def get(self, key: str) -> str | None:
        """The series that stands under this key."""
        return self._series.get(key)

    def knows(self, series: str) -> bool:
        """Whether the series stands under any key."""
        return series in self._keys

    def fitting(self, pattern: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Each series whose key fits, with the word that each variable of the pattern stands for."""
        wanted = words_in(pattern)
        for key in self._of_shape.get(_shape(pattern), ()):
            words: dict[str, str] = {}
            for place, word in zip(wanted, words_in(key), strict=True):
                if place != word and (place[0] != "<" or words.setdefault(place[1:-1], word) != word):
                    break
            else:
                yield self._series[key], words

    def written_like(self, pattern: str) -> Iterator[tuple[str, dict[str, str]]]:
        """The same of a pattern some of whose variables were put into words, so that the path of the row is lost."""
        wanted = words_in(pattern)
        for key, series in self._series.items():
            found = tuple(word for word in words_in(key) if word != MARK)
            if len(found) == len(wanted):
                pairs = list(zip(wanted, found, strict=True))
                if all(place == word or place[0] == "<" for place, word in pairs):
                    yield series, {place[1:-1]: word for place, word in pairs if place[0] == "<"}


@lru_cache(maxsize=20_000)
def words_in(key: str) -> tuple[str, ...]:
    """The words of a key, in their order."""
    return tuple(key.split("."))


@lru_cache(maxsize=20_000)
def _shape(key: str) -> Shape:
    """How many words its path has, and what stands around the path; keys of another shape cannot fit each other."""
    places = words_in(key)
    if MARK not in places:
        return (), len(places), ()
    first = places.index(MARK)
    last = places.index(MARK, first + 1)
    return places[:first], last - first, places[last:]

"""From the labels of a table to the keys of series: a template such as 'exports.goods.<row>.nsa' and a row's path."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from watchdog.model.layout import Column, Layout
from watchdog.model.series import Series
from watchdog.model.unit import Unit

_MARKS = re.compile(r"\(\d{1,2}\)|\*+\s*$|\xad")
_PLACE = re.compile(r"<(?:row|path)>")
# a label that names nothing without the group above it
_GENERIC = "other"
_WORLD = "world"
_CHAINED = re.compile(r"(?<=\.chained)[12][0-9]{3}")
BASE_YEAR = "<base>"
"""Stands in the key of a series for the base year of its chained dollars."""


@lru_cache(maxsize=4096)
def slug(label: str) -> str:
    """The label as a word of a key: without footnote marks, accents, case and punctuation."""
    plain = unicodedata.normalize("NFKD", _MARKS.sub("", label)).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "_", plain.replace("&", " and ").replace("'", "")).strip("_")
    return f"n{word}" if word[:1].isdigit() else word


def words_of(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels as words, to be compared: spelling counts, case and punctuation do not."""
    return tuple(slug(label) for label in labels)


def is_template(series: str) -> bool:
    """Whether the key still needs a row."""
    return _PLACE.search(series) is not None


def is_pattern(series: str) -> bool:
    """Whether the key still needs a row or a base year."""
    return is_template(series) or BASE_YEAR in series


def of_base_year(series: Series, expected: str, stated: str) -> Series:
    """The series in chained dollars of the base year that a sheet states, like that of the expected one."""
    return replace(
        series,
        key=series.key.replace(expected, stated),
        label=series.label.replace(expected, stated),
        unit=Unit.parse(str(series.unit).replace(expected, stated)),
    )


def with_word(text: str, word: str) -> str:
    """A formula over templates as that of one row: `word` in the place of <row> or <path>."""
    return _PLACE.sub(word, text)


def marked(formula: str) -> str:
    """A formula over templates as one that can be read: no series has capitals in its key."""
    return formula.replace("<row>", "ROW").replace("<path>", "PATH")


def unmarked(series: str) -> str:
    """The key of a template as it stood before it was marked."""
    return series.replace("ROW", "<row>").replace("PATH", "<path>")


def keys_of(template: str) -> re.Pattern[str]:
    """What the keys of a template look like, the row's word a group: <row> is one word, <path> may be several."""
    pattern = re.escape(template).replace("<row>", "([a-z0-9_]+)").replace("<path>", "([a-z0-9_.]+)")
    return re.compile(pattern)


def words_in_keys(layout: Layout, path: Sequence[str]) -> tuple[str, ...]:
    """The labels of a row's path as words of a key: those that the layout gives for them, else their own."""
    given = {slug(label): word for label, word in layout.words.items()}
    return tuple(given.get(word, word) for word in words_of(path))


def key_of(layout: Layout, column: Column, words: Sequence[str], *, is_new: bool = False) -> str:
    """The series that the column gives in the row with these words; that of a row that the rules do not know spells
    out its path, for nothing else would say to which group it belongs.
    """
    key = _filled(column.series.replace("<row>", "<path>") if is_new else column.series, words)
    return layout.same.get(key, key)


def series_of(template: Series, key: str, path: Sequence[str], words: Sequence[str]) -> Series:
    """The template as the series of one row, under its key."""
    return Series(
        key=key,
        label=_PLACE.sub(lambda _: " / ".join(path), template.label),
        flow=template.flow,
        item=_filled(template.item, words),
        basis=template.basis,
        unit=template.unit,
        published_unit=template.published_unit,
        partner=_filled(template.partner, words) or _WORLD,
        outlets=template.outlets,
        signed=template.signed,
    )


def _filled(text: str, words: Sequence[str]) -> str:
    """The row's words in the place of <row> or <path>; an empty word leaves no trace."""
    if "<" not in text:
        return text
    row = "_".join(words[-2:]) if words[-1] == _GENERIC else words[-1]
    path = ".".join(word for word in words if word)
    filled = text.replace("<row>", row).replace("<path>", path)
    return ".".join(part for part in filled.split(".") if part)


class SeriesByKey(dict[str, Series]):
    """The series that the rules name. That of a row that they do not know is made of the template that its key fits,
    the one that says most of it; that of another base year is like the one that they name.
    """

    def __init__(self, named: Mapping[str, Series], templates: Iterable[Series]) -> None:
        super().__init__(named)
        self._templates = tuple(templates)

    def __missing__(self, key: str) -> Series:
        if year := _CHAINED.search(key):
            for named, series in self.items():
                if _CHAINED.sub("", named) == _CHAINED.sub("", key) and (other := _CHAINED.search(named)):
                    return of_base_year(series, other[0], year[0])
        fitting = [(len(path), path, template) for template in self._templates if (path := _path_in(key, template.key))]
        if not fitting:
            raise KeyError(key)
        _, path, template = min(fitting, key=lambda one: one[0])
        words = path.split(".")
        return series_of(template, key, words, words)


def _path_in(key: str, template: str) -> str:
    """What stands in the key where the template has its row, '' where it is not one of its."""
    before, after = _PLACE.split(template)
    fits = key.startswith(before) and key.endswith(after)
    return key[len(before) : len(key) - len(after)] if fits else ""

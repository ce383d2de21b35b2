"""From the labels of a table to the keys of series: a template such as 'exports.goods.<row>.nsa' and a row's path."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from watchdog.model.layout import Column, Layout
from watchdog.model.series import Series

_MARKS = re.compile(r"\(\d{1,2}\)|\*+\s*$|\xad")
_PLACE = re.compile(r"<(?:row|path)>")
# a label that names nothing without the group above it
_GENERIC = "other"
_WORLD = "world"


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


def key_of(layout: Layout, column: Column, words: Sequence[str]) -> str:
    """The series that the column gives in the row with these words."""
    key = _filled(column.series, words)
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

"""From the labels of a table to the keys of series: a template such as 'exports.goods.<row>.nsa' and a row's path."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
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


def word_of(label: str, words: Mapping[str, str]) -> str:
    """The label's word: the one that `words` gives for it, else its own."""
    own = slug(label)
    return next((word for known, word in words.items() if slug(known) == own), own)


def is_template(series: str) -> bool:
    """Whether the key still needs a row."""
    return _PLACE.search(series) is not None


def key_of(layout: Layout, column: Column, path: Sequence[str]) -> str:
    """The series that the column gives in the row with this path of labels."""
    key = _filled(column.series, [word_of(label, layout.words) for label in path])
    return layout.same.get(key, key)


def series_of(template: Series, path: Sequence[str], words: Mapping[str, str]) -> Series:
    """The template as the series of one row."""
    own = [word_of(label, words) for label in path]
    return replace(
        template,
        key=_filled(template.key, own),
        label=_PLACE.sub(lambda _: " / ".join(path), template.label),
        item=_filled(template.item, own),
        partner=_filled(template.partner, own) or _WORLD,
    )


def _filled(text: str, words: Sequence[str]) -> str:
    """The row's words in the place of <row> or <path>; an empty word leaves no trace."""
    row = "_".join(words[-2:]) if words[-1] == _GENERIC else words[-1]
    path = ".".join(word for word in words if word)
    filled = text.replace("<row>", row).replace("<path>", path)
    return ".".join(part for part in filled.split(".") if part)

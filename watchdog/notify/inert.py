"""Text from outside made harmless: what would act on a terminal, a header or the direction of writing is dropped."""

import re
import unicodedata

_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACE = re.compile(r"\s+")


def one_line(text: str) -> str:
    """The text on one line, without control characters, lone surrogates and marks that turn its direction."""
    spaced = _SPACE.sub(" ", text)
    kept = (char for char in spaced if unicodedata.category(char) not in ("Cc", "Cs") and char not in _BIDI_CONTROLS)
    return "".join(kept).strip()

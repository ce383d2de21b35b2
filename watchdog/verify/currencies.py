"""Amounts in another currency than the dollar of the United States, which no release of it prints."""

from collections.abc import Sequence

from watchdog.verify.tokens import Token
from watchdog.verify.word_lists import words_in

_SIGNS = frozenset("\u20ac\u00a3\u00a5\u20a9\u20b9\u20bd\u20ba\u20bf\u20aa\u20ab\u0e3f\u20b1\u20b4\u20a6")
_DOLLARS = words_in("c ca cad a au aud hk hkd nt nz nzd s sg r rs can mx")
"""What stands right before the dollar sign of another country."""
_CODES = words_in("eur gbp jpy cny rmb cnh cad aud chf mxn inr krw brl sek nok twd hkd sgd nzd")
_NAMES = words_in(
    "euro yuan renminbi yen peso franc rupee ringgit baht ruble rouble rand krona krone sterling zloty lira won"
)
_COUNTRIES = words_in("canadian australian singapore hong kong taiwan zealand")


def is_foreign(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether what stands around the number in the tokens from `start` up to `end` makes it another currency's."""
    before = tokens[start - 1] if start else None
    if before is not None and (before.key in _SIGNS or before.key in _CODES):
        return True
    touches = before is not None and before.end == tokens[start].start
    if before is not None and touches and before.key in _DOLLARS and tokens[start].key == "$":
        return True
    keys = [token.key for token in tokens[start : end + 3]]
    here = end - start
    if "$" in keys[:here]:
        return False
    if any(key in _CODES or key in _NAMES for key in keys[here - 1 : here + 1]) or set(keys[:2]) & _SIGNS:
        return True
    return keys[here : here + 1] != [] and keys[here] in _COUNTRIES and "dollar" in keys[here + 1 :]

"""API keys: added to an address at the last step before the wire, and blanked out of everything that comes back."""

import re
from dataclasses import dataclass
from urllib.parse import quote, quote_plus, urlencode, urlsplit

from watchdog.model.secret import Secret

_BLANK = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key, and the parameter of the query in which its agency wants it."""

    parameter: str
    secret: Secret

    def added_to(self, url: str) -> str:
        """The address to ask for; for the request itself only."""
        return _with_parameter(url, urlencode({self.parameter: self.secret.reveal()}))

    def shown_in(self, url: str) -> str:
        """The same address as people may see it."""
        return _with_parameter(url, f"{self.parameter}={_BLANK}")

    def blanked(self, text: str) -> str:
        """The text without the key, in whatever case or encoding a server repeats it."""
        return _pattern(self.secret).sub(_BLANK, text)

    def blanked_body(self, body: bytes) -> bytes:
        """The body without the key: some agencies repeat it in every answer, and bodies are kept."""
        # latin-1 maps each byte to one character and back, so that nothing else of the body changes
        return self.blanked(body.decode("latin-1")).encode("latin-1")


def _with_parameter(url: str, parameter: str) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{parameter}"


def _pattern(secret: Secret) -> re.Pattern[str]:
    key = secret.reveal()
    forms = sorted({key, quote(key, safe=""), quote_plus(key)}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, forms)), re.IGNORECASE)

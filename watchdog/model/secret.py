"""A value that must never be printed: passwords and signing secrets from the configuration."""

from dataclasses import dataclass, field

SHORTEST_SECRET = 4


@dataclass(frozen=True, slots=True)
class Secret:
    """`reveal()` gives the value to the code that must use it; every other way to look at it shows '***'."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """The secret itself; for the last step before the wire only."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('***')"

    def __str__(self) -> str:
        return "***"


def is_key(secret: Secret) -> bool:
    """Whether it can be an API key: a shorter text could not be blanked out of answers without spoiling them."""
    return len(secret.reveal()) >= 8 and secret.reveal().isascii() and secret.reveal().isprintable()

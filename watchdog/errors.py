"""Failures of ours and of the world around us; a number we dislike is a Finding, never an exception.

WatchdogError
├── UsageError             the command line, or a file the user named, cannot be used     (exit 2)
│   └── ConfigurationError   config.yaml or rules/ is wrong; lists every mistake            (exit 2)
├── SourceError            a source did not give us a usable document                     (the poll goes on)
│   ├── FetchFailed          no answer, or one that is not the document; says when to retry
│   └── NotUnderstood        the bytes are kept, but their layout is not one we know
├── StoreError             the database cannot be used, or is held by another instance    (exit 3)
└── DeliveryFailed         one attempt at one target failed; says whether trying again can help
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


class WatchdogError(Exception):
    """The one base: anything else that escapes is a defect of ours."""


class UsageError(WatchdogError):
    """What was asked for cannot be done as asked; the message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake in a YAML file, where it stands (lines and columns count from 1), and how to mend it."""

    file: str
    line: int
    column: int
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}. {self.fix}"


class ConfigurationError(UsageError):
    """A configuration or rules folder with at least one mistake; all of them are reported at once."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class SourceError(WatchdogError):
    """A document could not be had or read; `document` names it as source/name."""

    def __init__(self, document: str, message: str) -> None:
        self.document = document
        super().__init__(f"{document}: {message}")


class FetchFailed(SourceError):
    """The source gave no usable answer; `retry_after` is what it asked us to wait, if it said. `busy`: its host as a
    whole wants fewer requests from us, whatever for.
    """

    def __init__(
        self, document: str, message: str, *, retry_after: timedelta | None = None, busy: bool = False
    ) -> None:
        self.retry_after = retry_after
        self.busy = busy
        super().__init__(document, message)


class NotUnderstood(SourceError):
    """The document's layout is not one we know: `where` is a sheet cell or a line; nothing was read from it."""

    def __init__(self, document: str, where: str, message: str) -> None:
        self.where = where
        super().__init__(document, f"at {where}: {message}" if where else message)


class StoreError(WatchdogError):
    """The database is missing, locked by another instance, damaged, or of a later version."""


class DeliveryFailed(WatchdogError):
    """One attempt failed: `permanent` when trying again cannot help, `disable` when the target said never again."""

    def __init__(
        self, message: str, *, permanent: bool = False, disable: bool = False, retry_after: timedelta | None = None
    ) -> None:
        self.permanent = permanent
        self.disable = disable
        self.retry_after = retry_after
        super().__init__(message)

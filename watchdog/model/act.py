"""Something that somebody, or the service itself, did and that others may want to know of later."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`by` did `action` to `subject`, from where `origin` says; `before` and `after` are what it changed, where it
    changed anything.
    """

    at: datetime
    by: str
    origin: str
    action: str
    subject: str
    before: str = ""
    after: str = ""

"""A claim tested again: what it is now, what to tell of that, and what replaces it."""

from dataclasses import dataclass

from watchdog.model.claim import Claim
from watchdog.model.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Retest:
    """An open claim, what it is now (its `standing` says), the finding to tell, and the claim that replaces it."""

    before: Claim
    now: Claim
    finding: Finding
    replacement: Claim | None = None

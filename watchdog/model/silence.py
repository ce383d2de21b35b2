"""A silence: what somebody does not want to be told of for a while, why, and until when."""

from dataclasses import dataclass
from datetime import datetime

from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.model.route import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Holds for findings that fit every one of `matchers`, and are about a period from `first` to `last` where given.

    `starts_at` is None for one about periods, which do not depend on the clock. It ends at `ends_at`, with the release
    `until_release` (which is told), or when it is expired, whatever comes first.
    """

    id: str
    matchers: tuple[Matcher, ...]
    why: str
    by: str
    made_at: datetime
    first: Period | None = None
    last: Period | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    until_release: Release | None = None
    expired_at: datetime | None = None
    expired_by: str = ""

    @property
    def end(self) -> str:
        """Until when, in words."""
        ends = [
            f"{self.ends_at:%Y-%m-%d %H:%MZ}" if self.ends_at else "",
            f"the release of {self.until_release.period.label}" if self.until_release else "",
        ]
        return " or ".join(filter(None, ends))

    @property
    def of_what(self) -> str:
        """What it holds for, in words."""
        periods = f"{self.first}..{self.last}" if self.first and self.last else ""
        return ", ".join(filter(None, [*map(str, self.matchers), periods]))

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended by the clock or was expired."""
        return any(moment is not None and moment <= now for moment in (self.ends_at, self.expired_at))

"""How long a vintage took from its server to whoever is told: when it had passed each stage."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise


class Stage(StrEnum):
    """The stages in order, each ended by the moment after which it is named; TOTAL is all of them."""

    FETCH = "fetch"  # from the first byte of the first document to the last byte of the last
    PARSE = "parse"  # kept as received, and read
    JUDGE = "judge"
    WRITE = "write"  # the messages, with their charts
    COMMIT = "commit"
    WAIT = "wait"  # until it is the message's turn; one that is held until its moment waits for that
    SEND = "send"  # until the receiver has accepted it
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """When a vintage had passed each stage in the service; `seen_at` is the first byte of its first document."""

    vintage: str
    seen_at: datetime
    fetched_at: datetime
    parsed_at: datetime
    judged_at: datetime
    written_at: datetime
    committed_at: datetime

    def stages(self) -> dict[Stage, timedelta]:
        """How long each stage took that the service has behind it."""
        moments = (
            self.seen_at,
            self.fetched_at,
            self.parsed_at,
            self.judged_at,
            self.written_at,
            self.committed_at,
        )
        return dict(zip(_OURS, (later - earlier for earlier, later in pairwise(moments)), strict=True))

    def stages_of(self, sent: "Sent") -> dict[Stage, timedelta]:
        """How long each further stage of one message took, and all of them."""
        return {
            Stage.WAIT: sent.begun_at - self.committed_at,
            Stage.SEND: sent.accepted_at - sent.begun_at,
            Stage.TOTAL: sent.accepted_at - self.seen_at,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message of a vintage that was accepted: by which channel, when the attempt began, and when it was accepted."""

    vintage: str
    channel: str
    begun_at: datetime
    accepted_at: datetime


_OURS = (Stage.FETCH, Stage.PARSE, Stage.JUDGE, Stage.WRITE, Stage.COMMIT)

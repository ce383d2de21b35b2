"""What a service that was killed did, as its receivers and its disk tell it, against a run that nobody disturbed."""

import re
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.ledger import Receipt


@dataclass(frozen=True)
class History:
    """What arrived how often, the anomaly log, the vintages and the state of the database, and the kills it took.

    `late`: time passed between a kill and what came after it, so that messages may bear other times. `forgotten`: what
    a target took without an answer; `given_up`: the deliveries that no target will ever take.
    """

    receipts: Counter[Receipt]
    log: Counter[str]
    vintages: frozenset[str]
    integrity: str
    pending: int
    kills: int
    late: bool = False
    forgotten: Counter[str] = field(default_factory=Counter)
    given_up: frozenset[str] = frozenset()

    def redelivered(self) -> dict[str, int]:
        """How many messages came once too often, by target."""
        extra: Counter[str] = Counter()
        for receipt, times in self.receipts.items():
            extra[receipt.target] += times - 1
        return dict(extra)

    def faults(self, reference: "History") -> list[str]:
        """What must never be, against a run that nobody disturbed: each in a sentence."""
        ids = {(r.target, r.id) for r in self.receipts}
        expected = {(r.target, r.id) for r in reference.receipts}
        found = [f"lost: {identifier} at {target}" for target, identifier in sorted(expected - ids)]
        found += [f"unknown id: {identifier} at {target}" for target, identifier in sorted(ids - expected)]
        found += [f"other bytes: {r.id} at {r.target}" for r in self._other_bytes(reference)]
        found += [
            f"{extra} redeliveries at {target} after {self.kills} kills and {self.forgotten[target]} lost replies"
            for target, extra in self.redelivered().items()
            if extra > self.kills + self.forgotten[target]
        ]
        ours, theirs = (_timeless(self.log), _timeless(reference.log)) if self.late else (self.log, reference.log)
        if ours != theirs:
            found.append(f"the anomaly log differs: {ours - theirs} or {theirs - ours}")
        if self.vintages != reference.vintages:
            found.append(f"the vintages differ: {self.vintages ^ reference.vintages}")
        if self.given_up != reference.given_up:
            found.append(f"given up: {sorted(self.given_up ^ reference.given_up)}")
        if self.integrity != "ok" or self.pending:
            found.append(f"the database: {self.integrity}, {self.pending} deliveries not sent")
        return found

    def _other_bytes(self, reference: "History") -> list[Receipt]:
        """Those that are not as they would have been; where that is a matter of time, those that came in two forms."""
        if not self.late:
            return sorted(self.receipts.keys() - reference.receipts.keys())
        forms = Counter((r.target, r.id) for r in self.receipts)
        return [r for r in sorted(self.receipts) if forms[r.target, r.id] > 1]


def _timeless(log: Counter[str]) -> Counter[str]:
    """The lines without when their findings were first seen."""
    return Counter(re.sub(r'"first_seen_at": ?"[^"]*"', "", line) for line in log.elements())

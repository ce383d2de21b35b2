"""What a person said of a finding: that it was seen, and whether it was one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Label(StrEnum):
    """Whether a finding was a real anomaly: `expected` ones were real, but of a cause that everybody knew."""

    TRUE = "true"
    FALSE = "false"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One entry of the record, about the finding key `finding` over all its vintages: its `label`, or to whom it is
    assigned, or else that somebody has seen it and takes care of it.
    """

    finding: str
    label: Label | None
    note: str
    by: str
    at: datetime
    assignee: str = ""

    @property
    def words(self) -> str:
        """What was done, as in 'labelled true'."""
        if self.label is not None:
            return f"labelled {self.label.value}"
        return f"assigned to {self.assignee}" if self.assignee else "acknowledged"

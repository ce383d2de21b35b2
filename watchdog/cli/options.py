"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class FailOn(StrEnum):
    """From which verdict on the exit code is 1."""

    WARN = "warn"
    UNDECIDED = "undecided"
    FAIL = "fail"

    def is_reached(self, *, warned: int, undecided: int, failed: int) -> bool:
        """Whether any verdict at or above it was given; the order is warn, undecided, fail."""
        counts = {FailOn.WARN: warned + undecided + failed, FailOn.UNDECIDED: undecided + failed, FailOn.FAIL: failed}
        return counts[self] > 0


Config = Annotated[
    Path | None,
    typer.Option("--config", help="The configuration; else config.yaml here, else the one that comes with us."),
]
Output = Annotated[Format, typer.Option("-o", "--output", help="How to print rows.")]
FailsOn = Annotated[FailOn, typer.Option("--fail-on", help="Exit with 1 at findings of this verdict or a worse one.")]

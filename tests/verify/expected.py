"""The figures of a text beside the verdicts that are expected of them."""

from collections.abc import Sequence
from typing import Any

from watchdog.verify.checking import Checked
from watchdog.verify.verdict import Judged


def paired(checked: Checked, wanted: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], Judged | None]]:
    """Each expected figure with the next one in the text that has these words; None where no such figure was read."""
    pairs: list[tuple[dict[str, Any], Judged | None]] = []
    rest = list(checked.judged)
    for each in wanted:
        place = next((at for at, one in enumerate(rest) if each["figure"] in checked.written(one)), None)
        pairs.append((each, None if place is None else rest[place]))
        rest = rest if place is None else rest[place + 1 :]
    return pairs

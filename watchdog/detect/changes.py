"""The change of a series from the month before to the release's own, where one release prints both."""

from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
from watchdog.model.knowledge import Situation


def change(key: str, situation: Situation, sign: int = 1) -> Bounded | Missing:
    """`sign` times the change, with the error that rounding alone can put there."""
    period = situation.release.period
    found = evaluate(parse(f"diff({'-' if sign < 0 else ''}{key})"), period, situation.known)
    if isinstance(found, Bounded) and found.releases != {period}:
        return Missing(f"{key} was last printed in an earlier release")
    return found

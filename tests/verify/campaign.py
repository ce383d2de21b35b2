"""Which mutants of a text the verdicts catch."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from tests.verify.desk import Desk
from tests.verify.mutants import mutants
from watchdog.verify.checking import Checked
from watchdog.verify.verdict import Verdict

GOOD = frozenset({Verdict.RIGHT, Verdict.ROUNDING, Verdict.OUTDATED})


@dataclass(slots=True)
class Campaign:
    """By kind of mutant: how many were made, how many led to a wrong figure, how many to any other doubt; and what was
    missed, be it that no figure is kept that could tell.
    """

    made: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    doubted: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def campaign(desk: Desk, text: str, as_of: str | None, every: int = 1) -> Campaign:
    """Make the mutants of the text, or each so-manieth of them, and hold each against the archive."""
    result, original = Campaign(), verdicts(desk.check(text, as_of))
    for mutant in islice(mutants(text), 0, None, every):
        checked = desk.check(mutant.text, as_of)
        result.made[mutant.kind] += 1
        now = verdicts(checked)
        fresh = now - original
        if fresh[Verdict.WRONG]:
            result.wrong[mutant.kind] += 1
        elif sum(fresh.values()) and sum((now & original).values()) < sum(original.values()):
            result.doubted[mutant.kind] += 1
        else:
            result.missed.append(f"{mutant.kind}: {mutant.what}")
    return result


def verdicts(checked: Checked) -> Counter[Verdict]:
    """How often each was given."""
    return Counter(each.verdict for each in checked.judged)

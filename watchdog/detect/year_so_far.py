"""From the months of a year so far, and the same ones a year earlier, to the claim that one release allows."""

from dataclasses import dataclass

from watchdog.detect.firmness import firmness
from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
from watchdog.model.cell import Address
from watchdog.model.claim import DEFICIT, Claim, Side
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The claim that the release allows, and where its figures are printed."""

    claim: Claim
    evidence: tuple[Address, ...]


def compared(rule: Rule, key: str, noun: str, situation: Situation, last: Period) -> Compared | str:
    """January through `last` against the year before, or a sentence where one release does not tell."""
    formula = parse(f"ytd({'-' if DEFICIT in noun else ''}{key})")
    sums: list[Bounded] = []
    for month in (last, last.year_before()):
        found = evaluate(formula, month, situation.known)
        if isinstance(found, Missing):
            return found.reason
        if found.releases != {situation.release.period}:
            return f"{month.label} and the months before it were last printed by an earlier release"
        sums.append(found)
    now, before = sums
    if abs(now.value - before.value) <= now.error + before.error:
        return f"January through {last.label} is as large as a year earlier"
    return Compared(claim=_claim(rule, key, noun, situation, last, (now, before)), evidence=now.evidence)


def _claim(rule: Rule, key: str, noun: str, situation: Situation, last: Period, sums: tuple[Bounded, Bounded]) -> Claim:
    now, before = sums
    margin, year_ago = abs(now.value - before.value), last.year_before()
    firm = firmness(margin, key, situation, months=last.position)
    side = Side.HIGH if now.value > before.value else Side.LOW
    return Claim(
        kind=rule.kind,
        rule=rule.name,
        noun=noun,
        series=key,
        period=last,
        side=side,
        value=now.value,
        since=year_ago,
        since_value=before.value,
        runner_up=year_ago,
        runner_up_value=before.value,
        margin=margin,
        history_start=Period.of_month(year_ago.year, 1),
        unit=str(situation.known.series[key].unit),
        release=situation.release,
        vintage=situation.vintage,
        known_as_of=situation.known.as_of,
        sentence=f"a {'larger' if side is Side.HIGH else 'smaller'} {noun} than in the same months of {year_ago.year}",
        robustness=firm.robustness,
        grade=firm.grade,
    )

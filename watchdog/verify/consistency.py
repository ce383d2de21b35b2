"""Figures of one sentence that must add up: a balance changes by what exports and imports do."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from watchdog.verify.phrasing import dollars
from watchdog.verify.reading import Measure, Mention, Reading
from watchdog.verify.verdict import Judged, Verdict

Group = dict[str, tuple[int, Mention, Reading]]


def reconciled(judged: Sequence[Judged]) -> list[Judged]:
    """The verdicts, with what a sentence says of itself where the release says nothing."""
    result = list(judged)
    groups: dict[tuple[object, ...], Group] = defaultdict(dict)
    for place, each in enumerate(judged):
        mention = each.mention
        if mention.quantity is None or not mention.readings or mention.rivals:
            continue
        reading = mention.readings[0]
        if reading.measure is Measure.CHANGE and reading.direction and mention.quantity.high is None:
            key = (
                mention.sentence,
                reading.topic.item,
                reading.topic.partner,
                reading.aggregate,
                reading.period,
                reading.lag,
            )
            first, _, _ = groups[key].setdefault(reading.topic.side, (place, mention, reading))
            _contradict(first, place, result)
    for group in groups.values():
        if {"balance", "exports", "imports"} <= group.keys():
            _reconcile(group, result)
    return result


def _contradict(first: int, place: int, result: list[Judged]) -> None:
    """One sentence gives two figures for one change, and no release tells which is right."""
    pair = [result[first], result[place]]
    if any(each.verdict is not Verdict.UNCHECKED for each in pair):
        return
    one, other = (_signed(each.mention, each.mention.readings[0]) for each in pair)
    if one != other:
        both = f"{dollars(one, signed=True)} and {dollars(other, signed=True)}"
        told = f"the sentence gives both {both} for {pair[0].reading}"
        for at in (first, place):
            result[at] = replace(result[at], verdict=Verdict.AMBIGUOUS, reason=f"{told}; {result[at].reason}")


def _reconcile(group: Group, result: list[Judged]) -> None:
    signed = {side: _signed(mention, reading) for side, (_, mention, reading) in group.items()}
    total = signed["exports"] - signed["imports"]
    apart = abs(signed["balance"] - total)
    bound = sum((mention.quantity.step for _, mention, _ in group.values() if mention.quantity), Decimal(0)) / 2
    sizes = [dollars(abs(signed[side])) for side in ("balance", "exports", "imports")]
    told = f"{sizes[0]} against {sizes[1]} of exports and {sizes[2]} of imports in the same sentence"
    told += f": {dollars(apart)} apart"
    told += f", rounding explains {dollars(bound, step=Decimal(10) ** 7)}"
    for side, (place, _, _) in group.items():
        judged = result[place]
        if apart > bound:
            if judged.verdict in (Verdict.UNCHECKED, Verdict.ROUNDING):
                reason = f"the sentence does not add up: {told}; {judged.reason}"
                result[place] = replace(judged, verdict=Verdict.AMBIGUOUS, reason=reason)
        elif side == "balance" and judged.verdict in (Verdict.UNCHECKED, Verdict.ROUNDING):
            reason = f"consistent within rounding: {told}. {judged.reason}"
            result[place] = replace(judged, verdict=Verdict.ROUNDING, reason=reason)
        elif judged.verdict is Verdict.UNCHECKED:
            result[place] = replace(judged, reason=f"{judged.reason}; consistent within rounding: {told}")


def _signed(mention: Mention, reading: Reading) -> Decimal:
    """The change as its series has it: a larger deficit is a smaller balance."""
    value = mention.quantity.value if mention.quantity else Decimal(0)
    return value * reading.direction * reading.topic.sign

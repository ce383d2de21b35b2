"""What one cause makes several findings of is told once: the move of a total that one of its parts explains, and a move
that rests on a figure which the identities prove wrong.

Which series are parts of which follows from the identities, not from a list that people keep. The message of the host
names what is told within it; a rule can ask to be told by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from watchdog.model.alert import Cause, Told, Withheld
from watchdog.model.finding import Finding, Reason, Severity, Verdict
from watchdog.model.knowledge import Knowledge
from watchdog.model.period import Period
from watchdog.model.unit import Unit

EXPLAINED = Fraction(4, 5)
"""The least share of a total's change that one part must make up, and the most that it may be off either way."""

MOVES = ("swing", "reversal", "surprise", "outlier_type", "hidiroglou_berthelot")
"""The kinds of findings that are about the change of a series from one period to the next."""

_FIRING = (Verdict.WARN, Verdict.FAIL)
_TOLD = (Reason.NEW, Reason.WORSE, Reason.REVISED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinship:
    """Of what each series is the weighted sum, by series, as the identities say; `alone` are the rules whose findings
    are told by themselves; `known` are the figures.
    """

    known: Knowledge
    parts: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`guest` is told within `host`, for the reason `why`; `weight` orders the hosts that one guest may have."""

    host: str
    guest: str
    why: str
    weight: tuple[int, Fraction, str]


def inhibited(items: Sequence[Told], kinship: Kinship | None) -> tuple[list[Told], list[Told]]:
    """The items that stay, each naming what is told within it, and those that are told within them."""
    if kinship is None:
        return list(items), []
    hosts = _hosts(links([item.finding for item in items if item.reason in _TOLD], kinship))
    by_key = {item.finding.key: item for item in items}
    guests: dict[str, list[tuple[Told, Link]]] = {}
    for key in sorted(hosts):
        guests.setdefault(_root(key, hosts), []).append((by_key[key], hosts[key]))
    staying = [_with_guests(item, guests.get(item.finding.key, ())) for item in items if item.finding.key not in hosts]
    return staying, [
        replace(guest, withheld=Withheld(cause=Cause.WITHIN, by=root, why=link.why))
        for root, told in guests.items()
        for guest, link in told
    ]


def links(findings: Sequence[Finding], kinship: Kinship) -> Iterator[Link]:
    """Every pair of findings of which one could be told within the other."""
    free = [each for each in findings if each.verdict in _FIRING and each.rule not in kinship.alone]
    for guest in free:
        if guest.kind not in MOVES:
            continue
        for host in free:
            if host.release == guest.release and (why := _why(host, guest, kinship)) is not None:
                yield Link(host=host.key, guest=guest.key, why=why[1], weight=(-host.severity.rank, why[0], host.key))


def _why(host: Finding, guest: Finding, kinship: Kinship) -> tuple[Fraction, str] | None:
    if host.kind == "identity" and _rests_on_suspect(host, guest):
        return Fraction(0), "rests on this figure"
    if host.kind not in MOVES or host.period != guest.period or host.subject == guest.subject:
        return None
    share = share_of(guest.subject, host.subject, host.period, kinship)
    if share is None or abs(1 - share) > 1 - EXPLAINED:
        return None
    return abs(1 - share), f"is {float(share):.0%} of this change"


def _rests_on_suspect(host: Finding, guest: Finding) -> bool:
    """Whether the identities blame one figure alone, and the move was computed from it."""
    is_alone = host.verdict is Verdict.FAIL and "+" not in host.subject
    return is_alone and bool(host.evidence) and host.evidence[0] in guest.evidence


def share_of(part: str, total: str, period: Period, kinship: Kinship) -> Fraction | None:
    """How much of the total's change the part's is; None where it is no part of it or the figures are not there."""
    weight = weight_in(part, total, kinship.parts)
    moved, whole = _change(part, period, kinship.known), _change(total, period, kinship.known)
    if weight is None or moved is None or not whole:
        return None
    return weight * Fraction(moved) / Fraction(whole)


def weight_in(part: str, total: str, parts: Mapping[str, Mapping[str, Fraction]]) -> Fraction | None:
    """By how much the total moves when the part does by one, along the fewest identities; None if it is no part."""
    reached = {total: Fraction(1)}
    level = [total]
    while level:
        following = []
        for series in level:
            for name, weight in sorted(parts.get(series, {}).items()):
                if name not in reached:
                    reached[name] = reached[series] * weight
                    following.append(name)
        if part in following:
            return reached[part]
        level = following
    return None


def _change(series: str, period: Period, known: Knowledge) -> Decimal | None:
    """In dollars or whatever the series counts, so that millions and billions can be compared."""
    now, before = known.best(series, period), known.best(series, period.shift(-1))
    if now is None or before is None or series not in known.series:
        return None
    unit = known.series[series].unit
    return (now.cell.value - before.cell.value) * unit.in_units_of(Unit("", unit.of))


def _hosts(found: Iterable[Link]) -> dict[str, Link]:
    """One host for each guest, the most severe and nearest first; nobody is a guest of their own guest."""
    hosts: dict[str, Link] = {}
    for link in sorted(found, key=lambda link: (link.weight, link.guest)):
        if link.guest not in hosts and _root(link.host, hosts) != link.guest:
            hosts[link.guest] = link
    return hosts


def _root(key: str, hosts: Mapping[str, Link]) -> str:
    while key in hosts:
        key = hosts[key].host
    return key


def _with_guests(host: Told, guests: Sequence[tuple[Told, Link]]) -> Told:
    """The host's item with what is told within it: its sentences, its evidence, and the worst severity of them."""
    if not guests:
        return host
    every = [host.finding, *(guest.finding for guest, _ in guests)]
    said = [f"{guest.finding.rule} {link.why}: {guest.finding.message}" for guest, link in guests]
    finding = replace(
        host.finding,
        message=" ".join((host.finding.message, *said)),
        severity=_worst(each.severity for each in every),
        evidence=tuple(dict.fromkeys(address for each in every for address in each.evidence)),
    )
    return replace(host, finding=finding)


def _worst(severities: Iterable[Severity]) -> Severity:
    return max(severities, key=lambda severity: severity.rank)

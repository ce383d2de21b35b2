"""Whether to speak of a finding, and why: a pure function of the findings, what was already told, and now.

History is not news: of a first import nobody is told, except of a release that has been public for less than a day.
What comes or changes before the watch's eyes is news, whatever its age; of a release that nobody was told of, only what
differs from what was found in it before.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from watchdog.model.alert import AlertType, Told
from watchdog.model.finding import Finding, Reason, Verdict
from watchdog.model.unit import Unit
from watchdog.model.wording import BILLION

NEWS_LASTS = timedelta(hours=24)
# A figure told in billions with one decimal is not worth a second message for less.
PRINTED_STEP = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTold:
    """The latest that was said of a finding key, and in which alert."""

    told: Told
    alert_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to tell in the release's own message, and each retraction, which follows the message that it corrects; and
    what is news and yet has no item of its own, each with why.
    """

    items: tuple[Told, ...]
    retractions: tuple[Told, ...]
    withheld: tuple[Told, ...] = ()

    @property
    def event_ids(self) -> list[str]:
        """Those of the release's own message, whatever is withheld in it."""
        return [item.event_id for item in (*self.items, *self.withheld)]


def decide(
    findings: Iterable[Finding],
    told: Mapping[str, LastTold],
    vintage: str,
    seen_at: datetime,
    found: Mapping[str, Finding] = MappingProxyType({}),
    is_silenced: Callable[[Told], bool] = lambda _: False,
) -> Decision:
    """The findings worth a message, each with its reason and an event id that makes repeating it harmless.

    `seen_at` is when the vintage that they were found in was first seen; `found` is what the vintages of its release
    before it held, which may have been told to nobody. What `is_silenced` carries nothing that is not, and the other
    way round.
    """

    def item_of(finding: Finding) -> Told | None:
        last = told.get(finding.key)
        reason = reason_to_tell(finding, last, found.get(finding.key))
        if reason is None:
            return None
        return Told(
            finding=finding,
            reason=reason,
            event_id=event_id(finding.key, reason, vintage),
            first_seen_at=last.told.first_seen_at if last else seen_at,
            corrects=(last.alert_id, last.told.finding.message) if last and reason is not Reason.NEW else None,
        )

    def is_quiet(finding: Finding) -> bool:
        item = item_of(finding)
        return item is not None and is_silenced(item)

    every = list(findings)
    pairs = [(guest, host) for guest, host in carried(every) if is_quiet(guest) == is_quiet(host)]
    items: list[Told] = []
    retractions: list[Told] = []
    for finding in one_item_a_move(every, pairs):
        item = item_of(finding)
        if item is None:
            continue
        guests = tuple((guest.rule, guest.kind) for guest, host in pairs if host.key == finding.key)
        # only what somebody was told has a message of its own to be taken back
        own = item.reason is Reason.RETRACTED and finding.key in told
        (retractions if own else items).append(replace(item, guests=guests))
    return Decision(items=tuple(items), retractions=tuple(retractions))


def reason_to_tell(finding: Finding, last: LastTold | None, found: Finding | None = None) -> Reason | None:
    """Why this finding is news, or None; 'could not tell' neither opens nor resolves anything.

    Where nothing was told of it, what was `found` before stands in for that.
    """
    before = last.told.finding if last else found
    if finding.verdict is Verdict.UNDECIDED:
        return None
    if finding.kind == "retraction":
        return Reason.RETRACTED if last or _stood(found) else None
    if finding.kind == "claim":
        return None
    if finding.kind == "erratum":
        return _correction(finding, last)
    is_open = last.told.reason not in (Reason.RESOLVED, Reason.RETRACTED) if last else _stood(found)
    if finding.verdict is Verdict.PASS:
        return Reason.RESOLVED if is_open else None
    if before is None or not is_open or _is_another_revision(finding, before):
        return Reason.NEW
    return _change(finding, before)


def _stood(found: Finding | None) -> bool:
    """Whether something was found that has not been taken back since."""
    return found is not None and found.verdict in (Verdict.WARN, Verdict.FAIL) and found.kind != "retraction"


def _correction(finding: Finding, last: LastTold | None) -> Reason | None:
    """Each correction of a document is an event of its own, and nothing that comes later resolves it."""
    is_told = last is not None and last.told.finding.vintage == finding.vintage
    return None if finding.verdict is Verdict.PASS or is_told else Reason.CORRECTED


def _is_another_revision(finding: Finding, before: Finding) -> bool:
    """The same month may be revised in release after release; each time is an event of its own."""
    return finding.kind == "revision" and finding.release != before.release


def _change(finding: Finding, before: Finding) -> Reason | None:
    if finding.severity.rank > before.severity.rank:
        return Reason.WORSE
    if finding.verdict is Verdict.FAIL and before.verdict is Verdict.WARN:
        return Reason.WORSE
    moved = abs((finding.observed or Decimal(0)) - (before.observed or Decimal(0)))
    return Reason.REVISED if moved >= _printed_step(finding) else None


def _printed_step(finding: Finding) -> Decimal:
    """The last digit that messages show, in the finding's unit: dollars are told in billions."""
    unit = Unit.parse(finding.unit) if finding.unit else None
    return PRINTED_STEP * (BILLION.in_units_of(unit) if unit and unit.of == BILLION.of else 1)


def one_item_a_move(findings: Sequence[Finding], pairs: Sequence[tuple[Finding, Finding]]) -> list[Finding]:
    """What two rules say of one move is told once, with both sentences: of each of the `pairs` the first within the
    second.
    """
    guests = [guest for guest, _ in pairs]
    return [
        _with_guests(finding, [guest for guest, host in pairs if host is finding])
        for finding in findings
        if not any(finding is guest for guest in guests)
    ]


def carried(findings: Sequence[Finding]) -> list[tuple[Finding, Finding]]:
    """Those that say the same move as another, each with that one: a reversal with the swing of the same series and
    period, and months that were to stay as they were with the shape of the revision.
    """
    firing = [each for each in findings if each.verdict is Verdict.WARN]
    hosts = [(guest, next((each for each in firing if _is_one_move(each, guest)), None)) for guest in firing]
    return [(guest, host) for guest, host in hosts if host is not None]


def _is_one_move(host: Finding, guest: Finding) -> bool:
    if (host.kind, guest.kind) == ("swing", "reversal"):
        return (host.subject, host.period) == (guest.subject, guest.period)
    if (host.kind, guest.kind) == ("revision", "revision_window"):
        return host.release == guest.release and not set(host.evidence).isdisjoint(guest.evidence)
    return False


def _with_guests(host: Finding, guests: Sequence[Finding]) -> Finding:
    if not guests:
        return host
    every = (host, *guests)
    return replace(
        host,
        message=" ".join(each.message for each in every),
        severity=max((each.severity for each in every), key=lambda severity: severity.rank),
        evidence=tuple(dict.fromkeys(address for each in every for address in each.evidence)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How a vintage came before a watch that began at `watching_since`.

    `public_at` is when its release was out, None where nobody knows. `is_newest`: it is later than everything that was
    known before it came. `has_appeared`: the document had shown an earlier month until then. `is_reprint`: the document
    had shown the same month with other content.
    """

    public_at: datetime | None
    watching_since: datetime
    is_newest: bool = False
    has_appeared: bool = False
    is_reprint: bool = False


def is_history(sight: Sight) -> bool:
    """Whether a vintage is only being caught up with: its release was a day old when the watch began, and neither came
    nor changed before its eyes. One whose date nobody knows is news only when it is the newest.
    """
    if sight.is_reprint or sight.has_appeared:
        return False
    if sight.public_at is None:
        return not sight.is_newest
    return sight.public_at < sight.watching_since - NEWS_LASTS


def digest_type(items: Sequence[Told], *, first_of_release: bool) -> AlertType | None:
    """What the release's own message is: a digest once, all-clear included; later only what changed."""
    if first_of_release:
        return AlertType.DIGEST
    if not items:
        return None
    if all(item.reason is Reason.RESOLVED for item in items):
        return AlertType.RESOLVED
    return AlertType.UPDATED


def event_id(finding_key: str, reason: Reason, vintage: str) -> str:
    """The same event gets the same id wherever and whenever it is computed."""
    return "evt_" + _hash(finding_key, reason, vintage)


def alert_id(alert_type: AlertType, release: str, vintage: str, event_ids: Sequence[str]) -> str:
    """The same alert gets the same id wherever and whenever it is decided."""
    return "alr_" + _hash(alert_type, release, vintage, *sorted(event_ids))


def derived_id(alert: str, what: str) -> str:
    """The id of an alert that follows from another one alone: a part of it, or a reminder."""
    return "alr_" + _hash(alert, what)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]

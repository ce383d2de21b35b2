"""From a judged vintage to the outbox: what to say, written and addressed, inside the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from types import MappingProxyType

from sqlalchemy import Connection

from watchdog.check.findings import mended
from watchdog.check.relation_findings import mended_relations
from watchdog.detect.narrated import mended_texts
from watchdog.model.alert import Alert
from watchdog.model.calendar import Status
from watchdog.model.finding import Finding, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.release import Vintage
from watchdog.notify import compose, notices
from watchdog.notify.brief import Material
from watchdog.notify.compose import Thread
from watchdog.notify.decide import Decision, LastTold, decide
from watchdog.notify.triage import Restraint, triage
from watchdog.pipeline.judge import Judgement
from watchdog.pipeline.kinship import kinship_of
from watchdog.pipeline.post import Post
from watchdog.rulebook.book import Rulebook
from watchdog.store import alerts, findings

FIRING = (Verdict.WARN, Verdict.FAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a vintage is told: nothing goes out before `held_until`; of a reprint only what it changes is said, and
    nothing again of what was found before it, told or not.
    """

    held_until: datetime | None
    is_reprint: bool


def decided(
    judgement: Judgement,
    situation: Situation,
    said: Mapping[str, LastTold],
    seen_at: datetime,
    found: Mapping[str, Finding] = MappingProxyType({}),
    restraint: Restraint | None = None,
) -> Decision:
    """What is news in a vintage first seen at `seen_at`, given what was said before, and what was found in its release
    before; and what no longer fails. Nothing is told within what the `restraint` silences.
    """
    before = [last.told.finding for last in said.values()]
    before += [finding for key, finding in found.items() if key not in said and finding.verdict in FIRING]
    now_well = (check(judgement.report, before, situation) for check in (mended, mended_relations))
    now = (*judgement.findings, *chain.from_iterable(now_well), *mended_texts(before, situation))
    return decide(now, said, situation.vintage, seen_at, found, restraint.silences_it if restraint else lambda _: False)


def tell(
    connection: Connection,
    rulebook: Rulebook,
    situation: Situation,
    vintage: Vintage,
    judgement: Judgement,
    post: Post,
    now: datetime,
    manner: Manner,
) -> tuple[Alert, ...]:
    """Decide what to say, write it, and put it into every channel's outbox."""
    found = _found(connection, vintage) if manner.is_reprint else {}
    restraint, said = post.restraint(connection, vintage.release, now), _said(connection, rulebook.program)
    news = decided(judgement, situation, said, vintage.first_seen_at, found, restraint)
    if len(news.items) > 1:
        restraint = replace(restraint, kinship=kinship_of(rulebook, situation.known))
    decision = triage(news, restraint)
    material = Material(
        situation=situation,
        vintage=vintage,
        text=rulebook.digest,
        figures=judgement.figures,
        findings=judgement.findings,
        quality=judgement.report.quality,
        rules_hash=rulebook.hash,
    )
    name = str(vintage.release)
    thread = Thread(name=name, last=alerts.last_of_thread(connection, name), is_begun=manner.is_reprint)
    corrected = {
        told.corrects[0]: Thread(name=alerts.get(connection, told.corrects[0]).thread, last=told.corrects[0])
        for told in decision.retractions
        if told.corrects
    }
    made = tuple(compose.alerts(material, decision, thread, corrected, now))
    for alert in made:
        post.send(connection, alert, now, manner.held_until)
    return made


def tell_timeliness(
    connection: Connection, title: str, status: Status, finding: Finding, post: Post, now: datetime
) -> Alert | None:
    """The same for a release that is overdue, or no longer: a small alert in a thread of its own; None if not news."""
    news = decide([finding], _said(connection, finding.release.program), finding.vintage, now)
    decision = triage(news, replace(post.restraint(connection, finding.release, now), spent=0))
    told = next(iter((*decision.items, *decision.withheld)), None)
    if told is None:
        return None
    thread = notices.thread(finding.release)
    alert = notices.notice(
        told, status, title, Thread(name=thread, last=alerts.last_of_thread(connection, thread)), now
    )
    alert = replace(alert, items=decision.items, withheld=decision.withheld)
    return alert if post.send(connection, alert, now) else None


def _found(connection: Connection, vintage: Vintage) -> dict[str, Finding]:
    """By key, the last that was found in the release before this vintage of it; what was silenced may still be told."""
    kept = findings.listing(connection, release=vintage.release)
    unheard = alerts.silenced(connection, vintage.release.program)
    return {
        each.key: each
        for each in kept
        if each.vintage != vintage.id and each.known_as_of <= vintage.available_at and each.key not in unheard
    }


def _said(connection: Connection, program: str) -> dict[str, LastTold]:
    said = alerts.said(connection, program)
    return {key: LastTold(told=last.told, alert_id=last.alert_id) for key, last in said.items()}

"""The small alerts beside the digests: that a release is overdue, or no longer, and that a message did not arrive."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from watchdog.model.alert import Alert, AlertType, Brief, Told
from watchdog.model.calendar import Opinion, Status
from watchdog.model.finding import Reason
from watchdog.model.release import Release
from watchdog.notify.compose import Thread
from watchdog.notify.decide import alert_id
from watchdog.notify.deliver import Attempt

NAMED = 10
"""So many messages are named by a notice that several did not arrive."""
GOES_ON = "Polling goes on; a message follows when it comes or is given another date."


def thread(release: Release) -> str:
    """Its own thread, so that the release's first message is still its digest."""
    return f"{release} timeliness"


def notice(told: Told, status: Status, title: str, messages: Thread, now: datetime) -> Alert:
    """What became of the release's date, in one sentence, with the calendars that gave it."""
    finding = told.finding
    kind = AlertType.RESOLVED if told.reason is Reason.RESOLVED else AlertType.OPENED
    facts = (finding.message, GOES_ON) if kind is AlertType.OPENED else (finding.message,)
    return Alert(
        id=alert_id(kind, str(finding.release), finding.vintage, [told.event_id]),
        type=kind,
        release=finding.release,
        vintage=finding.vintage,
        created_at=now,
        items=(told,),
        brief=Brief(
            headline=f"{title}, {finding.period.label}: {status.state}, {status.why}",
            facts=facts,
            evidence=tuple(_calendars(status)),
        ),
        thread=messages.name,
        replies_to=messages.last,
    )


def undelivered(lost: Alert, attempt: Attempt, began: str, now: datetime) -> Alert:
    """What one channel could not bring, for another to tell; `began` is the delivery with which its silence began, and
    makes of all that follow it one and the same alert.
    """
    delivery = attempt.delivery
    to = f"{delivery.channel} ({delivery.target})"
    state = "wants no more messages" if attempt.disable else "does not take messages"
    way_back = (
        f"Nothing is sent there until it takes a test message: `watchdog notify test {delivery.channel}`."
        if attempt.disable
        else "It is not tried again; the next message is."
    )
    facts = (
        f"{attempt.error}.",
        f"The message that did not arrive: {lost.brief.headline}. `watchdog alerts show {lost.id}` prints it.",
        f"{way_back} This is not repeated while it lasts.",
    )
    return _not_delivered(to, state, facts, lost, alert_id(AlertType.OPENED, to, "", [began]), now)


def removed(channel: str, target: str, lost: Sequence[Alert], count: int, now: datetime) -> Alert:
    """That `count` messages waited for a channel that config.yaml no longer has; `lost` are the first of them."""
    to, first, more = f"{channel} ({target})", lost[0], count - len(lost)
    waited = "1 message waited" if count == 1 else f"{count} messages waited"
    named = [f"{each.brief.headline}. `watchdog alerts show {each.id}` prints it." for each in lost]
    facts = (
        f"{waited} for it, and will not be sent there:",
        *named,
        *([f"{more} more; `watchdog alerts list` shows them."] if more else []),
        "When the channel is back, `watchdog alerts resend ID` sends one there.",
    )
    identifier = alert_id(AlertType.OPENED, to, "removed", [each.id for each in lost])
    return _not_delivered(to, "is no longer in config.yaml", facts, first, identifier, now)


def _not_delivered(to: str, state: str, facts: tuple[str, ...], lost: Alert, identifier: str, now: datetime) -> Alert:
    """A notice of its own thread, in the place of the first message that was `lost`."""
    return Alert(
        id=identifier,
        type=AlertType.OPENED,
        release=lost.release,
        vintage=lost.vintage,
        created_at=now,
        items=(),
        brief=Brief(headline=f"Not delivered: {to} {state}", facts=facts),
        thread=f"delivery to {to}",
    )


def _calendars(status: Status) -> Iterator[str]:
    for opinion in status.planned.opinions:
        yield f"{opinion.calendar}: {said(opinion)}" + (f" ({opinion.address})" if opinion.address else "")


def said(opinion: Opinion) -> str:
    """What a calendar says, in a few words."""
    moment = f"{opinion.at:%Y-%m-%dT%H:%M:%SZ}" if opinion.at else "without a date"
    return moment if opinion.listed == "dated" else f"{opinion.listed}, was {moment}"

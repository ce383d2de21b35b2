"""`watchdog releases|alerts ...`: what is remembered, as rows."""

from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.anomalies import documents_of
from watchdog.cli.options import Config, Format, Output
from watchdog.cli.revisions import revisions
from watchdog.cli.vintages import import_archive, observations

if TYPE_CHECKING:
    from collections.abc import Container

    from watchdog.model.alert import Delivery

releases = typer.Typer(help="What came when.", no_args_is_help=True)
alerts = typer.Typer(help="What was sent to whom.", no_args_is_help=True)

releases.command("import")(import_archive)
releases.command()(observations)
releases.command()(revisions)


@releases.command("list")
def list_releases(config: Config = None, output: Output = Format.TABLE) -> None:
    """List the vintages in the order in which they became available."""
    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import print_rows
    from watchdog.store import passages, vintages

    with opened_store(config) as store, store.reading() as connection:
        told = passages.told(connection)
        rows = [
            {
                "release": str(entry.release),
                "vintage": entry.id,
                "scheduled_at": entry.scheduled_at,
                "stamped_at": entry.stamped_at,
                "available_at": entry.available_at,
                "first_seen_at": entry.first_seen_at,
                "told_at": told.get(entry.id),
                "documents": ", ".join(version.document for version in entry.documents),
            }
            for entry in vintages.listing(connection)
        ]
    print_rows(rows, ["release", "available_at", "first_seen_at", "documents", "vintage"], output)


@releases.command("show")
def show_release(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="As in 'ft900/2025-11'.")],
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """Show when a release was scheduled, stamped, seen, available and told, and what was found in it."""
    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import print_rows, say
    from watchdog.cli.times import lines
    from watchdog.errors import UsageError
    from watchdog.model.release import Release
    from watchdog.store import findings, vintages

    try:
        wanted = Release.parse(release)
    except ValueError as error:
        raise UsageError(str(error)) from None
    with opened_store(config) as store, store.reading() as connection:
        entries = [entry for entry in vintages.listing(connection) if entry.release == wanted]
        if not entries:
            raise UsageError(f"nothing of {wanted} is kept; `watchdog releases list` shows what is")
        if output is Format.TABLE:
            for line in lines(connection, entries):
                say(line)
        rows = documents_of(connection, findings.listing(connection, release=wanted))
    print_rows(rows, ["verdict", "severity", "rule", "period", "message"], output)


@alerts.command("list")
def list_alerts(config: Config = None, output: Output = Format.TABLE) -> None:
    """List the alerts and how far their deliveries are."""
    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import print_rows
    from watchdog.store import alerts as sent
    from watchdog.store import delivery_record, targets

    with opened_store(config) as store, store.reading() as connection:
        refusing = {(each.channel, each.target) for each in targets.disabled(connection)}
        rows = [
            {
                "id": alert.id,
                "type": alert.type.value,
                "created_at": alert.created_at,
                "headline": alert.brief.headline,
                "deliveries": ", ".join(
                    sorted(
                        f"{each.channel} {_state(each, refusing)}"
                        for each in delivery_record.listing(connection, alert_id=alert.id)
                    )
                ),
            }
            for alert in sent.listing(connection)
        ]
    print_rows(rows, ["created_at", "type", "headline", "deliveries", "id"], output)


@alerts.command("show")
def show_alert(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="As in 'watchdog alerts list', or its beginning.")],
    config: Config = None,
) -> None:
    """Print an alert as its mail says it, and every attempt to deliver it."""
    from watchdog.cli.evidence import alert_of
    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import say
    from watchdog.notify.render import plain
    from watchdog.store import delivery_record, targets

    with opened_store(config) as store, store.reading() as connection:
        alert = alert_of(connection, identifier)
        for line in plain(alert).splitlines():
            say(line)
        refusals = {(each.channel, each.target): each for each in targets.disabled(connection)}
        for delivery in delivery_record.listing(connection, alert_id=alert.id):
            attempts = f"{delivery.attempts} attempt" + ("s" if delivery.attempts != 1 else "")
            say(f"{delivery.channel} to {delivery.target}: {_state(delivery, refusals)}, {attempts}")
            for attempt in delivery_record.attempts_at(connection, delivery.id):
                say(f"  {attempt.at:%Y-%m-%dT%H:%M:%SZ} {attempt.outcome} {attempt.detail}".rstrip())
            if refusal := refusals.get((delivery.channel, delivery.target)):
                since = f"{refusal.at:%Y-%m-%dT%H:%M:%SZ}"
                say(f"  disabled since {since}; it is enabled again by `watchdog notify test {delivery.channel}`")


@alerts.command("resend")
def resend_alert(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="As in 'watchdog alerts list', or its beginning.")],
    everything: Annotated[bool, typer.Option("--all", help="Also to those that took it already.")] = False,  # noqa: FBT002
    config: Config = None,
) -> None:
    """Send an alert again, under the same ids, to whom it could not be delivered.

    Exits with 4 when that would be by a channel that the configuration no longer has.
    """
    from watchdog.app import channel_names
    from watchdog.cli.acting import act
    from watchdog.cli.evidence import alert_of
    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import say, warn
    from watchdog.model.alert import DeliveryState
    from watchdog.store import audit, delivery_record, outbox, targets

    states = (DeliveryState.DEAD, DeliveryState.SENT) if everything else (DeliveryState.DEAD,)
    names = channel_names(settings_of(config))
    with opened_store(config) as store, store.writing() as connection:
        alert = alert_of(connection, identifier)
        done = act("resend", alert.id, after="all" if everything else "undelivered")
        wanted = [each for each in delivery_record.listing(connection, alert_id=alert.id) if each.state in states]
        again = [each for each in wanted if each.channel in names]
        outbox.send_again(connection, again, now=done.at, by=done.by)
        if again:
            audit.add(connection, done)
        refusing = {(each.channel, each.target) for each in targets.disabled(connection)}
    for delivery in again:
        say(f"{delivery.channel} to {delivery.target}: due now")
        if (delivery.channel, delivery.target) in refusing:
            say(f"  but it is disabled: `watchdog notify test {delivery.channel}` enables it")
    if again:
        say("The running service sends it within seconds; without one, `watchdog once` does.")
    elif not wanted:
        warn("nothing of it is undelivered for good; --all sends it also to those that took it")
    if removed := [each for each in wanted if each.channel not in names]:
        for delivery in removed:
            warn(f"not to {delivery.target}: the configuration has no channel {delivery.channel}; put it back first")
        raise typer.Exit(4)


def _state(delivery: "Delivery", refusing: "Container[tuple[str, str]]") -> str:
    waits = delivery.state.value == "pending" and (delivery.channel, delivery.target) in refusing
    return "disabled" if waits else delivery.state.value

"""`watchdog routes test`: which way an alert takes, and why."""

from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, Format, Output

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from watchdog.model.alert import Alert

routes = typer.Typer(help="Who hears what.", no_args_is_help=True)


@routes.callback()
def group() -> None:
    """Who hears what."""


@routes.command("test")
def explain_route(  # noqa: PLR0913, PLR0917 - an option each
    alert: Annotated[
        str | None, typer.Argument(metavar="ALERT", help="The id of an alert that was made, or its beginning.")
    ] = None,
    severity: Annotated[
        str, typer.Option("--severity", help="Of a finding made up: info, warning or critical.")
    ] = "warning",
    verdict: Annotated[str, typer.Option("--verdict", help="warn, fail, pass or undecided.")] = "warn",
    kind: Annotated[str, typer.Option("--kind", help="As in swing.")] = "swing",
    rule: Annotated[str, typer.Option("--rule", help="As in headline-swing.")] = "headline-swing",
    reason: Annotated[str, typer.Option("--reason", help="As in new.")] = "new",
    series: Annotated[str, typer.Option("--series", help="As in balance.total.")] = "balance.total",
    basis: Annotated[str, typer.Option("--basis", help="As in bop/sa/current.")] = "bop/sa/current",
    release: Annotated[str, typer.Option("--release", help="As in ft900/2025-11.")] = "ft900/2025-11",
    kind_of_alert: Annotated[str, typer.Option("--type", help="As in watchdog.digest.")] = "watchdog.digest",
    at: Annotated[str | None, typer.Option("--at", help="When it is decided; else now.")] = None,
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """Explain the way of an alert: of one that was made, or of a finding made up of these properties.

    Says which routes take it and why not the others, when it would go out, and what would be silenced.
    """
    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import print_document, say
    from watchdog.cli.series import moment_of
    from watchdog.notify.explanation import way_of
    from watchdog.notify.route import channels_of
    from watchdog.store import silences

    settings = settings_of(config)
    moment = moment_of(settings, at)
    made_up = {"severity": severity, "verdict": verdict, "kind": kind, "rule": rule, "reason": reason}
    made_up |= {"subject": series, "basis": basis, "release": release, "type": kind_of_alert}
    with opened_store(config) as store, store.reading() as connection:
        meant = _made_up(made_up, moment) if alert is None else _kept(connection, alert)
        lines = list(way_of(meant, settings.routing, silences.listing(connection), moment))
    if output is Format.TABLE:
        for line in lines:
            say(line)
        return
    route = settings.route
    print_document({"alert": meant.id, "channels": list(channels_of(meant, route)) if route else [], "way": lines})


def _made_up(words: "dict[str, str]", now: "datetime") -> "Alert":
    """A digest with the one finding that is described."""
    from watchdog.errors import UsageError
    from watchdog.model.alert import Alert, AlertType, Brief, Told
    from watchdog.model.finding import Finding, Reason, Severity, Verdict
    from watchdog.model.release import Release
    from watchdog.notify.decide import event_id

    try:
        release = Release.parse(words["release"])
        finding = Finding(
            rule=words["rule"],
            kind=words["kind"],
            verdict=Verdict(words["verdict"]),
            severity=Severity(words["severity"]),
            release=release,
            vintage="",
            subject=words["subject"],
            period=release.period,
            message="A finding made up to test the routes.",
            known_as_of=now,
            basis=words["basis"],
        )
        reason, kind = Reason(words["reason"]), AlertType(words["type"])
    except ValueError as error:
        raise UsageError(str(error)) from None
    told = Told(finding=finding, reason=reason, event_id=event_id(finding.key, reason, ""), first_seen_at=now)
    return Alert(
        id="alr_made_up",
        type=kind,
        release=release,
        vintage="",
        created_at=now,
        items=(told,),
        brief=Brief(headline="A test of the routes"),
        thread=str(release),
    )


def _kept(connection: "Connection", identifier: str) -> "Alert":
    from watchdog.errors import UsageError
    from watchdog.store import alerts

    matching = [each for each in alerts.listing(connection, history=True) if each.id.startswith(identifier)]
    if len(matching) != 1:
        known = f"{len(matching)} alerts have an id" if matching else "no alert has an id"
        raise UsageError(f"{known} that begins {identifier}; `watchdog alerts list` shows them")
    return matching[0]

"""`watchdog replay ALERT`: proves an alert again from what is kept."""

from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, Format, Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from watchdog.model.alert import Alert
    from watchdog.model.release import DocumentVersion
    from watchdog.pipeline.evidence import Evidence

AlertId = Annotated[str, typer.Argument(metavar="ALERT", help="As in 'watchdog alerts list', or its beginning.")]


def replay(identifier: AlertId, config: Config = None, output: Output = Format.TABLE) -> None:
    """Prove an alert again from what is kept.

    Verifies the stored documents, judges them by the stored rules and compares. Offline, and without a trace in the
    store. Exits with 1 where anything comes out otherwise, and says why.
    """
    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import print_rows, say
    from watchdog.pipeline.evidence import prove
    from watchdog.pipeline.release import in_a_child

    with opened_store(config) as store:
        with store.reading() as connection:
            alert = alert_of(connection, identifier)
        evidence = prove(store, alert, in_a_child, settings_of(config).routing)
    if output is Format.TABLE:
        for line in _lines(evidence):
            say(line)
    else:
        print_rows([_row(evidence)], list(_row(evidence)), output)
    if evidence.differences:
        raise typer.Exit(1)


def alert_of(connection: "Connection", identifier: str) -> "Alert":
    """The one alert whose id begins so; UsageError where there is none or more than one."""
    from watchdog.errors import UsageError
    from watchdog.store import alerts

    matching = [alert for alert in alerts.listing(connection, history=True) if alert.id.startswith(identifier)]
    if len(matching) != 1:
        known = f"{len(matching)} alerts have an id" if matching else "no alert has an id"
        raise UsageError(f"{known} that begins {identifier}; `watchdog alerts list` shows them")
    return matching[0]


def _lines(evidence: "Evidence") -> "Iterator[str]":
    alert, entry = evidence.alert, evidence.vintage
    yield f"{alert.id}: {alert.brief.headline}"
    if entry is None:
        yield "It rests on no document, so there is nothing to judge again."
        return
    for document in _documents(evidence):
        yield f"  document {document.source}/{document.document}, SHA-256 {document.sha256}"
    yield f"  rules {entry.rules_hash}, program {entry.code_version}"
    for difference in evidence.differences:
        yield f"  {difference.cause.value}: {difference.what}"
    yield (
        f"Proved: {evidence.figures} figures read, {evidence.findings} findings judged and the message written again, "
        "all as they were."
        if evidence.is_proved
        else f"Not proved: {len(evidence.differences)} differences."
    )


def _documents(evidence: "Evidence") -> "Iterator[DocumentVersion]":
    """Those of the vintage, and the tables that a text alone was held against."""
    for entry in (evidence.vintage, *evidence.tables):
        yield from entry.documents if entry else ()


def _row(evidence: "Evidence") -> dict[str, object]:
    entry = evidence.vintage
    return {
        "alert": evidence.alert.id,
        "proved": evidence.is_proved if entry else None,
        "vintage": entry and entry.id,
        "documents": {f"{each.source}/{each.document}": each.sha256 for each in _documents(evidence)},
        "rules": entry and entry.rules_hash,
        "program": entry and entry.code_version,
        "figures": evidence.figures,
        "findings": evidence.findings,
        "differences": [{"cause": each.cause.value, "what": each.what} for each in evidence.differences],
    }

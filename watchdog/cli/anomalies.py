"""`watchdog anomalies list|show|label|ack|assign`: what was flagged, and what people say of it."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watchdog.cli.options import Config, Format, Output
from watchdog.model.review import Label

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from watchdog.model.finding import Finding

anomalies = typer.Typer(help="The flagged anomalies.", no_args_is_help=True)

Id = Annotated[
    str,
    typer.Argument(metavar="ID", help="The id of 'anomalies list', or its beginning; or the finding's key."),
]
Note = Annotated[str, typer.Option("--note", help="Why, for those who come later.")]
Withheld = Annotated[bool, typer.Option("--withheld", help="Only what had no item of its own in a message, and why.")]
By = Annotated[str | None, typer.Option("--by", help="Who says so; else the user that runs the command.")]


@anomalies.command("list")
def list_anomalies(
    withheld: Withheld = False,  # noqa: FBT002 - typer's way
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """List what was flagged: every finding that is a warning or a failure."""
    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import print_rows
    from watchdog.model.finding import Verdict
    from watchdog.store import findings

    with opened_store(config) as store, store.reading() as connection:
        flagged = findings.listing(connection, verdicts=(Verdict.WARN, Verdict.FAIL))
        rows = _reviewed(connection, documents_of(connection, flagged))
    if withheld:
        rows = [row | {"withheld": why} for row in rows if (why := _withheld(row))]
    columns = ["release", "severity", "rule", "period", "withheld" if withheld else "label"]
    print_rows(rows, [*columns, "assignee", "message", "finding"], output)


def _withheld(row: dict[str, Any]) -> str:
    """Why a finding had no item of its own; '' for one that had."""
    if row["silenced_by"]:
        return f"silenced by {row['silenced_by']}"
    return f"within {row['told_within']}" if row["told_within"] else "over the budget" if row["over_budget"] else ""


@anomalies.command("show")
def show_anomaly(identifier: Id, config: Config = None, output: Output = Format.TABLE) -> None:
    """Show what every vintage said of one anomaly, and what people said."""
    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import print_rows, say
    from watchdog.store import findings, reviews

    with opened_store(config) as store, store.reading() as connection:
        key = _finding_of(connection, identifier)
        found = [finding for finding in findings.listing(connection, rule=key.partition(":")[0]) if finding.key == key]
        rows = _reviewed(connection, documents_of(connection, found))
        said = [review for review in reviews.listing(connection) if review.finding == key]
    print_rows(rows, ["release", "verdict", "severity", "observed", "expected", "score", "message"], output)
    if output is Format.TABLE:
        for review in said:
            say(f"{review.words} by {review.by} on {review.at:%Y-%m-%d %H:%MZ}: {review.note}".removesuffix(": "))


@anomalies.command("label")
def label_anomaly(
    identifier: Id,
    label: Annotated[Label, typer.Argument(help="Was it one? 'expected': real, but of a known cause.")],
    note: Note = "",
    by: By = None,
    config: Config = None,
) -> None:
    """Say whether an anomaly was one: `backtest` and `tune` count by it."""
    _review(config, identifier, note, by, label=label)


@anomalies.command("ack")
def acknowledge_anomaly(identifier: Id, note: Note = "", by: By = None, config: Config = None) -> None:
    """Say that you have seen an anomaly and take care of it."""
    _review(config, identifier, note, by)


@anomalies.command("assign")
def assign_anomaly(
    identifier: Id,
    to: Annotated[str, typer.Argument(metavar="NAME", help="Who takes care of it: a name, a desk, an address.")],
    note: Note = "",
    by: By = None,
    config: Config = None,
) -> None:
    """Say who takes care of an anomaly; the last one named does."""
    from watchdog.errors import UsageError

    if not to.strip():
        raise UsageError("nobody is named; name who takes care of it")
    _review(config, identifier, note, by, assignee=to.strip())


def _review(
    config: Path | None, identifier: str, note: str, by: str | None, *, label: Label | None = None, assignee: str = ""
) -> None:
    from watchdog.cli.acting import act
    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import say
    from watchdog.model.review import Review
    from watchdog.store import audit, reviews

    with opened_store(config) as store, store.writing() as connection:
        key = _finding_of(connection, identifier)
        former = {
            "label": reviews.labels(connection).get(key, ""),
            "assign": reviews.assignees(connection).get(key, ""),
            "acknowledge": "",
        }
        action, after = ("label", label.value) if label else ("assign", assignee) if assignee else ("acknowledge", "")
        done = act(action, key, by=by, before=str(former[action]), after=after)
        review = Review(finding=key, label=label, note=note, by=done.by, at=done.at, assignee=assignee)
        reviews.add(connection, [review])
        audit.add(connection, done)
    say(f"{key}: {review.words}")


def _finding_of(connection: "Connection", identifier: str) -> str:
    """The one finding key that is meant."""
    from watchdog.errors import UsageError
    from watchdog.store import alerts, findings

    if identifier in (known := findings.keys(connection)):
        return identifier
    meant = alerts.findings_of_events(connection, identifier) or {key for key in known if key.startswith(identifier)}
    if not identifier or len(meant) != 1:
        what = f"{len(meant)} findings have an id or key" if meant and identifier else "no finding has an id or key"
        raise UsageError(f"{what} that begins {identifier!r}; `watchdog anomalies list -o json` shows them")
    return next(iter(meant))


def _reviewed(connection: "Connection", rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with what was last said of its finding."""
    from watchdog.store import reviews

    said, labels, assignees = reviews.latest(connection), reviews.labels(connection), reviews.assignees(connection)
    return [
        {
            **row,
            "label": label.value if (label := labels.get(row["finding"])) else None,
            "note": review.note if (review := said.get(row["finding"])) else None,
            "reviewed_by": review.by if review else None,
            "reviewed_at": review.at if review else None,
            "assignee": assignees.get(row["finding"]),
        }
        for row in rows
    ]


def documents_of(connection: "Connection", kept: Iterable["Finding"]) -> list[dict[str, Any]]:
    """The findings as scripts know them; without id and reason where people were not told of this very finding."""
    from watchdog.model.alert import Told
    from watchdog.model.finding import Reason
    from watchdog.notify.payload import finding_document
    from watchdog.store import alerts as sent
    from watchdog.store import vintages

    told = {
        (item.finding.key, item.finding.vintage): item
        for alert in sent.listing(connection)
        for item in (*alert.items, *alert.withheld)
    }
    seen = {entry.id: entry.first_seen_at for entry in vintages.listing(connection)}
    rows: list[dict[str, Any]] = []
    for finding in kept:
        item = told.get((finding.key, finding.vintage))
        if item is not None:
            rows.append(finding_document(item))
            continue
        untold = Told(finding=finding, reason=Reason.NEW, event_id="", first_seen_at=seen[finding.vintage])
        rows.append({**finding_document(untold), "id": None, "reason": None})
    return rows

"""`watchdog tune`: thresholds proposed from the archive and what people said of it, as a diff; nothing is written."""

from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, Format, Output
from watchdog.cli.replaying import Archive, Program

if TYPE_CHECKING:
    from watchdog.tune.pack_text import Setting
    from watchdog.tune.propose import Move, Proposal
    from watchdog.tune.replay import Alarm

Budget = Annotated[int, typer.Option("--budget", min=1, help="At most so many alerts in twelve releases.")]


def tune(
    budget: Budget = 24,
    archive: Archive = None,
    source: Program = None,
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """Propose thresholds as a YAML diff.

    With every past alert gained and lost. It learns from the earlier two thirds of the archive and from what
    `anomalies label` said of them, reports on the rest, refuses to conclude from too little, and writes nothing.
    """
    from watchdog.cli.opening import settings_of, store_url
    from watchdog.cli.output import print_document, print_rows, say, warn
    from watchdog.cli.replaying import archive_store, program_of, with_bar
    from watchdog.errors import UsageError
    from watchdog.rulebook.load import load
    from watchdog.store import archive as kept
    from watchdog.store import reviews
    from watchdog.tune.pack_text import diff
    from watchdog.tune.propose import Refusal, propose

    settings = settings_of(config)
    if archive is None:
        store_url(config)
    folder = program_of(settings, source).pack
    book = load(folder)
    with archive_store(settings, book, archive) as store, store.reading() as connection:
        pages = with_bar(kept.pages(connection, book.program, book.series))
        made = propose(pages, book, reviews.labels(connection), budget)
    if isinstance(made, Refusal):
        raise UsageError(
            f"nothing is proposed: {'; '.join(made.why)}. `anomalies label` and `releases import` add to it"
        )
    text = diff(folder, [_setting(move, made) for move in made.changed]) if made.changed else ""
    if output is Format.TABLE:
        for line in (*_comments(made, budget), *text.splitlines()):
            say(line)
        return
    rows = [row for move in made.changed for row in _rows(move, made)]
    if output is Format.CSV:
        print_rows(rows, ["change", "part", "release", "rule", "period", "label", "finding", "message"], output)
        return
    moves = [_move(move) for move in made.changed]
    print_document({"budget": budget, "rules": moves, "alerts": rows, "parts": _scores(made), "diff": text})
    if not made.is_within_budget:
        warn("the budget cannot be kept by scaling the thresholds")


def _comments(made: "Proposal", budget: int) -> "list[str]":
    lines = [
        f"# Proposed for at most {budget} alerts in twelve releases; nothing was written.",
        f"# Learned from {len(made.earlier)} releases, {made.earlier[0]} to {made.earlier[-1]};",
        f"# {len(made.later)} later ones, {made.later[0]} to {made.later[-1]}, had no part in it:",
    ]
    for part, scores in _scores(made).items():
        assert isinstance(scores, dict)  # noqa: S101 - made below
        for which, score in scores.items():
            counted = f"{score['alerts']} alerts, {score['false']} labelled false; {score['missed']} true ones not told"
            lines.append(f"#   {part} part, {which.replace('_', ' ')}: {counted}")
    if not made.is_within_budget:
        lines.append("# The budget cannot be kept by scaling the thresholds: this is the closest.")
    if not made.changed:
        lines.append("# No other threshold agrees better with the labels within the budget: the rules stand.")
    for move in made.changed:
        for row in _rows(move, made):
            label = f", labelled {row['label']}" if row["label"] else ""
            lines.append(f"# {row['change']} ({row['part']} part{label}): {row['release']} {row['finding']}")
    return lines


def _scores(made: "Proposal") -> dict[str, object]:
    from dataclasses import asdict

    parts = {"earlier": made.earlier, "later": made.later}
    return {
        name: {
            "as_it_is": asdict(made.score(part, proposed=False)),
            "proposed": asdict(made.score(part, proposed=True)),
        }
        for name, part in parts.items()
    }


def _rows(move: "Move", made: "Proposal") -> "list[dict[str, object]]":
    def row(change: str, alarm: "Alarm") -> dict[str, object]:
        label = made.labels.get(alarm.finding.key)
        return {
            "change": change,
            "part": "earlier" if alarm.vintage.release.period in made.earlier else "later",
            "release": str(alarm.vintage.release),
            "rule": alarm.finding.rule,
            "period": str(alarm.finding.period),
            "label": label and label.value,
            "finding": alarm.finding.key,
            "message": alarm.finding.message,
        }

    return [*(row("gained", alarm) for alarm in move.gained), *(row("lost", alarm) for alarm in move.lost)]


def _move(move: "Move") -> dict[str, object]:
    return {
        "rule": move.now.rule.name,
        "factor": move.proposed.factor,
        "now": {name: _written(value) for name, value in move.now.parameters.items()},
        "proposed": {name: _written(value) for name, value in move.proposed.parameters.items()},
    }


def _setting(move: "Move", made: "Proposal") -> "Setting":
    from watchdog.tune.pack_text import Setting

    was = ", ".join(f"{name} {_written(value)}" for name, value in move.now.parameters.items())
    first, last = made.earlier[0], made.later[-1]
    why = f"was {was}; from {first} to {last}: {len(move.gained)} alerts gained, {len(move.lost)} lost"
    parameters = {name: _written(value) for name, value in move.proposed.parameters.items()}
    return Setting(rule=move.now.rule.name, parameters=parameters, why=why)


def _written(value: object) -> str:
    """As YAML has it: durations count months."""
    return f"{value} months" if isinstance(value, int) else str(value)

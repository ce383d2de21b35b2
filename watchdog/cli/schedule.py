"""`watchdog releases schedule`: what is expected when, by which calendars, and where it stands."""

from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, Format, Output

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from watchdog.model.calendar import Planned, Status

COLUMNS = ["release", "due", "state", "why", "calendars", "note"]


def schedule(
    config: Config = None,
    output: Output = Format.TABLE,
    every: Annotated[bool, typer.Option("--all", help="Those long here too.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """List what is expected when, by which calendars, and where it stands; from the latest release that is here on."""
    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import print_rows, warn
    from watchdog.notify.notices import said
    from watchdog.rulebook.load import load
    from watchdog.scheduler.keeping import timetable_of
    from watchdog.store import schedule as kept

    rows: list[dict[str, object]] = []
    with opened_store(config) as store, store.reading() as connection:
        for watched in settings_of(config).sources.values():
            rulebook = load(watched.pack)
            table = timetable_of(connection, rulebook)
            statuses = kept.statuses(connection, rulebook.program)
            here = max(kept.arrivals(connection, rulebook.program), default=None)
            for planned in table.planned:
                if every or here is None or planned.release.period >= here:
                    status = statuses.get(planned.release.period)
                    rows.append(_row(planned, status, rulebook.timezone))
            for opinion in table.unplaced:
                warn(f"{opinion.calendar}: {said(opinion)} belongs to no month that we can tell")
    print_rows(rows, COLUMNS, output)


def _row(planned: "Planned", status: "Status | None", zone: "ZoneInfo") -> dict[str, object]:
    from watchdog.notify.notices import said

    return {
        "release": str(planned.release),
        "due": _local(planned.at, zone),
        "due_at": planned.at,
        "state": status.state.value if status else "scheduled",
        "since": status.since if status else None,
        "why": status.why if status else "not polled yet",
        "early": status.early if status else False,
        "moved_from": status.moved_from if status else None,
        "disputed": planned.is_disputed,
        "calendars": _agreeing(planned, zone),
        "said": {opinion.calendar: said(opinion) for opinion in planned.opinions},
        "note": planned.note,
    }


def _agreeing(planned: "Planned", zone: "ZoneInfo") -> str:
    """The calendars by what they say: 'census_list, bea_dates; rules: 2025-10-07 08:30 EDT'."""
    groups: dict[tuple[str, datetime | None], list[str]] = {}
    for opinion in planned.opinions:
        groups.setdefault((opinion.listed.value, opinion.at), []).append(opinion.calendar)
    first, *others = (", ".join(names) for names in groups.values())
    words = [
        f"{names}: {'' if listed == 'dated' else f'{listed}, was '}{_local(at, zone) or 'no date'}"
        for (listed, at), names in zip(list(groups)[1:], others, strict=True)
    ]
    return "; ".join([first, *words])


def _local(moment: "datetime | None", zone: "ZoneInfo") -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}" if moment else ""

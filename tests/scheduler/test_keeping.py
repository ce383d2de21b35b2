"""What the running service makes of calendars and of silence: real parts, a scripted world, a clock that jumps."""

import json

from typer.testing import CliRunner

from tests.scheduler.world import DATES, Watch, World, bea, census, fred, utc
from watchdog.cli.main import app
from watchdog.model.alert import AlertType
from watchdog.model.calendar import State
from watchdog.samples.exhibits import exhibit_workbook
from watchdog.samples.tables import read_exhibit

MOMENT = "2026-01-29T13:30:00"


def test_a_release_that_does_not_come_is_told_once_by_the_ordinary_way_and_resolved_when_it_comes(
    world: World, started: Watch
) -> None:
    world.script("fred").then("2026-01-29T13:55:00", fred("2025-11"))
    for moment in ("13:29:55", "13:30:05", "13:39:50", "13:41:00", "13:43:00", "13:54:00", "13:56:00", "14:12:00"):
        started.at(f"2026-01-29T{moment}")
    opened, digest, resolved = started.told()
    lines = [json.loads(line) for line in (world.folder / "anomalies.jsonl").read_text().splitlines()]

    assert ["opened", "resolved"] == [kind for kind, _, _ in started.timeliness()]
    assert (
        "The release of November 2025, due on 29 January 2026 at 08:30 EST, was not there at 08:41 EST."
        == opened.brief.facts[0]
    )
    assert any(
        "census_list: 2026-01-29T13:30:00Z (calendar-listview.html line" in line for line in opened.brief.evidence
    )
    assert (AlertType.DIGEST, None) == (digest.type, digest.replies_to)
    assert opened.id == resolved.replies_to
    assert resolved.items[0].finding.message.endswith("is here: seen 26 min after its moment.")
    timely = [line for line in lines if line["kind"] == "timeliness"]
    assert ["new", "resolved"] == [line["reason"] for line in timely]
    assert (10, "minutes", "ft900/2025-11") == tuple(timely[0][name] for name in ("limit", "unit", "release"))
    assert 2 == len({line["id"] for line in timely})


def test_what_came_late_was_not_available_at_its_moment(world: World, started: Watch) -> None:
    world.script("fred").then("2026-01-29T13:55:00", fred("2025-11"))
    for moment in ("13:30:00", "13:41:00", "13:56:00"):
        started.at(f"2026-01-29T{moment}")

    assert "public since 2026-01-29T13:56:00Z" in started.told(AlertType.DIGEST)[0].brief.evidence[0]


def test_the_calendars_are_asked_once_more_before_anything_is_called_late(world: World, started: Watch) -> None:
    suspended = DATES | {"m2025_11": "Suspended was 20260129"}
    world.script("census_list").then("2026-01-29T13:05:00", census(**suspended))
    for moment in ("08:00:00", "13:30:00", "13:40:30", "13:50:00"):
        started.at(f"2026-01-29T{moment}")

    assert State.SUSPENDED == started.status("2025-11").state
    assert [] == started.told()


def test_a_lapse_in_which_the_calendars_stand_still_is_told_once_until_they_move(world: World, started: Watch) -> None:
    suspended = DATES | {"m2025_11": "Suspended was 20260129"}
    world.script("census_list").then("2026-02-02T15:00:00", census(**suspended))
    world.script("census_list").then("2026-02-10T15:00:00", census(**DATES | {"m2025_11": "February 12, 2026"}))
    world.script("fred").then("2026-02-12T13:30:00", fred("2025-11"))
    for day in range(29, 32):
        for hour in (13, 14, 15, 20):
            started.at(f"2026-01-{day}T{hour}:45:00")
    for day in range(1, 13):
        started.at(f"2026-02-{day:02}T16:00:00")

    assert [
        ("opened", "01-29 13:45", "U.S. trade, November 2025: late, looked for, and not there"),
        ("resolved", "02-02 16:00", "U.S. trade, November 2025: suspended, census_list gives no date"),
    ] == started.timeliness()
    assert 1 == len(started.told(AlertType.DIGEST))
    assert utc(MOMENT) == started.status("2025-11").moved_from


def test_when_no_server_answers_nothing_is_called_late(world: World, started: Watch) -> None:
    world.script("fred").then("2026-01-29T13:00:00", None)
    world.script("fred").then("2026-01-29T15:00:00", fred("2025-11"))
    for moment in ("13:30:00", "13:41:00", "14:30:00", "15:05:00"):
        started.at(f"2026-01-29T{moment}")

    assert [] == started.timeliness()
    assert 1 == len(started.told(AlertType.DIGEST))


def test_a_process_that_was_down_over_the_moment_looks_before_it_judges(world: World) -> None:
    with world.watch() as watch:
        watch.tick()
    world.script("fred").then(MOMENT, fred("2025-11"))
    with world.watch() as watch:
        watch.at("2026-01-29T14:10:00")

        assert [] == watch.timeliness()
        assert (State.ARRIVED, "seen 40 min after its moment") == (
            watch.status("2025-11").state,
            watch.status("2025-11").why,
        )


def test_a_moment_that_passed_before_the_first_poll_is_never_late(world: World) -> None:
    world.clock.moment = utc("2026-01-29T14:10:00")
    with world.watch() as watch:
        for moment in ("29T14:10:00", "29T14:20:00", "30T14:10:00"):
            watch.at(f"2026-01-{moment}")

        assert [] == watch.told()
        assert State.SCHEDULED == watch.status("2025-11").state
        assert "before this watch began" in watch.status("2025-11").why


def test_a_restart_while_late_says_nothing_again(world: World) -> None:
    for moment in ("20T09:00:00", "29T13:41:00", "29T13:43:00", "29T14:50:00", "30T20:00:00"):
        with world.watch() as watch:
            watch.at(f"2026-01-{moment}")
            timely = watch.timeliness()

    assert ["01-29 13:41"] == [when for _, when, _ in timely]


def test_a_clock_that_jumps_says_nothing_twice(started: Watch) -> None:
    for moment in (
        "2026-01-29T13:41:00",
        "2026-01-29T11:30:00",
        "2026-01-29T13:42:00",
        "2126-01-01T00:00:00",
        "2126-06-01T00:00:00",
    ):
        started.at(moment)

    assert 1 == len(started.timeliness())


def test_what_comes_and_cannot_be_read_is_told_as_that(world: World, started: Watch) -> None:
    world.script("fred").then(MOMENT, b"date;value\n")
    world.script("fred").then("2026-01-29T14:30:00", fred("2025-11"))
    for moment in ("13:30:00", "13:41:00", "13:50:00", "14:31:00"):
        started.at(f"2026-01-29T{moment}")

    assert [
        ("opened", "01-29 13:41", "U.S. trade, November 2025: unreadable, came, but could not be read: fred/fred"),
        ("resolved", "01-29 14:31", "U.S. trade, November 2025: arrived, seen 61 min after its moment"),
    ] == started.timeliness()


def test_a_release_of_which_a_document_is_still_missing_is_partial(world: World) -> None:
    for name, number in (("exh1", 1), ("exh12", 12)):
        world.script(name).then("2026-01-29T13:30:00", exhibit_workbook(read_exhibit(number, "2025-11")))
    world.script("exh1").then("2026-02-19T13:30:00", exhibit_workbook(read_exhibit(1, "2025-12")))
    world.script("exh12").then("2026-02-19T13:50:00", exhibit_workbook(read_exhibit(12, "2025-12")))
    world.clock.moment = utc("2026-02-10T00:00:00")
    with world.watch() as watch:
        watch.tick()
        for moment in ("13:30:05", "13:36:00"):  # for five minutes it waits for the rest
            watch.at(f"2026-02-19T{moment}")
        partial = watch.status("2025-12")
        watch.at("2026-02-19T13:51:00")

        assert (State.PARTIAL, "not here yet: census/exh12") == (partial.state, partial.why)
        assert State.ARRIVED == watch.status("2025-12").state
        assert [] == watch.timeliness()


def test_a_hostile_calendar_leaves_the_dates_that_were_read_before(world: World, started: Watch) -> None:
    moved = DATES | {"m2025_11": "February 3, 2026"}
    world.script("census_list").then("2026-01-21T00:00:00", census(**moved))
    world.script("census_list").then("2026-01-23T00:00:00", b"<html><body>Access denied</body></html>")
    for day in (22, 24, 25, 29):
        started.at(f"2026-01-{day}T13:50:00")

    assert utc("2026-02-03T13:30:00") == started.status("2025-11").planned.at
    assert [] == started.timeliness()


def test_nothing_is_called_late_by_a_calendar_that_cannot_be_read_any_more(world: World, started: Watch) -> None:
    world.script("census_list").then("2026-01-29T13:00:00", b"<html><body>Access denied</body></html>")
    world.script("census_list").then("2026-01-29T13:55:00", census(**DATES))
    seen = []
    for minute in ("13:30", "13:41", "13:43", "13:54", "14:05"):
        started.at(f"2026-01-29T{minute}:00")
        seen.append(started.status("2025-11").state.value)

    assert ["scheduled", "undecided", "undecided", "undecided", "late"] == seen
    assert ["opened"] == [kind for kind, _, _ in started.timeliness()]


def test_a_mistyped_month_makes_nothing_late(world: World, started: Watch) -> None:
    """In its place stands the date of the rulebook, of which nobody knows whether it still holds."""
    rows = census(**DATES).replace(b"November 2025<", b"November 2026<")
    world.script("census_list").then("2026-01-20T12:00:00", rows)
    for moment in ("21T13:50", "29T13:30", "29T13:45", "30T08:00"):
        started.at(f"2026-01-{moment}:00")

    assert [] == started.timeliness()
    assert (State.UNDECIDED, "not there, and a line of census_list that may be about it could not be read:") == (
        started.status("2025-11").state,
        started.status("2025-11").why.partition(" whether")[0],
    )


def test_where_two_agencies_disagree_a_release_is_looked_for_at_both_moments_and_late_after_the_last(
    world: World,
) -> None:
    world.script("bea_dates").then(
        "2026-01-01T00:00:00", bea("2026-01-08T13:30", "2026-02-03T13:30", "2026-02-19T13:30")
    )
    with world.watch() as watch:
        watch.tick()
        before = len(world.asked)
        for moment in ("01-29T13:29:55", "01-29T13:30:01", "01-29T13:41:00"):
            watch.at(f"2026-{moment}")
        dense = len(world.asked) - before
        early = watch.timeliness()
        for moment in ("02-03T13:30:00", "02-03T13:41:00"):
            watch.at(f"2026-{moment}")

        assert dense >= 3
        assert [] == early
        assert ["02-03 13:41"] == [when for _, when, _ in watch.timeliness()]
        assert watch.status("2025-11").planned.is_disputed


def test_calendars_are_asked_once_a_day_and_documents_come_first_around_a_release(world: World, started: Watch) -> None:
    world.script("fred").then(MOMENT, fred("2025-11"))
    for day in (26, 27, 28, 29):
        for hour in range(24):
            started.at(f"2026-01-{day}T{hour:02}:28:00")
    days = [f"{moment:%d}" for moment, document in world.asked if document == "census_list"]

    assert ["20", "26", "27", "28", "29"] == days
    assert not [
        moment for moment, document in world.asked if document == "census_list" and f"{moment:%H:%M}" == "13:28"
    ]


def test_a_calendar_that_a_crash_left_unread_is_read_later_and_never_taken_for_figures(world: World) -> None:
    from watchdog.acquire.captures import capture_or_unchanged
    from watchdog.model.document import Capture
    from watchdog.store import captures

    with world.watch() as watch:
        (program,) = watch.service.programs
        layout = next(each.layout for each in program.rules.current().calendars if each.name == "census_list")
        left = capture_or_unchanged(layout=layout, url="", body=census(**DATES), known=None, now=world.clock.moment)
        assert isinstance(left, Capture)
        with watch.service.store.writing() as connection:
            captures.add(connection, left)
        done = watch.service.poll(program)
        with watch.service.store.reading() as connection:
            waiting = captures.unread(connection)
        watch.tick()

        assert () == done.unread
        assert ["census_list"] == [capture.document for capture in waiting.values()]
        assert ["census_list", "rules"] == [opinion.calendar for opinion in watch.status("2025-11").planned.opinions]


def test_the_schedule_can_be_looked_at(world: World, started: Watch) -> None:
    world.script("census_list").then("2026-01-21T00:00:00", census(**DATES | {"m2025_11": "February 3, 2026"}))
    started.at("2026-01-22T00:00:00")
    command = ["releases", "schedule", "--config", str(world.folder / "config.yaml")]
    rows = json.loads(CliRunner().invoke(app(), [*command, "-o", "json"]).stdout)
    table = CliRunner().invoke(app(), command)
    november = rows[1]

    assert ["ft900/2025-10", "ft900/2025-11", "ft900/2025-12"] == [row["release"] for row in rows[:3]]
    assert ("2026-02-03 08:30 EST", "postponed", True) == tuple(november[key] for key in ("due", "state", "disputed"))
    assert "census_list; rules: 2026-01-29 08:30 EST" == november["calendars"]
    assert "2026-01-29T13:30:00Z" == november["moved_from"]
    assert 0 == table.exit_code
    assert "moved to a later date" in table.stdout

"""The releases of the shutdown of 2025-26, lived through again with the dates moved as the agencies moved them."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.scheduler.world import HOUR, MINUTE, Clock, World, bea, census, fred, utc
from watchdog.model.alert import AlertType
from watchdog.samples.exhibits import exhibit_workbook
from watchdog.samples.tables import Exhibit, Row, read_exhibit

OUT = {
    "2025-07": "2025-09-04T12:30:00",
    "2025-08": "2025-11-19T13:30:00",
    "2025-09": "2025-12-11T13:30:00",
    "2025-10": "2026-01-08T13:30:00",
    "2025-11": "2026-01-29T13:55:20",
    "2025-12": "2026-02-19T13:30:00",
    "2026-01": "2026-03-12T12:30:00",
}
"""When each release came out; that of November, in this telling, 25 minutes after its moment."""

CORRECTED = "2026-02-19T20:30:00"
PROMISED = ("2025-10-07T12:30:00", "2025-11-04T13:30:00", "2025-12-04T13:30:00", "2026-02-05T13:30:00")
OF_INTEREST = sorted(utc(moment) for moment in (*OUT.values(), *PROMISED, "2026-01-29T13:30:00"))


def shutdown(folder: Path, suspended: str = "Suspended (lapse in appropriations)") -> World:
    """Census suspends what it cannot publish and re-dates it later; BEA's file stands still during the lapse."""
    world = World(folder, Clock(utc("2025-10-01T09:00:00")))
    for month, moment in OUT.items():
        world.script("fred").then(moment, fred(month))
    december = read_exhibit(1, "2025-12")
    world.script("exh1").then(OUT["2025-12"], exhibit_workbook(with_a_slip(december)))
    world.script("exh1").then(CORRECTED, exhibit_workbook(december))
    page = {"m2025_07": "September 4, 2025", "m2025_08": "October 7, 2025", "m2025_09": "November 4, 2025"}
    for moment, changes in {
        "2025-09-01T00:00:00": {"m2025_10": "December 4, 2025"},
        "2025-10-02T14:00:00": {"m2025_08": f"{suspended} was 20251007"},
        "2025-10-31T14:00:00": {"m2025_09": f"{suspended} was 20251104", "m2025_10": f"{suspended} was 20251204"},
        "2025-11-14T15:00:00": {"m2025_08": "November 19, 2025", "m2025_09": "December 11, 2025"},
        "2025-12-05T15:00:00": {"m2025_10": "January 8, 2026", "m2025_11": "January 29, 2026"},
        "2026-01-15T15:00:00": {"m2025_12": "February 19, 2026"},
        "2026-02-20T15:00:00": {"m2026_01": "March 12, 2026"},
    }.items():
        page |= changes
        world.script("census_list").then(moment, census(**page))
    listed = ["2025-07-03T12:30", "2025-08-05T12:30", "2025-09-04T12:30"]
    old = ["2025-10-07T12:30", "2025-11-04T13:30", "2025-12-04T13:30"]
    world.script("bea_dates").then("2025-09-01T00:00:00", bea(*listed, *old))
    for moment, added in {
        "2025-11-14T15:00:00": ["2025-11-19T13:30", "2025-12-11T13:30"],
        "2025-12-05T15:00:00": ["2026-01-08T13:30", "2026-01-29T13:30"],
        "2026-01-15T15:00:00": ["2026-02-19T13:30", "2026-03-12T12:30"],
    }.items():
        listed += added
        world.script("bea_dates").then(moment, bea(*listed))
    return world


def with_a_slip(exhibit: Exhibit) -> Exhibit:
    """December's imports of services printed with two digits transposed, in the last block of months."""
    at = max(place for place, row in enumerate(exhibit.rows) if row.label.startswith("December"))
    *figures, services = exhibit.rows[at].figures
    slip = Row(label=exhibit.rows[at].label, figures=(*figures, (services or 0) + 900))
    return Exhibit(number=exhibit.number, rows=(*exhibit.rows[:at], slip, *exhibit.rows[at + 1 :]))


def stride(now: datetime) -> timedelta:
    """A minute around every moment that was ever promised, thirty on the day of the correction, hours in between."""
    if any(moment - 2 * MINUTE <= now < moment + 14 * MINUTE for moment in OF_INTEREST):
        return MINUTE
    usual = 30 * MINUTE if abs(now - utc(CORRECTED)) < 8 * HOUR else 12 * HOUR
    ahead = min((moment - 2 * MINUTE for moment in OF_INTEREST if moment - 2 * MINUTE > now), default=now + usual)
    return min(usual, ahead - now)


def test_nothing_is_falsely_late_one_is_told_once_and_a_correction_is_caught(tmp_path: Path) -> None:
    world = shutdown(tmp_path)
    course: list[list[str]] = []
    for until in ("2025-11-16T00:00:00", "2026-01-29T13:47:00", "2026-03-14T00:00:00"):
        with world.watch() as watch:  # a new start on the same store each time, once while a release is late
            watch.live(until, step=stride)
            course.append([watch.status(month).state.value for month in OUT])
            told, timely = watch.told(), watch.timeliness()
    digests = {str(alert.release.period): alert for alert in told if alert.type is AlertType.DIGEST}
    update = told[-2]

    assert [
        ["arrived", "postponed", "postponed", "suspended", "scheduled", "scheduled", "scheduled"],
        ["arrived", "arrived", "arrived", "arrived", "late", "postponed", "postponed"],
        ["arrived"] * 7,
    ] == course
    assert [
        ("opened", "01-29 13:41", "U.S. trade, November 2025: late, looked for, and not there"),
        ("resolved", "01-29 13:55", "U.S. trade, November 2025: arrived, seen 25 min after its moment"),
    ] == timely
    assert list(OUT)[1:] == list(digests), "one digest each; the first release was history"
    assert all(digests[month].created_at - utc(OUT[month]) <= MINUTE for month in digests)
    assert (AlertType.UPDATED, "ft900/2025-12") == (update.type, str(update.release))
    assert digests["2025-12"].id == update.replies_to
    assert any("holds now" in line for line in update.brief.unusual)
    assert {"erratum", "identity"} == {item.finding.kind for item in update.items}
    assert timedelta(0) < update.created_at - utc(CORRECTED) < 4.5 * HOUR
    assert 9 == len(told), "seven messages about figures, two about a date"


def test_nothing_is_late_in_a_lapse_however_the_calendar_words_it(tmp_path: Path) -> None:
    with shutdown(tmp_path, "Rescheduled").watch() as watch:
        watch.live("2025-12-12T00:00:00", step=stride)

        assert [] == watch.timeliness()
        assert ["arrived"] * 3 == [watch.status(month).state.value for month in list(OUT)[:3]]

"""What is seen before its moment: judged at once, and told at the moment unless somebody wants it sooner."""

from tests.scheduler.world import DATES, Watch, World, census, fred, utc

MOMENT = "2026-01-29T13:30:00"


def test_figures_seen_before_their_moment_are_judged_at_once_and_told_at_the_moment(
    world: World, started: Watch
) -> None:
    world.script("fred").then("2026-01-29T13:10:00", fred("2025-11"))
    started.at("2026-01-29T13:12:00")
    (digest,) = started.told()
    early = started.sent_at(digest)
    started.at("2026-01-29T13:29:59")
    held = started.sent_at(digest)
    started.at("2026-01-29T13:30:00")

    assert [None] == early == held
    assert [utc(MOMENT)] == started.sent_at(digest)
    assert "Early: it was seen before the release was due, 2026-01-29T13:30:00Z." in digest.brief.evidence
    assert (True, "seen 18 min before its moment") == (started.status("2025-11").early, started.status("2025-11").why)


def test_who_wants_to_hear_early_figures_at_once_says_so(world: World) -> None:
    world.settings = ", early: tell"
    world.script("fred").then("2026-01-29T13:10:00", fred("2025-11"))
    with world.watch() as watch:
        watch.tick()
        watch.at("2026-01-29T13:12:00")

        assert [utc("2026-01-29T13:12:00")] == watch.sent_at(watch.told()[0])


def test_what_is_held_goes_out_as_soon_as_the_calendar_says_that_its_moment_was_sooner(
    world: World, started: Watch
) -> None:
    world.script("fred").then("2026-01-27T13:30:00", fred("2025-11"))
    world.script("census_list").then("2026-01-27T15:00:00", census(**DATES | {"m2025_11": "January 27, 2026"}))
    started.at("2026-01-27T13:31:00")
    held = started.sent_at(started.told()[0])
    started.at("2026-01-28T20:00:00")

    assert [None] == held
    assert [utc("2026-01-28T20:00:00")] == started.sent_at(started.told()[0])

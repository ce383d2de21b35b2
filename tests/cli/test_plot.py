"""`watchdog plot` on what a demo left."""

from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.demo.replay import Story
from tests.model.made import month
from watchdog.model.moment import moment_in
from watchdog.notify.portrait import Portrait
from watchdog.pipeline.portrait import portrait
from watchdog.rulebook.load import load
from watchdog.settings import default_config_path
from watchdog.store.database import open_store


def drawn(story: Story, day: str) -> Portrait:
    """The balance as it was known at the end of that day."""
    book = load(default_config_path().parent / "rules" / "us_trade")
    store = open_store(f"sqlite:///{story.folder / 'watchdog.db'}")
    try:
        with store.reading() as connection:
            found = portrait(connection, book, "balance.total", moment_in(day, book.timezone))
    finally:
        store.close()
    assert found is not None
    return found


def test_the_picture_is_written_and_said_in_words(watchdog: Command, story: Story, tmp_path: Path) -> None:
    path = tmp_path / "balance.png"
    outcome = watchdog("plot", "balance.total", "--out", path, "--config", story.folder / "config.yaml")

    assert (0, "") == (outcome.code, outcome.err)
    assert path.read_bytes().startswith(b"\x89PNG\r\n")
    assert outcome.out == (
        f"{path}: Balance of trade in goods and services, August 2016 to July 2026, in billion USD; months flagged: 3; "
        "claims that stand: 1, taken back: 2; months that differ from their first print: 5\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("balance.totl",), "the rules have no series 'balance.totl'"),
        (("balance.total", "--out", "x.pdf"), "ends in .png, .svg or .html"),
        (("balance.total", "--as-of", "1990-01-01"), "nothing of balance.total is kept for that time"),
        (("balance.total", "--since", "soon"), "'soon' is not a reference period"),
    ],
)
def test_a_mistake_is_named(watchdog: Command, story: Story, arguments: tuple[str, ...], words: str) -> None:
    outcome = watchdog("plot", *arguments, "--config", story.folder / "config.yaml")

    assert (2, "") == (outcome.code, outcome.out)
    assert words in outcome.err


def test_the_band_of_november_is_that_of_its_swing(story: Story) -> None:
    ((_, low, high),) = [each for each in drawn(story, "2026-01-29").band if each[0] == month("2025-11")]

    # October, at -29.2, and three times the spread around the median: -0.21 and 6.56
    assert pytest.approx(-29.2 - 0.21 - 3 * 6.56, abs=0.05) == low
    assert pytest.approx(-29.2 - 0.21 + 3 * 6.56, abs=0.05) == high


def test_what_is_drawn_as_of_a_day_is_what_was_known_then(story: Story) -> None:
    then, now = drawn(story, "2026-01-29"), drawn(story, "2026-09-03")

    assert {"Sep 2025: revision", "Oct 2025: swing", "Nov 2025: reversal, swing"} == {flag.text for flag in then.flags}
    assert {"Sep 2025: smallest deficit since Jun 2020", "Oct 2025: smallest deficit since Jun 2009"} == {
        claim.text for claim in then.claims
    }
    assert {
        "taken back: Sep 2025: smallest deficit since Jun 2020",
        "taken back: Oct 2025: smallest deficit since Jun 2009",
        "Oct 2025: smallest deficit since Nov 2019",
    } == {claim.text for claim in now.claims}
    assert month("2025-11") == then.history[-1][0]
    assert month("2025-09") in dict(then.first_prints)

"""Texts that nobody wrote to be read: a clear answer, soon."""

import time
from cProfile import Profile

import pytest

from tests.cli.command import Command
from tests.demo.replay import Story
from tests.verify.desk import Desk
from watchdog.errors import UsageError
from watchdog.verify.annotate import page
from watchdog.verify.extremes import reach

REFUSED = {
    "percentages": (b"5% " * 40_000, "more than 3,000 figures"),
    "too many bytes": (b"x " * 600_000, "at most 1,000,000"),
    "a megabyte of digits": (b"1" * 999_999, "at most 200,000"),
    "brackets": (b"<" * 900_000, "at most 200,000"),
    "empty": (b"", "holds no words"),
    "only markup": (b"<html>" + b"<a" * 100_000, "holds no words"),
    "binary": (bytes(range(256)) * 100, "not a text"),
    "zeros": (b"a\0b", "not a text"),
}
READ = {
    "digits": b"1" * 190_000,
    "deep markup": b"<html>" + b"<div>" * 150_000 + b"The deficit was $56.8 billion in November",
    "control characters": bytes(range(1, 32)) * 6_000 + b"x",
    "spaces": b" " * 190_000 + b"x",
    "months": b"January to " * 17_000,
    "half a phrase": b"year-to-" * 24_000,
    "one word": b"since " * 33_000,
    "scales": b"billion " * 24_000,
    "commas": b"," * 199_000,
    "quotes": b'"a ' * 66_000,
    "entities": b"<p>" + b"&amp;" * 190_000,
    "dollars": b"$1 " * 2_900,
    "not utf-8": "The deficit was \x80 $56.8 billion".encode("cp1252", errors="replace") + b"\xff",
}


@pytest.mark.parametrize(("body", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_press_text_is_refused_with_its_reason(desk: Desk, body: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        desk.check(body)


@pytest.mark.parametrize("body", READ.values(), ids=READ)
def test_what_is_odd_is_read_soon(desk: Desk, body: bytes) -> None:
    started = time.process_time()
    desk.check(body, "2026-01-29")

    assert time.process_time() - started < 4  # one or less on a machine of today


def test_a_superlative_said_again_is_not_searched_for_again(desk: Desk) -> None:
    profile = Profile()
    checked = profile.runcall(desk.check, "It was the smallest deficit since June 2009. " * 50, "2026-01-29")

    assert 50 == len(checked.judged)
    assert [1] == [entry.callcount for entry in profile.getstats() if entry.code is reach.__code__]


def test_the_page_runs_nothing(desk: Desk) -> None:
    text = "The deficit was $56.8 billion in November.\n\nif a < b & <scr" + 'ipt>alert(1)</script> "quoted"'
    made = page(desk.check(text, "2026-01-29"), "<b>title</b>")

    assert "<script" not in made
    assert "<b>title" not in made
    assert '<mark class="right"' in made
    assert "default-src 'none'" in made


def test_the_command_exits_with_1_where_a_figure_is_wrong(watchdog: Command, story: Story) -> None:
    file = story.folder / "text.txt"
    file.write_text("The trade deficit was $58.6 billion in November.")
    told = watchdog("verify", file, "--as-of", "2026-01-29", "--config", story.folder / "config.yaml")
    file.write_text("The trade deficit was $56.8 billion in November.")
    fine = watchdog("verify", file, "--as-of", "2026-01-29", "--config", story.folder / "config.yaml", "-o", "json")

    assert (1, 0) == (told.code, fine.code)
    assert "it is $56.8 billion" in told.out
    assert '"verdict": "right"' in fine.out
    assert 2 == watchdog("verify", "no-such-file", "--config", story.folder / "config.yaml").code

"""Texts that nobody wrote to be read: a clear answer, soon."""

import time

import pytest

from tests.cli.command import Command
from tests.demo.replay import Story
from tests.verify.desk import Desk
from watchdog.errors import UsageError
from watchdog.verify.annotate import page

REFUSED = {
    "percentages": (b"5% " * 300_000, "more than 5,000 figures"),
    "too long": (b"x " * 600_000, "at most 1,000,000"),
    "empty": (b"", "holds no words"),
    "only markup": (b"<html>" + b"<a" * 100_000, "holds no words"),
    "binary": (bytes(range(256)) * 100, "not a text"),
    "zeros": (b"a\0b", "not a text"),
}
READ = {
    "digits": b"1" * 900_000,
    "deep markup": b"<html>" + b"<div>" * 150_000 + b"The deficit was $56.8 billion in November",
    "control characters": bytes(range(1, 32)) * 20_000 + b"x",
    "spaces": b" " * 900_000 + b"x",
    "months": b"January to " * 50_000,
    "not utf-8": "The deficit was \x80 $56.8 billion".encode("cp1252", errors="replace") + b"\xff",
}


@pytest.mark.parametrize(("body", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_press_text_is_refused_with_its_reason(desk: Desk, body: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        desk.check(body)


@pytest.mark.parametrize("body", READ.values(), ids=READ)
def test_what_is_odd_is_read_soon(desk: Desk, body: bytes) -> None:
    started = time.monotonic()
    desk.check(body, "2026-01-29")

    assert time.monotonic() - started < 20  # a second or two where nobody else is working


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

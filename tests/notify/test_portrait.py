"""The picture of a series with its band, flags, claims and first prints."""

from dataclasses import replace
from decimal import Decimal
from pathlib import PurePath
from typing import Any

import pytest

from watchdog.errors import UsageError
from watchdog.model.finding import Severity
from watchdog.model.period import Period
from watchdog.notify.portrait import Flag, Portrait, Superlative, ending, specification, write

JANUARY = Period.of_month(2024, 1)
LEVELS = [Decimal(level) for level in (-60, -61, -59, -62, -58, -63, -57, -64, -56, -65, -29, -57)]
OCTOBER, NOVEMBER = JANUARY.shift(9), JANUARY.shift(10)
PLAIN = Portrait(
    title="Balance",
    subtitle="As known on 29 January 2026",
    source="U.S. trade",
    unit="billion USD",
    history=tuple((JANUARY.shift(step), level) for step, level in enumerate(LEVELS)),
)
FULL = replace(
    PLAIN,
    band=tuple((JANUARY.shift(step), -80.0, -40.0) for step in range(1, 12)),
    band_words="usual",
    flags=(Flag(period=NOVEMBER, severity=Severity.CRITICAL, text="Nov 2024: swing"),),
    claims=(
        Superlative(
            period=NOVEMBER,
            value=Decimal(-29),
            runner_up=JANUARY.shift(-50),
            runner_up_value=Decimal(-31),
            text="Nov 2024: smallest deficit since Jun 2009",
            stands=True,
        ),
    ),
    first_prints=((OCTOBER, Decimal(-66)),),
)


def layers(portrait: Portrait, words: str) -> list[dict[str, Any]]:
    return [
        layer
        for layer in specification(portrait)["layer"]
        if layer.get("encoding", {}).get("color", {}).get("datum") == words
    ]


def texts(portrait: Portrait) -> set[str]:
    return {layer["mark"]["text"] for layer in specification(portrait)["layer"] if layer["mark"]["type"] == "text"}


def key(portrait: Portrait) -> list[str]:
    domain: list[str] = layers(portrait, "latest print")[0]["encoding"]["color"]["scale"]["domain"]
    return domain


def test_the_key_names_what_is_drawn_and_nothing_else() -> None:
    assert ["latest print"] == key(PLAIN)
    assert [
        "latest print",
        "usual",
        "first print, where it differs",
        "flagged: critical",
        "claim, and its runner-up",
    ] == (key(FULL))


def test_flags_and_claims_are_named_beside_their_month() -> None:
    assert {"Nov 2024: swing", "Nov 2024: smallest deficit since Jun 2009"} == texts(FULL)


def test_a_flagged_month_is_marked_at_its_latest_level() -> None:
    (flag,) = layers(FULL, "flagged: critical")

    assert [{"at": NOVEMBER.ordinal, "value": -29.0}] == flag["data"]["values"]


def test_a_runner_up_before_the_picture_begins_is_a_line_from_its_edge() -> None:
    line, rise = layers(FULL, "claim, and its runner-up")

    assert [(JANUARY.ordinal - 0.5, -31.0), (NOVEMBER.ordinal, -31.0)] == [
        (row["at"], row["value"]) for row in line["data"]["values"]
    ]
    assert [{"at": NOVEMBER.ordinal, "value": -31.0, "now": -29.0}] == rise["data"]["values"]


def test_a_first_print_is_joined_to_the_latest() -> None:
    step, point = layers(FULL, "first print, where it differs")

    assert [{"at": OCTOBER.ordinal, "value": -66.0, "now": -65.0}] == step["data"]["values"] == point["data"]["values"]


def test_a_missing_month_breaks_the_line() -> None:
    gap = replace(PLAIN, history=PLAIN.history[:5] + PLAIN.history[6:])
    (line,) = layers(gap, "latest print")

    assert {"at": JANUARY.shift(5).ordinal, "value": None, "month": "June 2024"} in line["data"]["values"]


def test_everything_drawn_is_in_sight() -> None:
    low, high = specification(replace(FULL, first_prints=((OCTOBER, Decimal(-120)),)))["encoding"]["y"]["scale"][
        "domain"
    ]

    assert low < -120
    assert high > -29


@pytest.mark.parametrize(
    ("suffix", "begins"), [(".png", b"\x89PNG\r\n"), (".svg", b"<svg"), (".html", b"<!DOCTYPE html>")]
)
def test_the_file_is_what_its_name_says(suffix: str, begins: bytes) -> None:
    assert write(FULL, suffix).lstrip().startswith(begins)


def test_a_page_asks_no_server_for_anything() -> None:
    page = write(PLAIN, ".html").decode()

    assert "billion USD" in page
    assert "<script src" not in page
    assert "<link" not in page
    assert "cdn." not in page


def test_another_ending_is_refused_with_those_that_will_do() -> None:
    with pytest.raises(UsageError, match=r"x\.pdf: a picture's name ends in \.png, \.svg or \.html"):
        ending(PurePath("x.pdf"))

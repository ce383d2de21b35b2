"""The picture in a mail."""

import csv
import struct
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import vl_convert

from watchdog.model.period import Period
from watchdog.notify.charts import Picture, alt_text, draw, specification

DEFICITS = "98.5 129.0 120.3 136.4 60.6 71.1 58.2 74.4 55.6 48.1 29.2 56.8"
FIRST = Period.of_month(2024, 12)
OCTOBER, NOVEMBER = Period.of_month(2025, 10), Period.of_month(2025, 11)
PICTURE = Picture(
    title="November's deficit took back October's fall",
    subtitle="Goods and services, billion dollars a month",
    source="Source: Census Bureau and BEA, 29 January 2026",
    unit="billion dollars",
    history=tuple((FIRST.shift(number), Decimal(value)) for number, value in enumerate(DEFICITS.split())),
    marked=((OCTOBER, "29.2 Oct 2025"), (NOVEMBER, "56.8 Nov 2025")),
    reference=(Decimal("27.2"), "27.2 June 2009"),
)


def size(png: bytes) -> tuple[int, ...]:
    return struct.unpack_from(">II", png, 16)


def levels(picture: Picture) -> list[float]:
    return [
        layer["data"]["values"][0]["value"]
        for layer in specification(picture)["layer"]
        if layer["mark"]["type"] == "text"
    ]


def test_the_picture_is_a_png_of_mail_size() -> None:
    png = draw(PICTURE)

    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert png.endswith(b"IEND\xaeB`\x82")
    assert len(png) < 80_000
    assert 1000 < size(png)[0] < 1600


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert draw(PICTURE) == draw(PICTURE)


def test_the_words_for_it_say_what_it_shows() -> None:
    assert alt_text(PICTURE) == (
        "Bar chart. November's deficit took back October's fall. Goods and services, billion dollars a month."
        " December 2024 to November 2025, in billion dollars: lowest 29.2 in October 2025, highest 136.4 in March 2025."
        " Marked: 29.2 Oct 2025; 56.8 Nov 2025. Dashed line: 27.2 June 2009."
    )


def test_the_unit_stands_over_the_figures_of_the_axis() -> None:
    axis = specification(PICTURE)["encoding"]["y"]["axis"]

    assert ("billion dollars", 0) == (axis["title"], axis["titleAngle"])


def test_figures_below_zero_have_the_minus_sign_of_all_our_texts() -> None:
    below = replace(PICTURE, history=((OCTOBER, Decimal(-50)), (NOVEMBER, Decimal(-30))), marked=(), reference=None)
    drawn = vl_convert.vegalite_to_svg(specification(below), allowed_base_urls=[])

    assert ">-40<" in drawn
    assert ">\N{MINUS SIGN}" not in drawn


def test_only_the_marked_months_stand_out() -> None:
    bars = specification(PICTURE)["layer"][0]["data"]["values"]

    assert ["October 2025", "November 2025"] == [bar["period"] for bar in bars if bar["marked"]]


def test_labels_that_would_touch_move_apart_and_keep_their_order() -> None:
    reference, october, november = levels(PICTURE)

    assert reference == 27.2
    assert november == 56.8
    assert 27.2 + 5 < october < november


def test_a_missing_month_leaves_its_place_empty() -> None:
    gap = replace(PICTURE, history=tuple(point for point in PICTURE.history if point[0] != OCTOBER), reference=None)
    bars = specification(gap)["layer"][0]["data"]["values"]

    assert OCTOBER.ordinal not in [bar["at"] for bar in bars]
    assert specification(gap)["encoding"]["x"] == specification(PICTURE)["encoding"]["x"]
    assert levels(gap) == [56.8]


def test_bars_start_at_zero_also_where_some_are_negative() -> None:
    negative = replace(PICTURE, history=((OCTOBER, Decimal(-5)), (NOVEMBER, Decimal(-3))), reference=None)

    assert specification(negative)["encoding"]["y"]["scale"]["domain"] == [pytest.approx(-5.3), 0.0]


@pytest.mark.specimens
def test_ten_years_of_published_deficits_stay_small_enough_to_mail(specimens: Path) -> None:
    with (specimens / "vintages" / "BOPGSTB_asof_2026-02-01.csv").open() as file:
        rows = list(csv.DictReader(file))[-120:]
    history = tuple((Period.parse(row["date"][:7]), -Decimal(row["value"]) / 1000) for row in rows)

    assert len(draw(replace(PICTURE, history=history))) < 80_000

"""Words of keys, and the keys and series that templates give for rows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.acquire.items import BY_COUNTRY, template
from watchdog.model.layout import Column
from watchdog.model.naming import SeriesByKey, is_template, key_of, series_of, slug, words_in_keys
from watchdog.model.series import Basis, Flow, Series
from watchdog.model.unit import Unit

LABELS = [
    ("Foods, Feeds, & Beverages", "foods_feeds_and_beverages"),
    ("Foods, feeds, and beverages", "foods_feeds_and_beverages"),
    ("Information and Communications (1)", "information_and_communications"),
    ("  Canada**", "canada"),
    ("Cote d'Ivoire", "cote_divoire"),
    ("Türkiye", "turkiye"),
    ("Congo (Brazzaville)", "congo_brazzaville"),
    ("4-H products", "n4_h_products"),
    ("", ""),
]


@pytest.mark.parametrize(("label", "word"), LABELS)
def test_a_label_is_a_word_without_marks_case_and_punctuation(label: str, word: str) -> None:
    assert word == slug(label)


@given(st.text(max_size=30))
def test_a_word_of_any_label_is_its_own_word(label: str) -> None:
    assert slug(label) == slug(slug(label))


def key(path: tuple[str, ...], series: str, **words: str) -> str:
    layout = replace(BY_COUNTRY, words={label.replace("_", " "): word for label, word in words.items()})
    return key_of(layout, Column(path=(), series=series), words_in_keys(layout, path))


def test_a_template_takes_the_row_or_its_whole_path() -> None:
    assert "exports.goods.canada.nsa" == key(("North America", "Canada"), "exports.goods.<row>.nsa")
    assert "exports.sitc.food.meat" == key(("Food", "Meat"), "exports.sitc.<path>")
    assert "exports.goods.africa_other" == key(("Africa", "Other"), "exports.goods.<row>")
    assert "exports.goods.other" == key(("Other",), "exports.goods.<row>")
    assert "exports.goods.nsa" == key(("Total",), "exports.goods.<row>.nsa", Total="")
    assert "exports.goods.south_korea" == key(
        ("Korea, South",), "exports.goods.<row>", **{"Korea,_South": "south_korea"}
    )


def test_a_key_that_is_another_series_is_that_series() -> None:
    layout = replace(BY_COUNTRY, same={"exports.goods.computers": "exports.computers"})
    column = Column(path=(), series="exports.goods.<row>")

    assert "exports.computers" == key_of(layout, column, words_in_keys(layout, ("Computers",)))


def test_a_series_takes_all_from_its_template_but_its_names() -> None:
    one = template("exports.goods.<row>.nsa", "0.01")
    series = series_of(one, "exports.goods.africa_other.nsa", ("Africa", "Other"), ("africa", "other"))

    assert ("exports.goods.africa_other.nsa", "Goods, Africa / Other", "africa_other") == (
        series.key,
        series.label,
        series.partner,
    )
    assert (one.basis, one.unit, one.published_unit) == (series.basis, series.unit, series.published_unit)
    assert "world" == series_of(one, "exports.goods.nsa", ("Total",), ("",)).partner


def test_only_a_place_for_the_row_makes_a_template() -> None:
    assert [True, True, False, False] == [
        is_template(series) for series in ("a.<row>", "a.<path>.b", "a.chained<base>", "a.b")
    ]


def test_a_series_that_the_rules_do_not_name_is_like_the_template_or_the_base_year_that_it_fits() -> None:
    def made(key: str, unit: str) -> Series:
        return Series(
            key=key,
            label=f"{key}: <row> in {unit}",
            flow=Flow.EXPORTS,
            item="x",
            basis=Basis.parse("census/nsa"),
            unit=Unit.parse(unit),
        )

    wide, narrow = made("exports.naics.<row>.nsa", "million USD"), made("exports.naics.<row>.share.nsa", "percent")
    chained = made("exports.goods.chained2017", "million chained 2017 USD")
    known = SeriesByKey({chained.key: chained}, [wide, narrow])

    assert "percent" == str(known["exports.naics.mining.oil.share.nsa"].unit)
    assert "exports.naics.mining / oil.nsa: mining / oil in million USD" == known["exports.naics.mining.oil.nsa"].label
    assert "million chained 2022 USD" == str(known["exports.goods.chained2022"].unit)
    with pytest.raises(KeyError):
        known["imports.naics.mining.nsa"]

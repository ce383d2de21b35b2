"""Keys that set off the path of a row, and the patterns that fit them."""

from watchdog.model.row_keys import RowKeys, row_key

ROWS = RowKeys(
    {
        row_key("imports.naics.<row>.nsa", ("mining", "oil")): "imports.naics.oil.nsa",
        row_key("imports.naics.<row>.duty.nsa", ("mining", "oil")): "imports.naics.oil.duty.nsa",
        row_key("imports.naics.<row>.nsa", ("mining",)): "imports.naics.mining.nsa",
        row_key("imports.naics.<row>.duty.nsa", ("",)): "imports.naics.duty.nsa",
    }
)


def test_a_pattern_fits_the_rows_of_its_own_column_only() -> None:
    assert [("imports.naics.oil.nsa", {"group": "mining", "row": "oil"})] == list(
        ROWS.fitting("imports.naics.|.<group>.<row>.|.nsa")
    )


def test_the_row_of_the_total_is_no_word_that_a_variable_stands_for() -> None:
    assert ["imports.naics.mining.nsa"] == [series for series, _ in ROWS.fitting("imports.naics.|.<row>.|.nsa")]


def test_a_variable_used_twice_stands_for_one_word() -> None:
    rows = RowKeys({"a.|.x.x.|": "same", "a.|.x.y.|": "other"})

    assert ["same"] == [series for series, _ in rows.fitting("a.|.<w>.<w>.|")]


def test_a_row_that_is_not_known_is_placed_in_the_column_that_says_most_of_it() -> None:
    placed = ROWS.placing(["imports.naics.mining.ores.duty.nsa", "imports.naics.oil.nsa", "exports.total"])

    assert ["imports.naics.mining.ores.duty.nsa"] == [
        series for series, _ in placed.fitting("imports.naics.|.<group>.<row>.|.duty.nsa")
    ]
    assert "imports.naics.oil.nsa" == placed.get("imports.naics.|.mining.oil.|.nsa")
    assert "exports.total" == placed.get("exports.total")

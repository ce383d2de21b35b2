"""The embedded tables agree with themselves and with each other: heads, arithmetic, and the same fact told twice."""

import csv
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise

import pytest

from watchdog.model.period import MONTH_NAMES, Period
from watchdog.samples.releases import embedded_releases
from watchdog.samples.tables import Exhibit, Row, read_exhibit, read_head, read_observations, read_totals, table_text

RELEASES = embedded_releases()
MOMENTS = {str(release.period): release.published_at for release in RELEASES}
NAMES = sorted(entry.name for entry in (files("watchdog.samples") / "figures").iterdir())
EXHIBITS = [
    (int(name.removeprefix("exh").split("_")[0]), name.removesuffix(".txt").split("_")[1])
    for name in NAMES
    if name.startswith("exh")
]
PRESS = [name for name in NAMES if name.startswith("press")]


def moments_in(vintage: str) -> tuple[datetime, datetime]:
    """The two ways in which a head writes the moment of release: New York's clock, and UTC."""
    local, universal = vintage.split(" = ")
    day, clock, zone = local.split()
    assert zone == "America/New_York"
    return (
        datetime.fromisoformat(f"{day}T{clock}"),
        datetime.fromisoformat(universal.removesuffix(" UTC")).replace(tzinfo=UTC),
    )


def month_rows(exhibit: Exhibit) -> dict[Period, Row]:
    """The rows of months with figures."""
    rows = {}
    year = 0
    for row in exhibit.rows:
        if row.label.isdigit():
            year = int(row.label)
        elif row.figures and row.label.startswith(MONTH_NAMES):
            month = MONTH_NAMES.index(row.label.removesuffix(" (R)")) + 1
            rows[Period.of_month(year, month)] = row
    return rows


def parts(number: int, row: Row) -> list[tuple[int | None, ...]]:
    """The equations of a row as (left, right, sign, right): left = right + sign * right."""
    if number == 1:
        bal, bal_g, bal_s, exp, exp_g, exp_s, imp, imp_g, imp_s = row.figures
        differences = [(bal, exp, -1, imp), (bal_g, exp_g, -1, imp_g), (bal_s, exp_s, -1, imp_s)]
        return [*differences, (bal, bal_g, 1, bal_s), (exp, exp_g, 1, exp_s), (imp, imp_g, 1, imp_s)]
    bop, census, exp, exp_adj, exp_census, imp, imp_adj, imp_census = row.figures
    return [
        (bop, exp, -1, imp),
        (census, exp_census, -1, imp_census),
        (exp, exp_census, 1, exp_adj),
        (imp, imp_census, 1, imp_adj),
    ]


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".txt")])
def test_every_table_says_what_it_is(name: str) -> None:
    head = read_head(table_text(name))

    assert {"title", "unit", "basis", "source", "reading"} <= set(head)
    assert head["unit"] == "million USD, published in whole millions"
    assert "seasonally adjusted, current dollars" in head["basis"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "fred.txt"])
def test_every_table_names_its_moment_of_release(name: str) -> None:
    text = table_text(name)
    vintage = next(line.split("vintage: ")[1].split(",")[0] for line in text.splitlines() if "vintage: " in line)
    release = name.rpartition(".")[0].split("_")[1]
    local, universal = moments_in(vintage)

    assert MOMENTS[release] == universal
    assert local.strftime("%H:%M") == "08:30"


def test_every_vintage_of_fred_names_its_moment_of_release() -> None:
    vintages = [line for line in table_text("fred.txt").splitlines() if line.startswith("[")]

    assert [f"[{month}]" for month in MOMENTS if month != "2026-07"] == [line.split()[0] for line in vintages]
    for line in vintages:
        assert MOMENTS[line[1:8]] == moments_in(line.split("vintage: ")[1])[1]


def test_every_table_belongs_to_a_release() -> None:
    expected = {
        "fred.txt" if document == "fred" else f"{document}_{release.period}.{'csv' if document == 'press' else 'txt'}"
        for release in RELEASES
        for document in release.documents
    }

    assert expected == set(NAMES)


def test_releases_come_in_the_order_of_publication() -> None:
    assert sorted(RELEASES, key=lambda release: release.published_at) == list(RELEASES)
    assert [release.period for release in RELEASES] == sorted(release.period for release in RELEASES)


@pytest.mark.parametrize(("number", "release"), EXHIBITS)
def test_every_row_of_an_exhibit_adds_up(number: int, release: str) -> None:
    checked = 0
    for row in read_exhibit(number, release).rows:
        for left, right, sign, other in parts(number, row) if row.figures else ():
            if left is not None and right is not None and sign is not None and other is not None:
                checked += 1
                assert abs(left - right - sign * other) <= 1, row.label

    assert checked > 100


@pytest.mark.parametrize(("number", "release"), EXHIBITS)
def test_a_year_is_the_sum_of_its_months(number: int, release: str) -> None:
    exhibit = read_exhibit(number, release)
    months = month_rows(exhibit)
    for at, row in enumerate(exhibit.rows):
        if not row.label.startswith(("Jan. - Dec", "Jan.- Dec")):
            continue
        year = int(next(before.label for before in reversed(exhibit.rows[:at]) if before.label.isdigit()))
        columns = zip(*(months[Period.of_month(year, month)].figures for month in range(1, 13)), strict=True)
        for figure, column in zip(row.figures, columns, strict=True):
            assert figure is not None
            assert abs(figure - sum(cell for cell in column if cell is not None)) <= 13 / 2


@pytest.mark.parametrize(("number", "release"), EXHIBITS)
def test_an_exhibit_states_each_month_once_and_ends_at_its_release(number: int, release: str) -> None:
    exhibit = read_exhibit(number, release)
    labels = [row.label for row in exhibit.rows if row.figures and row.label.startswith(MONTH_NAMES)]
    months = month_rows(exhibit)

    assert len(labels) == len(months)
    assert Period.parse(release) == max(months)
    assert {9 if number == 1 else 8} == {len(row.figures) for row in exhibit.rows if row.figures}


@pytest.mark.parametrize("number", [1, 12])
def test_last_months_figures_are_those_of_the_release_before(number: int) -> None:
    releases = [release for other, release in EXHIBITS if other == number]
    for before, after in pairwise(releases):
        repeated = next(row for row in read_exhibit(number, after).rows if row.figures and not row.label)
        own = month_rows(read_exhibit(number, before))[Period.parse(before)]
        both = [(a, b) for a, b in zip(own.figures, repeated.figures, strict=True) if a is not None and b is not None]

        assert both
        assert [a for a, _ in both] == [b for _, b in both]


@pytest.mark.parametrize("release", [release for number, release in EXHIBITS if number == 1])
def test_exhibit_1_and_fred_state_the_same_balance(release: str) -> None:
    fred = read_observations(release).figures
    balances = {period: row.figures[0] for period, row in month_rows(read_exhibit(1, release)).items()}

    assert {period: fred[period] for period in balances} == balances


@pytest.mark.parametrize(("number", "release"), [(1, "2026-01"), (12, "2026-01")])
def test_in_january_the_year_to_date_is_the_month(number: int, release: str) -> None:
    rows = read_exhibit(number, release).rows
    to_date = [at for at, row in enumerate(rows) if row.label.startswith("Jan. -") and "Dec" not in row.label]

    assert len(to_date) == 3
    assert [rows[at].figures for at in to_date] == [rows[at + 1].figures for at in to_date]


def test_goods_of_completed_years_agree_adjusted_and_unadjusted() -> None:
    adjusted = [row.figures for row in read_exhibit(1, "2025-12").rows if "Dec." in row.label]
    unadjusted = [row.figures for row in read_exhibit(12, "2025-12").rows if "Dec." in row.label]

    assert [(row[1], row[4], row[7]) for row in adjusted] == [(row[0], row[2], row[5]) for row in unadjusted]


def test_the_bulk_figures_have_no_gap_and_balance() -> None:
    figures = read_totals("2026-07").figures
    every = [Period.of_month(1992, 1).shift(step) for step in range(415)]

    assert every == list(figures["EXP"]) == list(figures["IMP"])
    assert every[24:] == list(figures["BAL"])
    for period, balance in figures["BAL"].items():
        assert abs(balance - figures["EXP"][period] + figures["IMP"][period]) <= 1


def test_the_bulk_file_was_stamped_an_hour_before_it_was_public() -> None:
    stamped = read_totals("2026-07").stamped_at

    assert datetime(2026, 9, 3, 11, 30, 54, tzinfo=UTC) == stamped
    assert stamped < MOMENTS["2026-07"]


def test_october_by_vintage() -> None:
    october = Period.of_month(2025, 10)
    by_vintage = [read_observations(month).figures.get(october) for month in MOMENTS if month != "2026-07"]

    assert [None, -29350, -29206, -28749, -31102] == by_vintage
    assert read_totals("2026-07").figures["BAL"][october] == -37376


@pytest.mark.parametrize("name", PRESS)
def test_a_press_table_states_each_figure_once_as_a_multiple_of_its_unit(name: str) -> None:
    lines = [line for line in table_text(name).splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    keys = [(row["series"], row["period"], row["measure"]) for row in rows]

    assert lines[0] == "series,period,measure,value,unit,published_unit,source"
    assert len(keys) == len(set(keys))
    for row in rows:
        assert Decimal(row["value"]) % Decimal(row["published_unit"]) == 0
        assert (row["unit"], bool(row["source"])) == ("billion USD", True)


@pytest.mark.parametrize("name", PRESS)
def test_printed_totals_differ_by_no_more_than_their_rounding(name: str) -> None:
    rows = csv.DictReader(line for line in table_text(name).splitlines() if not line.startswith("#"))
    printed = {
        (row["series"], row["period"], row["measure"]): (Decimal(row["value"]), Decimal(row["published_unit"]))
        for row in rows
    }
    checked = 0
    for (series, period, measure), left in printed.items():
        side, _, item = series.partition(".")
        equations = {
            (f"{side}.goods", 1, f"{side}.services"): item == "total",
            (f"exports.{item}", -1, f"imports.{item}"): side == "balance",
        }
        for (first, sign, second), applies in equations.items():
            right, other = printed.get((first, period, measure)), printed.get((second, period, measure))
            if applies and right and other:
                checked += 1
                assert abs(left[0] - right[0] - sign * other[0]) <= (left[1] + right[1] + other[1]) / 2, series

    assert checked >= {"press_2025-09.csv": 0, "press_2025-10.csv": 2, "press_2025-11.csv": 5}[name]

"""All 31 workbooks of a published release with the packaged rules: every number is read, or its place is explained."""

import io
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # published without type information

from tests.acquire.items import saved
from tests.acquire.layouts import capture, cell
from watchdog.acquire.entries import is_number
from watchdog.acquire.grouping import group
from watchdog.acquire.sandbox import read_all
from watchdog.acquire.workbook import read_sheet
from watchdog.errors import NotUnderstood
from watchdog.model.cell import CellKey, Measure
from watchdog.model.document import DriftKind, Reading
from watchdog.model.period import Period
from watchdog.plugins import PARSERS
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules

pytestmark = pytest.mark.specimens

BOOK = load(packaged_rules() / "us_trade")
# cells, of which "(-)"; blanks such as "(X)"; and the numbers that are headings (years)
COUNTS = {
    "exh1": (342, 0, 0, 0),
    "exh2": (288, 0, 0, 0),
    "exh3": (456, 0, 0, 3),
    "exh4": (456, 0, 0, 3),
    "exh5": (304, 0, 0, 0),
    "exh6": (414, 0, 0, 0),
    "exh7": (822, 3, 0, 3),
    "exh8": (876, 7, 0, 3),
    "exh9": (276, 0, 0, 0),
    "exh10": (368, 0, 0, 0),
    "exh11": (444, 0, 0, 0),
    "exh12": (304, 0, 0, 0),
    "exh13": (414, 0, 0, 0),
    "exh14": (540, 12, 0, 0),
    "exh14a": (531, 9, 0, 0),
    "exh15": (676, 0, 12, 2),
    "exh16": (111, 0, 0, 0),
    "exh16a": (504, 0, 0, 4),
    "exh17": (276, 0, 0, 0),
    "exh17a": (279, 37, 0, 9),
    "exh18": (480, 17, 0, 0),
    "exh19": (513, 0, 0, 0),
    "exh20": (486, 0, 27, 0),
    "exh20a": (513, 0, 0, 0),
    "exh20b": (486, 0, 27, 0),
    "exh1s": (294, 0, 10, 0),
    "exh2s": (573, 5, 17, 0),
    "exh2as": (517, 12, 14, 0),
    "exh3s": (230, 0, 0, 0),
    "exh4s": (2942, 117, 82, 0),
    "exh4as": (2954, 130, 82, 0),
}
# what the sheets of this release have that nobody sees, and the base year that has changed since
EXPLAINED = {
    "exh10": [(DriftKind.BASE_YEAR, "2012")],
    "exh11": [(DriftKind.BASE_YEAR, "2012")],
    "exh1s": [(DriftKind.UNREAD_NUMBER, "G10"), (DriftKind.UNREAD_NUMBER, "I10")],
    "exh4as": [(DriftKind.UNREAD_NUMBER, "F9")],
}

_READ: dict[str, Reading] = {}


def body(specimens: Path, document: str) -> bytes:
    return (specimens / "ft900" / "release_2021-08" / f"{document}.xlsx").read_bytes()


def parsed(document: str, content: bytes) -> Reading:
    layout = BOOK.layout(document)
    return PARSERS[layout.parser](capture(layout, content), layout)


def published(specimens: Path, document: str) -> Reading:
    if document not in _READ:
        _READ[document] = parsed(document, body(specimens, document))
    return _READ[document]


def changed(specimens: Path, document: str, change: Callable[[Any], object]) -> Reading:
    workbook = load_workbook(io.BytesIO(body(specimens, document)), keep_links=False)
    change(workbook.active)
    return parsed(document, saved(workbook))


def figures_of(reading: Reading) -> dict[CellKey, Decimal]:
    return {each.key: each.value for each in reading.cells}


@pytest.mark.parametrize("document", COUNTS)
def test_every_number_of_the_sheet_is_read_or_explained(specimens: Path, document: str) -> None:
    reading = published(specimens, document)
    sheet = read_sheet(capture(BOOK.layout(document), body(specimens, document)), f"{document}.xlsx")
    numbers = {
        sheet.address(row, column): sheet.rows[row][column]
        for row in range(len(sheet.rows))
        for column in range(sheet.width)
        if is_number(sheet.rows[row][column])
    }
    read_so = {each.address: each for each in reading.cells}
    explained = {drift.address for drift in reading.drift if drift.kind is DriftKind.UNREAD_NUMBER}
    left_over = {address: value for address, value in numbers.items() if address not in {*read_so, *explained}}
    dashes = read_so.keys() - numbers.keys()

    assert COUNTS[document] == (len(reading.cells), len(dashes), len(reading.blanks), len(left_over))
    assert {2019.0, 2020.0, 2021.0} >= set(left_over.values())
    assert EXPLAINED.get(document, []) == [(drift.kind, drift.subject) for drift in reading.drift]
    assert {address: Decimal(str(value)) for address, value in numbers.items() if address in read_so} == {
        address: each.value for address, each in read_so.items() if address not in dashes
    }
    assert all(each.count == 0 for address, each in read_so.items() if address in dashes)


def test_nothing_stands_under_a_key_that_the_rules_do_not_declare(specimens: Path) -> None:
    readings = [published(specimens, document) for document in COUNTS]

    assert set() == {each.key.series for reading in readings for each in reading.cells} - BOOK.series.keys()
    assert () == tuple(series for reading in readings for series in reading.series)


def test_no_two_figures_of_a_document_have_one_key(specimens: Path) -> None:
    for document in COUNTS:
        keys = Counter(each.key for each in published(specimens, document).cells)

        assert not [key for key, times in keys.items() if times > 1]


def test_all_of_them_belong_to_one_release(specimens: Path) -> None:
    work = [(capture(BOOK.layout(name), body(specimens, name)), BOOK.layout(name)) for name in COUNTS]
    through_the_child = [answer for answer in read_all(work, PARSERS) if isinstance(answer, Reading)]

    assert [published(specimens, name) for name in COUNTS] == through_the_child
    assert {Period.parse("2021-08"): 31} == {
        period: len(readings) for period, readings in group(through_the_child).releases.items()
    }


SPOTS = [
    ("exh6", "exports.consumer_goods", "2021-08", Measure.LEVEL, "19104", "I32"),
    ("exh7", "exports.nonmonetary_gold", "2021-08", Measure.CHANGE, "1645", "D31"),
    ("exh7", "exports.end_use.capital_goods.civilian_aircraft", "2020-08", Measure.YTD, "11701", "F79"),
    ("exh7", "exports.consumer_goods", "2021-08", Measure.YTD_CHANGE, "28702", "G118"),
    ("exh8", "imports.end_use.capital_goods.vessels_except_scrap", "2021-07", Measure.LEVEL, "0", "C99"),
    ("exh9", "balance.goods.petroleum", "2021-07", Measure.LEVEL, "-822", "D30"),
    ("exh10", "exports.end_use_residual.chained2012", "2021-08", Measure.LEVEL, "-1966", "I34"),
    ("exh11", "balance.petroleum_residual.chained2012", "2019", Measure.LEVEL, "-65318", "E10"),
    ("exh14", "balance.goods.china.nsa", "2021-08", Measure.LEVEL, "-31739", "B38"),
    ("exh14", "imports.goods.european_union_other.nsa", "2021-08", Measure.LEVEL, "3172", "J29"),
    ("exh14", "exports.goods.timing_adjustments.nsa", "2021-08", Measure.YTD, "-44", "I67"),
    ("exh14a", "balance.goods.mexico.nsa", "2020-07", Measure.LEVEL, "-10598", "D13"),
    ("exh15", "imports.sitc.mineral_fuels_and_lubricants.electric_current.nsa", "2020-08", Measure.YTD, "1250", "K42"),
    ("exh15", "exports.goods.reexports.nsa", "2021-08", Measure.LEVEL, "22973", "B92"),
    ("exh16a", "balance.advanced_technology.european_union_other.nsa", "2021-08", Measure.LEVEL, "382", "B32"),
    ("exh17", "exports.crude_oil.unit_price.nsa", "2020-08", Measure.LEVEL, "40.00", "G19"),
    ("exh17a", "imports.crude_oil.europe_other.cif.nsa", "2021-08", Measure.YTD, "17", "K20"),
    ("exh18", "imports.motor_vehicles.trucks.mexico.nsa", "2021-07", Measure.LEVEL, "3152", "I42"),
    ("exh19", "balance.goods.mexico", "2021-08", Measure.LEVEL, "-6588", "B17"),
    ("exh19", "exports.goods.european_union", "2020-Q2", Measure.LEVEL, "46673", "E44"),
    ("exh20", "balance.total.china", "2019", Measure.LEVEL, "-303828", "I9"),
    ("exh20a", "imports.goods.cafta_dr.bop", "2021-Q2", Measure.LEVEL, None, "G63"),
    ("exh20b", "exports.services.brazil", "2020-Q1", Measure.LEVEL, "5470", "B27"),
    ("exh1s", "imports.naics.apparel_and_accessories.duty.nsa", "2021-08", Measure.LEVEL, "1272.884552", "H29"),
    ("exh2s", "exports.states.texas.nonmanufactured.share.nsa", "2021-08", Measure.YTD, "37.32657900801301", "G59"),
    ("exh2as", "imports.goods.timing_adjustments.nsa", "2021-08", Measure.YTD, "120.250728", "I73"),
    ("exh3s", "balance.goods.census.cif", "2021-08", Measure.LEVEL, "-97313.56837225385", "C33"),
    ("exh4s", "exports.goods.chile.rank.nsa", "2021-08", Measure.YTD, None, "G52"),
    ("exh4s", "balance.goods.albania.nsa", "2021-08", Measure.LEVEL, "2.229478", "B12"),
    ("exh4as", "imports.goods.vietnam.cif.nsa", "2020-08", Measure.YTD, "50981.88222", "L238"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "series", "period", "measure", "value", "place"), SPOTS)
def test_a_figure_is_found_by_its_name_at_its_place(
    specimens: Path, document: str, series: str, period: str, measure: Measure, value: str | None, place: str
) -> None:
    found = cell(published(specimens, document), series, period, measure)

    assert place == (found.address and found.address.cell)
    assert value is None or Decimal(value) == found.value


SAME = [
    ("exports.goods", "2021-08", Measure.LEVEL, ["exh1", "exh5", "exh6", "exh7", "exh9"]),
    ("imports.goods.census", "2021-08", Measure.YTD, ["exh5", "exh6", "exh8", "exh3s"]),
    ("exports.capital_goods", "2021-07", Measure.LEVEL, ["exh6", "exh7"]),
    ("imports.goods.nsa", "2021-08", Measure.LEVEL, ["exh12", "exh13", "exh14", "exh15"]),
    ("imports.goods.census.nsa", "2021-08", Measure.YTD, ["exh12", "exh13", "exh14", "exh15", "exh2as", "exh3s"]),
    ("imports.goods.census.nsa", "2021-08", Measure.LEVEL, ["exh12", "exh2as", "exh3s", "exh4s"]),
    ("exports.goods.adjustments.nsa", "2021-07", Measure.LEVEL, ["exh12", "exh13", "exh14", "exh15"]),
    ("imports.crude_oil.quantity.nsa", "2021-08", Measure.YTD, ["exh17", "exh17a"]),
    ("balance.advanced_technology.nsa", "2021-08", Measure.LEVEL, ["exh16", "exh16a"]),
    ("balance.goods.germany.nsa", "2021-08", Measure.LEVEL, ["exh14", "exh4s"]),
    ("balance.goods.germany.nsa", "2020-08", Measure.YTD, ["exh14a", "exh4as"]),
    ("exports.goods.reexports.nsa", "2021-08", Measure.YTD, ["exh15", "exh1s", "exh2s"]),
    ("exports.goods.census.chained2012", "2021-08", Measure.LEVEL, ["exh10", "exh11"]),
]  # fmt: skip


@pytest.mark.parametrize(("series", "period", "measure", "documents"), SAME)
def test_the_same_fact_has_the_same_key_wherever_it_is_printed(
    specimens: Path, series: str, period: str, measure: Measure, documents: list[str]
) -> None:
    found = [cell(published(specimens, document), series, period, measure) for document in documents]
    lowest, highest = (max(c.value - c.rounding for c in found), min(c.value + c.rounding for c in found))

    assert lowest <= highest


@pytest.mark.usefixtures("specimens")
def test_units_and_bases_follow_the_series() -> None:
    def of(key: str) -> tuple[str, str, str]:
        series = BOOK.series[key]
        return str(series.basis), str(series.unit), str(series.published_unit)

    assert ("census/sa/current", "million USD", "1") == of("exports.end_use.capital_goods.civilian_aircraft")
    assert ("census/sa/chained", "million chained 2012 USD", "1") == of("imports.goods.petroleum.chained2012")
    assert ("census/nsa/current", "thousand barrels", "1") == of("imports.crude_oil.europe_other.quantity.nsa")
    assert ("census/nsa/current", "USD per barrel", "0.01") == of("exports.crude_oil.unit_price.nsa")
    assert ("bop/sa/current", "million USD", "1") == of("balance.services.brazil")
    assert ("census/nsa/current", "percent", "0.000001") == of("exports.states.texas.manufactured.share.nsa")
    assert ("census/nsa/current", "rank", "1") == of("exports.goods.chile.rank.nsa")
    assert ("census/sa/current", "million USD", "1") == of("exports.goods.mexico")


def test_a_dash_in_a_supplement_is_less_than_half_of_the_tenth_that_it_shows(specimens: Path) -> None:
    found = cell(published(specimens, "exh4s"), "exports.goods.vatican_city.nsa", "2021-08")

    assert (0, Decimal("0.05"), "E236") == (found.count, found.rounding, found.address and found.address.cell)


def test_what_the_supplements_print_to_the_dollar_is_not_taken_for_rounded(specimens: Path) -> None:
    dollars = cell(published(specimens, "exh4s"), "balance.goods.yemen.nsa", "2021-08")
    adjusted = cell(published(specimens, "exh3s"), "exports.goods.census", "2021-08")

    assert (28_220_089, Decimal("0.000001")) == (dollars.count, dollars.published_unit)
    assert Decimal("149110.94117739386") == adjusted.value
    assert adjusted.rounding < Decimal("1e-10")


def put(place: str, value: object) -> Callable[[Any], object]:
    return lambda sheet: sheet.__setitem__(place, value)


def test_reordered_lines_give_the_same_cells(specimens: Path) -> None:
    def change(sheet: Any) -> None:  # noqa: ANN401 - openpyxl comes without types
        """The lines of every category the other way round."""
        for first, last in ((12, 29), (31, 77), (79, 110), (112, 117), (119, 143)):
            lines = [[sheet.cell(row, column).value for column in range(1, 8)] for row in range(first, last + 1)]
            for row, line in zip(range(first, last + 1), reversed(lines), strict=True):
                for column, value in enumerate(line, start=1):
                    sheet.cell(row, column).value = value

    reading = changed(specimens, "exh7", change)

    assert () == reading.drift
    assert figures_of(published(specimens, "exh7")) == figures_of(reading)


MUTATIONS = [
    ("exh8", put("A82", "Calculators"), [
        "new row Capital goods, except automotive / Calculators",
        "missing row Capital goods, except automotive / Computers",
    ]),
    ("exh8", put("A122", "Consumer products"), ["new row Consumer products", "missing row Consumer goods"]),
    ("exh14", put("A15", "EU-27"), ["new row Europe / EU-27", "missing row Europe / European Union"]),
    ("exh14", lambda sheet: sheet.delete_rows(55, 6), ["missing row Africa"]),
    ("exh15", put("A14", "Food"), ["new row Food", "missing row Food and Live Animals"]),
    ("exh16a", lambda sheet: sheet.delete_rows(20, 34), [
        "missing section Selected Countries and Areas", "missing row North America", "missing row European Union",
        "missing row Pacific Rim Countries", "missing row South/Central America", "missing row Other Countries",
    ]),
    ("exh17a", put("C5", "Quantity\n(millions of barrels)"), [
        "new column Quantity (millions of barrels)", "missing column Quantity (thousands of barrels)",
    ]),
    ("exh18", put("E5", "Cars"), ["new column Cars", "missing column Passenger Cars"]),
    ("exh19", lambda sheet: [put(f"A{row}", "Vietnam")(sheet) for row in (7, 27, 47)], [
        "new row Vietnam", "missing row Brazil", "new row Vietnam", "missing row Brazil",
        "new row Vietnam", "missing row Brazil",
    ]),
    ("exh20", lambda sheet: sheet.delete_rows(46, 20), ["missing section Imports"]),
    ("exh4s", lambda sheet: sheet.delete_rows(238), ["missing row Vietnam"]),
]  # fmt: skip


@pytest.mark.parametrize(("document", "change", "told"), MUTATIONS)
def test_what_changed_is_named_and_no_other_figure_differs(
    specimens: Path, document: str, change: Callable[[Any], object], told: list[str]
) -> None:
    reading, genuine = changed(specimens, document, change), figures_of(published(specimens, document))
    figures = figures_of(reading)

    assert told == [f"{drift.kind} {drift.subject}" for drift in reading.drift]
    assert all(genuine[key] == value for key, value in figures.items() if key in genuine)
    assert {key.series for key in figures.keys() - genuine.keys()} == {series.key for series in reading.series}


@pytest.mark.parametrize(
    ("document", "row", "left", "right", "unread"),
    [
        ("exh16a", 7, "E", "F", "EF"),
        ("exh16a", 7, "L", "M", "LM"),
        ("exh15", 8, "D", "F", "EG"),
        ("exh15", 8, "J", "K", "JK"),
        ("exh4s", 8, "C", "D", "BCD"),
        ("exh4s", 8, "K", "L", "KLM"),
        ("exh4as", 8, "E", "F", "EFG"),
    ],
)
def test_columns_that_changed_places_below_one_period_are_told_and_not_read(
    specimens: Path, document: str, row: int, left: str, right: str, unread: str
) -> None:
    def change(sheet: Any) -> None:  # noqa: ANN401 - openpyxl comes without types
        here, there = sheet[f"{left}{row}"], sheet[f"{right}{row}"]
        here.value, there.value = there.value, here.value

    reading, genuine = changed(specimens, document, change), published(specimens, document)
    lost = {each.address for each in genuine.cells} - {each.address for each in reading.cells}

    assert set(unread) == {address.cell.rstrip("0123456789") for address in lost if address}
    assert {DriftKind.MOVED_COLUMN} == {drift.kind for drift in reading.drift if drift not in genuine.drift}
    assert figures_of(reading).items() <= figures_of(genuine).items()


def _exports_first(sheet: Any) -> None:  # noqa: ANN401 - openpyxl comes without types
    """Below the first month the two headings have changed places."""
    sheet["B8"], sheet["C8"] = "Imports", "Exports"


@pytest.mark.parametrize(
    ("document", "change", "reason"),
    [
        ("exh2", put("A4", "Six-Month Moving Averages"), "expected averages of three months, found those of six"),
        ("exh2", put("A4", None), "expected averages of three months, found those of none"),
        ("exh1", put("A1", "Three-Month Moving Averages"), "expected no averages, found those of three"),
        ("exh1s", put("A3", "Not Seasonally Adjusted: July 2021"), "go to August 2021, but the title says July"),
        ("exh15", _exports_first, "none of its figures can be read: the column 'Imports"),
        ("exh16a", lambda sheet: sheet.delete_rows(8), "stands among the headings: is a row missing below them"),
    ],
)
def test_a_sheet_that_says_that_it_is_of_something_else_is_refused(
    specimens: Path, document: str, change: Callable[[Any], object], reason: str
) -> None:
    with pytest.raises(NotUnderstood, match=re.escape(reason)):
        changed(specimens, document, change)


def _years(sheet: Any) -> None:  # noqa: ANN401 - openpyxl comes without types
    """Years that were numbers are texts, and the other way round."""
    for each in (each for row in sheet.iter_rows(max_row=60) for each in row):
        if each.value in (2019, 2020, 2021):
            each.value = str(each.value)
        elif str(each.value).strip() in ("2019", "2020", "2021"):
            each.value = int(each.value)


def _marks(sheet: Any) -> None:  # noqa: ANN401 - openpyxl comes without types
    """Every label says that its row is revised."""
    for label, *figures in sheet.iter_rows(min_row=8):
        values = [each.value for each in figures]
        if isinstance(label.value, str) and any(map(is_number, values)) and not {2020, 2021} & set(values):
            label.value = f"{label.value.replace('(R)', '').strip()} (R)" if label.value.strip() else label.value


def _spaces(sheet: Any) -> None:  # noqa: ANN401 - openpyxl comes without types
    """Texts are padded, and their blanks do not break."""
    for each in (each for row in sheet.iter_rows(max_row=50) for each in row):
        if isinstance(each.value, str):
            each.value = f"  {each.value.replace(' ', chr(160))} \n"


@pytest.mark.parametrize("change", [_years, _marks, _spaces])
@pytest.mark.parametrize("document", ["exh1", "exh3", "exh10", "exh15", "exh16a", "exh17", "exh17a", "exh18", "exh19"])
def test_the_same_sheet_written_in_another_way_gives_the_same_figures(
    specimens: Path, document: str, change: Callable[[Any], object]
) -> None:
    reading = changed(specimens, document, change)

    assert [drift.subject for drift in published(specimens, document).drift] == [each.subject for each in reading.drift]
    assert figures_of(published(specimens, document)) == figures_of(reading)


REFUSED = [
    ("exh6", put("F6", "Materials"), "found 'End-Use Commodity Category / Materials'"),
    ("exh6", lambda s: (put("F6", "Capital Goods")(s), put("G6", "Industrial Supplies (2)")(s)), "F5: expected"),
    ("exh6", put("B37", None), "expected the sections Exports, Imports, found Exports"),
    ("exh9", lambda sheet: sheet.insert_rows(12) or put("A12", "Mid-year")(sheet), "the row label 'Mid-year'"),
    ("exh10", put("A4", None), "expected one base year, found none"),
    ("exh13", put("A2", "Part A: Seasonally Adjusted"), "the part 'Part B: NOT Seasonally Adjusted' does not stand"),
    ("exh19", put("A46", None), "the section 'Imports' is missing"),
    ("exh4s", put("A2", "Exhibit 4. Exports, Imports, and Trade Balance of Goods by Country"), "the title"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "change", "reason"), REFUSED)
def test_what_would_be_misread_is_refused_by_name(
    specimens: Path, document: str, change: Callable[[Any], object], reason: str
) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        changed(specimens, document, change)

    assert reason in str(refusal.value)


@pytest.mark.parametrize(("base_year", "told"), [("2017", []), ("2031", [(DriftKind.BASE_YEAR, "2031")])])
def test_another_base_year_makes_other_series(
    specimens: Path, base_year: str, told: list[tuple[DriftKind, str]]
) -> None:
    reading = changed(specimens, "exh10", put("A4", f"Chained ({base_year}) Dollars"))
    found = cell(reading, f"exports.capital_goods.chained{base_year}", "2021-08")

    assert told == [(drift.kind, drift.subject) for drift in reading.drift]
    assert 43448 == found.count
    assert not [c for c in reading.cells if c.key.series.endswith("2012")]
    assert {c.key.series for c in reading.cells} - BOOK.series.keys() == {series.key for series in reading.series}
    assert {f"million chained {base_year} USD"} >= {str(series.unit) for series in reading.series}

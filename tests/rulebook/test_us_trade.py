"""The packaged rules of the trade release: they load clean, and say what statisticians of the release know."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.rulebook.packs import extend
from watchdog.formulas.parse import parse, terms
from watchdog.model.document import Capture
from watchdog.model.layout import Column
from watchdog.model.period import Period
from watchdog.plugins import PARSERS
from watchdog.rulebook.lint import lint
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules

FOLDER = packaged_rules() / "us_trade"
BOOK = load(FOLDER)
SINCE = datetime(2026, 11, 23, tzinfo=UTC)


def test_they_have_no_mistakes() -> None:
    assert () == lint(FOLDER)


def test_every_identity_relation_and_rule_states_its_reason() -> None:
    assert all(len(identity.why) > 30 and identity.label for identity in BOOK.identities)
    assert all(len(rule.why) > 30 and rule.label and rule.since for rule in (*BOOK.rules, *BOOK.relations))


def test_every_exhibit_has_identities() -> None:
    exhibits = {layout.document for layout in BOOK.layouts if layout.document.startswith("exh")}

    assert 31 == len(exhibits)
    assert set() == exhibits - {identity.document for identity in BOOK.identities}


def test_prices_shares_rankings_and_revisions_are_covered_by_relations() -> None:
    families = {relation.name.split(".")[0] for relation in BOOK.relations}

    assert {
        "X17a", "X17b", "X7e", "XE1", "XS3", "XS4r", "XV1", "XV2", "P2", "T1", "T2", "T3", "T4", "T5",
    } == families  # fmt: skip


def test_services_have_eleven_categories_in_both_directions() -> None:
    for name in ("X3.sum", "X4.sum"):
        (identity,) = (each for each in BOOK.identities if each.name == name)

        assert 11 == len(terms(parse(identity.right)))


def test_every_printed_series_of_the_summary_exhibits_is_in_an_identity() -> None:
    used = {
        (term.document or identity.document, term.series)
        for identity in BOOK.identities
        for side in (identity.left, identity.right)
        for term in terms(parse(side))
    }
    printed = {(layout.document, column.series) for layout in BOOK.layouts for column in layout.columns}
    summary = {"exh1", "exh2", "exh3", "exh4", "exh5", "exh12"}
    exhibits = {(document, series) for document, series in printed if document in summary}

    assert set() == exhibits - used


def test_services_are_never_the_difference_of_an_adjusted_and_an_unadjusted_series(tmp_path: Path) -> None:
    """The public mistake: 'services = BOPGS - BOPG' of the Census bulk file."""
    mine = """\
identities:
  - name: mine
    label: services = total - goods
    why: It looks right.
    tolerance: rounding
    document: exh1
    rows: [months]
    holds: balance.services = balance.total - balance.goods.nsa[exh12]
"""
    (mistake,) = lint(extend(tmp_path, mine, base="us_trade"))

    assert "bop/nsa/current (balance.goods.nsa) and bop/sa/current (balance.services)" in mistake.message


def test_the_calendar_is_in_eastern_time_through_the_year() -> None:
    planned = {str(each.release): each.at for each in BOOK.calendar}

    assert datetime(2026, 1, 29, 13, 30, tzinfo=UTC) == planned["ft900/2025-11"]
    assert datetime(2026, 9, 3, 12, 30, tzinfo=UTC) == planned["ft900/2026-07"]


def test_only_keyless_addresses_are_polled() -> None:
    assert {
        "census": ("exh1", "exh2", "exh3", "exh4", "exh5", "exh12"),
        "census-bulk": ("ftd",),
        "fred": ("fred",),
    } == {name: source.polled for name, source in BOOK.sources.items() if source.address and source.polled}
    assert not any(source.polled for source in BOOK.sources.values() if source.key)
    assert ["census_list", "bea_dates"] == [calendar.name for calendar in BOOK.calendars if calendar.polled]
    assert ["fred_dates"] == [calendar.name for calendar in BOOK.calendars if not calendar.agency]
    assert all(BOOK.sources[calendar.layout.source].address for calendar in BOOK.calendars)


def test_columns_stand_in_the_order_of_the_sheet() -> None:
    assert (
        Column(path=("Balance", "Total"), series="balance.total"),
        Column(path=("Balance", "Goods"), series="balance.goods"),
        Column(path=("Balance", "Services"), series="balance.services"),
        Column(path=("Exports", "Total"), series="exports.total"),
    ) == BOOK.layout("exh1").columns[:4]


@pytest.mark.specimens
@pytest.mark.parametrize("document", ["exh1", "exh2", "exh3", "exh4", "exh5", "exh12"])
def test_the_layouts_are_those_of_the_published_workbooks(specimens: Path, document: str) -> None:
    body = (specimens / "ft900" / "release_2021-08" / f"{document}.xlsx").read_bytes()
    layout = BOOK.layout(document)
    capture = Capture(source=layout.source, document=document, url="", body=body, sha256="", fetched_at=SINCE)

    assert Period.of_month(2021, 8) == PARSERS[layout.parser](capture, layout).reference


@pytest.mark.specimens
def test_the_calendar_is_that_of_the_agencies(specimens: Path) -> None:
    lines = (specimens / "wire" / "ft900_release_schedule.csv").read_text().splitlines()[1:]
    published = [(f"ft900/{month}", f"{day} {time}") for month, day, time, _ in (line.split(",", 3) for line in lines)]

    assert published == [
        (str(each.release), f"{each.at.astimezone(BOOK.timezone):%Y-%m-%d %H:%M}") for each in BOOK.calendar
    ]

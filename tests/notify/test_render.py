"""The text and the HTML of a message."""

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.notify.fixtures import BRIEF, CAUSES, alert, part, retraction, told, wild_text
from watchdog.model.alert import Alert, Brief, Table
from watchdog.model.cell import Provenance
from watchdog.model.finding import Severity, Verdict
from watchdog.notify import render, render_html
from watchdog.notify.inert import one_line

ALLOWED_TAGS = set("html head meta title style body div table tr td p h1 h2 span img br".split())  # noqa: SIM905 - reads better


class Page(HTMLParser):
    """The tags, attributes and visible text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def flattened(text: str) -> str:
    return " ".join(text.split())


def wild(label: str) -> Alert:
    """The digest with the label in every place that has text."""
    row = replace(part("x", "-27.6"), label=label)
    brief = Brief(
        headline=label,
        facts=(label,),
        unusual=(label,),
        causes=(Table(title=label, unit=label, total=row, rows=(row,)),),
        quality=(label,),
        claims=(label,),
        evidence=(label,),
        figures=tuple(replace(known, label=label, text=label, unit=label) for known in BRIEF.figures),
    )
    item = replace(told(subject=label), corrects=(label, label))
    return alert(brief=brief, items=(item,), chart=b"png", chart_alt=label)


def test_the_cause_table_lines_up_and_only_the_right_column_adds_up() -> None:
    text = render.plain(alert())

    assert "  Capital goods, imports                                        ~ -7.4\n" in text
    assert "    computers                                     ~ -6.6\n" in text
    assert "    other                                         = +1.2 ±0.35\n" in text
    assert "  Balance, goods and services (BOP, SA)                          -27.6\n" in text


def test_marks_are_explained_where_they_are_used_and_nowhere_else() -> None:
    assert "~ known, or computed from one known, only as rounded in print" in flattened(render.plain(alert()))
    assert "only as rounded in print" not in render.plain(retraction())


def test_a_derived_figure_shows_its_bound_and_no_other_does() -> None:
    assert [("=$44.7 billion", "±0.1 billion USD"), ("+$32.9 billion (+4.1 %)", ""), ("~$11.0 billion", "")] == [
        render.figure(known) for known in BRIEF.figures
    ]


def test_a_bound_is_never_rounded_towards_zero() -> None:
    total = replace(part("x", "1", Provenance.DERIVED), error=Decimal("0.1234"))

    assert render.rows(replace(CAUSES, total=total))[1].bound == "0.13"


def test_a_bound_of_a_percentage_counts_percentage_points_no_finer_than_one_more_decimal() -> None:
    rate = replace(BRIEF.figures[0], text="+94.6 %", value=Decimal("94.57"), error=Decimal("0.00563"), unit="percent")

    assert ("=+94.6 %", "±0.01 percentage points") == render.figure(rate)


def test_lines_keep_to_the_width_unless_one_word_is_longer() -> None:
    lines = render.plain(alert()).splitlines()

    assert [] == [line for line in lines if len(line) > render.WIDTH and " " in line.removeprefix("- vintage ")]


def test_a_retraction_quotes_what_it_takes_back() -> None:
    sentence = "October 2025's deficit of $29.2 billion is the smallest since June 2009 (in this vintage)."

    assert f"Taken back “{sentence}” in message alr_november" in flattened(render.plain(retraction()))
    assert f"“{sentence}”" in Page(render_html.html(retraction())).text


def test_a_flood_is_counted_and_its_most_severe_listed_first() -> None:
    flood = alert(items=(*(told(number, severity=Severity.INFO) for number in range(1, 10_000)), told(0)))
    text = render.plain(flood, render.LISTED)

    assert "Findings: 10000 in this message (1 critical, 9999 info)\n- critical · new · headline-swing:balance" in text
    assert "- and 9,960 more, by `watchdog alerts show alr_november`\n" in text
    assert flattened("Findings: 10000 in this message") in Page(render_html.html(flood)).text


def test_an_all_clear_has_only_the_parts_that_it_needs() -> None:
    clear = alert(items=(), brief=Brief(headline="[Aug-25] All clear", quality=("63 of 63 identities passed.",)))

    assert render.plain(clear) == (
        "[Aug-25] All clear\n\nDigest · FT900 · November 2025\n\nData quality\n- 63 of 63 identities passed.\n"
    )
    assert render.severity(clear) is Severity.INFO


def test_a_pass_is_not_severe() -> None:
    assert render.severity(alert(items=(told(verdict=Verdict.PASS),))) is Severity.INFO
    assert render.severity(alert()) is Severity.CRITICAL


def test_the_html_tells_everything_that_the_text_tells() -> None:
    page = flattened(Page(render_html.html(alert())).text.replace("\N{NO-BREAK SPACE}", " "))

    for section in (BRIEF.facts, BRIEF.unusual, BRIEF.quality, BRIEF.claims, BRIEF.evidence):
        for line in section:
            assert flattened(line) in page
    for row in CAUSES.rows:
        assert row.label in page


def test_the_chart_is_in_the_page_only_when_there_is_one() -> None:
    drawn = render_html.html(alert(chart=b"png", chart_alt='a "picture"'))

    assert f'src="cid:{render_html.CHART_ID}"' in drawn
    assert 'alt="a &quot;picture&quot;"' in drawn
    assert "<img" not in render_html.html(alert())


@given(wild_text)
def test_no_label_can_act_in_the_page(label: str) -> None:
    page = Page(render_html.html(wild(label)))

    assert page.tags == Page(render_html.html(wild("harmless"))).tags
    assert set(page.tags) <= ALLOWED_TAGS
    assert not [name for name in page.names if name.startswith("on")]
    assert one_line(label).replace(" %", "\N{NO-BREAK SPACE}%") in page.text


@given(wild_text)
def test_no_label_can_act_on_a_terminal(label: str) -> None:
    text = render.plain(wild(label))

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    assert "\n" not in render.subject(replace(BRIEF, headline=label))


def printed(row: render.Row) -> Decimal:
    return Decimal(row.number.replace(",", ""))


@given(st.lists(st.decimals(-9999, 9999, places=1), min_size=1, max_size=12))
def test_printed_parts_add_up_to_the_printed_total(values: list[Decimal]) -> None:
    parts = tuple(replace(part("line", "0"), value=value) for value in values)
    table = Table(title="t", unit="u", total=replace(parts[0], value=sum(values, Decimal(0))), rows=parts)
    lines, total = render.rows(table)

    assert printed(total) == sum(printed(row) for row in lines)


def test_a_zero_keeps_the_decimals_it_was_published_with() -> None:
    lines, _ = render.rows(replace(CAUSES, rows=(part("a", "-27.0"), part("b", "0.0"))))

    assert ["-27.0", "0.0"] == [row.number for row in lines]


@pytest.mark.parametrize("headline", ["word " * 100, "x" * 5000])
def test_a_long_headline_is_cut_for_the_subject(headline: str) -> None:
    assert len(render.subject(replace(BRIEF, headline=headline))) <= 200


def test_a_flood_of_sentences_is_cut_and_counted_in_text_and_page_and_whole_where_it_is_asked_for() -> None:
    lines = tuple(f"[info, new] line {number} moved." for number in range(10_000))
    flood = alert(brief=replace(BRIEF, unusual=lines, quality=lines))
    counted = "and 9,960 more, by `watchdog alerts show alr_november`"

    for written in (render.plain(flood, render.LISTED), render_html.html(flood)):
        assert (2, True) == (" ".join(written.split()).count(counted), len(written) < 100_000)
    assert "line 9999 moved." in render.plain(flood)

"""Rows as tables, JSON and CSV: exact, and harmless to terminals and spreadsheets."""

import csv
import io
import json
import unicodedata
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchdog.cli.options import Format
from watchdog.cli.output import print_rows, say, warn

HOSTILE = ["\x1b[2J\x1b]0;owned\x07", "\x9b31m", "one\rtwo", "one\ntwo", "\u202eexe.x1hxe", "a\u2028b", "\x00", "\x7f"]


def printed(rows: list[dict[str, object]], form: Format, columns: tuple[str, ...] = ("label",)) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        print_rows(rows, columns, form)
    return out.getvalue()


def harmless(text: str) -> bool:
    return not any(unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp"} for each in text if each != "\n")


@pytest.mark.parametrize("label", HOSTILE)
@pytest.mark.parametrize("form", list(Format))
def test_control_characters_are_shown_and_not_obeyed(label: str, form: Format) -> None:
    text = printed([{"label": label}], form)

    assert harmless(text)
    assert "\\" in text


@given(label=st.text())
def test_no_text_can_act_on_a_terminal(label: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        say(label)
        warn(label)

    assert harmless(out.getvalue())
    assert harmless(err.getvalue())
    assert 1 == out.getvalue().count("\n")
    assert all(harmless(printed([{"label": label}], form)) for form in Format)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(printed([{"label": text}], Format.CSV)))

    assert row["label"].startswith("'")


def test_numbers_in_csv_stay_numbers() -> None:
    rows: list[dict[str, object]] = [{"a": -29206, "b": Decimal("-0.50"), "c": None, "d": [1, "=x"]}]

    (row,) = csv.DictReader(io.StringIO(printed(rows, Format.CSV)))

    assert {"a": "-29206", "b": "-0.5", "c": "", "d": '[1, "=x"]'} == row


def test_json_has_numbers_times_in_utc_and_nulls() -> None:
    at = datetime(2026, 1, 29, 8, 30, tzinfo=timezone(timedelta(hours=-5)))
    rows: list[dict[str, object]] = [{"whole": Decimal("56825.0"), "part": Decimal("2.5"), "at": at, "no": None}]

    assert [{"whole": 56825, "part": 2.5, "at": "2026-01-29T13:30:00Z", "no": None}] == json.loads(
        printed(rows, Format.JSON)
    )


def test_json_of_no_rows_is_an_empty_list() -> None:
    assert [] == json.loads(printed([], Format.JSON))


def test_a_table_of_no_rows_says_so_where_it_mixes_with_nothing() -> None:
    err = io.StringIO()
    with redirect_stderr(err):
        assert "" == printed([], Format.TABLE)

    assert "nothing to list\n" == err.getvalue()


def test_a_table_in_a_pipe_folds_nothing_and_pads_no_line() -> None:
    long = "word " * 100 + "end"

    lines = printed([{"label": long, "other": 1}, {"label": "short"}], Format.TABLE).splitlines()

    assert ["label", long, "short"] == lines


def test_a_table_shows_times_to_the_minute_and_the_beginning_of_long_ids() -> None:
    rows: list[dict[str, object]] = [
        {"id": "alr_" + "0123456789abcdef" * 2, "at": datetime(2026, 1, 29, 13, 30, 5, 9, UTC)}
    ]

    text = printed(rows, Format.TABLE, ("id", "at"))

    assert "alr_01234567" in text
    assert "alr_012345678" not in text
    assert "2026-01-29 13:30Z" in text

"""A table on a terminal: whatever its width, nothing is cut, and no line is longer than it need be."""

import pytest

from watchdog.cli.table import laid_out

MESSAGE = (
    "September 2025, at $52.8 billion, is the smallest deficit since June 2020 ($49.2 billion); runner-up September "
    "2020 at $57.0 billion, margin $4.17 billion; in data published through 11 December 2025."
)
ROWS = [
    {
        "release": "ft900/2025-09",
        "severity": "warning",
        "rule": "smallest-deficit-since",
        "period": "2025-09",
        "label": "",
        "assignee": "",
        "message": MESSAGE,
        "finding": "smallest-deficit-since:balance.total:2025-09",
    },
    {
        "release": "ft900/2025-10",
        "severity": "warning",
        "rule": "headline-swing",
        "period": "2025-10",
        "label": "expected",
        "assignee": "desk",
        "message": "Balance of trade moved.",
        "finding": "headline-swing:balance.total:2025-10",
    },
]
COLUMNS = list(ROWS[0])


@pytest.mark.parametrize("width", [60, 80, 100, 120, 153, 154, 200])
def test_on_a_terminal_of_any_width_every_message_is_whole_and_every_key_in_one_piece(width: int) -> None:
    lines = laid_out(ROWS, COLUMNS, width).splitlines()
    words = " ".join(lines).split()

    assert max(map(len, lines)) <= width
    assert all(row["finding"] in words for row in ROWS)
    assert all(words.count(word) >= MESSAGE.split().count(word) for word in MESSAGE.split())


def test_what_has_no_room_stands_below_its_row_and_what_is_empty_does_not() -> None:
    heading, first, *below = laid_out(ROWS, COLUMNS, 80).splitlines()

    assert ["release", "severity", "rule", "period", "label", "assignee"] == heading.split()
    assert ROWS[0]["release"] == first.split()[0]
    assert "  message: September 2025, at $52.8 billion," == below[0][:44]
    assert ["    ", "    ", "  finding: "] == [below[1][:4], below[2][:4], below[3][:11]]


def test_where_all_have_room_the_sentence_is_broken_in_its_own_column() -> None:
    heading, *lines = laid_out(ROWS, COLUMNS, 160).splitlines()

    assert COLUMNS == heading.split()
    assert all(line[: heading.index("message")].isspace() for line in lines[1:6])


@pytest.mark.parametrize("columns", [["message"], ["finding", "rule"]])
def test_a_terminal_narrower_than_any_column_cuts_nothing(columns: list[str]) -> None:
    text = laid_out(ROWS, columns, 12)

    assert all(word in text for row in ROWS for column in columns for word in row[column].split())

"""Dated events are read as days, a single one or a span."""

from datetime import date
from pathlib import Path

from tests.rulebook.packs import write
from watchdog.model.event import Event
from watchdog.rulebook.lint import lint
from watchdog.rulebook.load import load

EVENTS = """\
events:
  - {name: storm, label: the storm of 2 October, first: 2025-10-02, series: [exports.*]}
  - {name: strike, label: the strike, first: 2025-10-30, last: 2025-11-02}
"""


def pack(folder: Path, text: str) -> Path:
    write(folder)
    (folder / "events.yaml").write_text(text)
    return folder


def test_an_event_is_a_day_or_a_span(tmp_path: Path) -> None:
    storm, strike = load(pack(tmp_path / "toy", EVENTS)).events

    day = date(2025, 10, 2)
    assert Event(name="storm", label="the storm of 2 October", first=day, last=day, series=("exports.*",)) == storm
    assert (date(2025, 10, 30), date(2025, 11, 2), ("*",)) == (strike.first, strike.last, strike.series)


def test_mistakes_are_told_where_they_stand(tmp_path: Path) -> None:
    wrong = (
        EVENTS.replace("2025-11-02", "2025-10-01").replace("exports.*", "exprots.*").replace("2025-10-02", "2025-2-3")
    )
    backwards, day = lint(pack(tmp_path / "toy", wrong))[::-1]

    assert "2025-10-01 is before 2025-10-30" == backwards.message
    assert "2025-2-3" in day.message
    (pattern,) = lint(pack(tmp_path / "other", EVENTS.replace("exports.*", "exprots.*")))
    assert "no series is like 'exprots.*'" == pattern.message

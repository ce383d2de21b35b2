"""The digest of a month in which nothing happened: short, and with nothing in it that nobody needs."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from tests.cli.command import Command
from tests.cli.world import world
from watchdog.model.period import Period
from watchdog.samples.releases import SampleRelease, embedded_releases
from watchdog.samples.tables import Exhibit, Observations, Row

JANUARY = embedded_releases()[4]
REVISED = (30, 30, 0, 40, 40, 0, 10, 10, 0)
MOVED = (-299, -200, -99, 101, 100, 0, 400, 300, 100)
"""How January moved and how February differs: total, goods and services of the balance, of exports and of imports."""


def quiet_february() -> SampleRelease:
    """A release as the one before with one month more, which hardly differs, and January revised a little."""
    exhibit, series = JANUARY.documents["exh1"], JANUARY.documents["fred"]
    assert isinstance(exhibit, Exhibit)
    assert isinstance(series, Observations)
    rows = [Row(label=row.label.replace(" (R)", ""), figures=row.figures) for row in exhibit.rows]
    for year in (2, 17):  # below 'Jan. - Dec.', before January
        rows[year] = Row(label="Jan. - Feb.", figures=added(rows[year + 1], figures_of(rows[year + 2])))
    rows[17] = Row(label="Jan. - Feb.", figures=added(rows[17], (1, *[0] * 8)))  # it is summed before it is rounded
    was = figures_of(rows[32])
    rows[32] = Row(label="January (R)", figures=added(rows[32], REVISED))
    rows[33] = Row(label="February", figures=added(rows[32], MOVED))
    rows[31] = Row(label="Jan. - Feb.", figures=added(rows[32], figures_of(rows[33])))
    rows[44:] = [Row(label="January data as published last month:"), Row(label="", figures=was)]
    months = {Period.parse(f"2026-0{month}"): figures_of(rows[31 + month])[0] for month in (1, 2)}
    return SampleRelease(
        period=Period.parse("2026-02"),
        published_at=datetime(2026, 4, 2, 12, 30, tzinfo=UTC),
        documents={
            "exh1": replace(exhibit, rows=tuple(rows)),
            "fred": replace(series, figures={**series.figures, **months}),
        },
    )


def figures_of(row: Row) -> tuple[int, ...]:
    return tuple(figure for figure in row.figures if figure is not None)


def added(row: Row, more: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(figure + by for figure, by in zip(figures_of(row), more, strict=True))


def test_the_digest_of_a_quiet_month_is_a_dozen_sentences_and_their_evidence(watchdog: Command, tmp_path: Path) -> None:
    quiet = quiet_february()
    with world(tmp_path) as here:
        text = here.config.read_text()
        here.config.write_text(text.replace("[exh1, exh12, ftd, fred, press]", "[exh1, fred]"))
        with time_machine.travel(quiet.published_at - timedelta(days=3)):
            here.publish(*embedded_releases()[:5])
            watchdog("once", "--config", here.config)
        with time_machine.travel(quiet.published_at + timedelta(seconds=5)):
            here.publish(quiet)
            watchdog("once", "--config", here.config)
        (mail,) = here.mails()
    message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    told = [line for line in text.splitlines() if line.startswith("- ")]
    above, _, below = text.partition("Figures as published")

    assert "nothing unusual" in str(message["Subject"])
    assert "- Nothing unusual by the rules in force." in told
    assert len(told) <= 16
    assert above.count("\n- ") <= 8
    assert "revised by $0.0 billion" not in text
    assert 1 == below.count("Gold crossing the border and back")

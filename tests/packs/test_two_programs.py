"""Both packs in one service and one store: neither reads, judges, claims or tells what is the other's."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.packs import advance
from tests.packs.world import World, morning_of, with_advance, world
from tests.pipeline.desk import NOVEMBER, desk
from watchdog.errors import UsageError
from watchdog.model.alert import AlertType
from watchdog.model.document import Capture
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules
from watchdog.settings import load as load_settings
from watchdog.sources import require_apart
from watchdog.store import alerts, captures, claims, findings, knowledge, vintages

BEFORE = Period.of_month(2025, 9)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[World]:
    """Both programs; the advance report for September is history, the trade release has not come."""
    with world(tmp_path, BEFORE) as made:
        yield made


def test_each_release_ends_in_a_digest_of_its_own_program_and_knows_nothing_of_the_other(at: World) -> None:
    month = BEFORE.shift(1)
    at.month(month)
    at.at.agencies.publish(NOVEMBER)
    at.at.clock.moment = NOVEMBER.published_at + timedelta(seconds=5)
    at.poll(at.clock, "ft900")

    told = [(str(alert.release), alert.type) for name in ("ftdadv", "ft900") for alert in at.alerts(name)]
    assert [(f"ftdadv/{month}", AlertType.DIGEST), ("ft900/2025-11", AlertType.DIGEST)] == told
    assert len(told) == len(at.at.mails)
    with at.at.watch.store.reading() as connection:
        for program, sources in (
            ("ftdadv", {"advance-bulk", "advance-fred", "full-report"}),
            ("ft900", {"census", "fred"}),
        ):
            latest = vintages.listing(connection, program)[-1]
            known = knowledge.known_with(connection, latest.id, {})
            assert sources == {key.outlet.source for key in known.cells}
            ours = claims.listing(connection, program=program)
            assert {program} >= {claim.release.program for claim in ours}
            named = {rule.name for rule in at.program(program).rules.current().rules}
            assert {claim.rule for claim in ours} <= named
            assert alerts.said(connection, program).keys() <= {f.key for f in findings.listing(connection)}
        everything = claims.listing(connection)
    assert {"smallest-deficit-since", "deficit-year-to-date"} & {claim.rule for claim in everything}


def test_what_one_program_fetched_and_did_not_read_is_left_to_it_by_the_other(at: World) -> None:
    """As after a crash between the fetching and the reading."""
    month = BEFORE.shift(1)
    body = advance.bulk(month)
    capture = Capture(
        source="advance-bulk",
        document="bulk",
        url="made up",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=morning_of(month),
    )
    with at.at.watch.store.writing() as connection:
        captures.add(connection, capture)
    at.poll(morning_of(month), "ft900")
    with at.at.watch.store.reading() as connection:
        waiting = [each.document for each in captures.unread(connection).values()]
    done = at.poll(morning_of(month) + timedelta(minutes=1))

    assert ["bulk"] == waiting
    assert [Release("ftdadv", month)] == [each.vintage.release for each in done.processed]


def test_both_packs_can_be_watched_together_and_two_that_share_a_source_cannot() -> None:
    trade, goods = (load(packaged_rules() / name) for name in ("us_trade", "us_trade_advance"))
    require_apart({"ft900": trade, "ftdadv": goods})

    with pytest.raises(UsageError, match=r"ft900 and sources\.again are both the program ft900"):
        require_apart({"ft900": trade, "again": trade})
    with pytest.raises(UsageError, match=r"ft900 and sources\.mine both have a source bea, bea-calendar, "):
        require_apart({"ft900": trade, "mine": replace(trade, program="mine")})


def test_a_series_that_both_have_is_asked_for_with_the_program(at: World) -> None:
    from watchdog.cli.series import book_of

    settings = load_settings(at.at.config, {"WATCHDOG_HOOK_SECRET": at.at.secret})

    assert "ft900" == book_of(settings, "balance.total").program
    assert "ftdadv" == book_of(settings, "balance.goods.census", "ftdadv").program
    with pytest.raises(UsageError, match=r"--source whose balance\.goods\.census is meant: ft900, ftdadv"):
        book_of(settings, "balance.goods.census")


def test_a_route_can_be_of_one_program(tmp_path: Path) -> None:
    def only_goods(text: str) -> str:
        routed = "route: {channel: desk-mail, routes: [{match: {program: ftdadv}, channel: hook}]}"
        return with_advance(text).replace("route: {channel: [desk-mail, hook]}", routed)

    with desk(tmp_path, documents=("exh1", "fred"), edit=only_goods) as at:
        made = World(at)
        made.publish_advance(BEFORE)
        made.publish_full(BEFORE)
        made.poll(morning_of(BEFORE) + timedelta(days=20))
        made.publish_advance(BEFORE.shift(1))
        made.poll(morning_of(BEFORE.shift(1)))

        assert (0, 1) == (len(at.mails), len(at.hooks))

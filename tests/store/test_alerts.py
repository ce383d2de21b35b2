"""The log of what was told."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.store.made import MORNING, alert, finding, month, told
from watchdog.errors import StoreError
from watchdog.model.alert import AlertType, Brief, Table
from watchdog.model.cell import Provenance
from watchdog.model.finding import Contribution, Reason
from watchdog.model.release import Release
from watchdog.store import alerts
from watchdog.store.database import Store

LATER = MORNING + timedelta(days=21)


def test_an_alert_comes_back_as_it_was_made(store: Store) -> None:
    line = Contribution(label="Gold", value=Decimal("-4.2"), error=Decimal("0.05"), provenance=Provenance.PRESS_ROUNDED)
    brief = Brief(headline="Deficit", causes=(Table(title="Causes", unit="billion USD", total=line, rows=(line,)),))
    items = (told(finding("b")), told(finding("a"), Reason.WORSE))
    made = alert("alr_1", *items, brief=brief, replies_to="alr_0", chart=b"\x89PNG\x00", chart_alt="A line falls.")
    with store.writing() as connection:
        assert alerts.add(connection, made)
    with store.reading() as connection:
        assert made == alerts.get(connection, "alr_1")


def test_adding_an_alert_again_changes_nothing(store: Store) -> None:
    made = alert("alr_1", told(finding()))
    with store.writing() as connection:
        assert [True, False] == [alerts.add(connection, made), alerts.add(connection, made)]
        assert (made,) == alerts.listing(connection)


def test_of_each_finding_the_last_that_was_said_is_known(store: Store) -> None:
    new, worse, other = told(finding()), told(finding(vintage_id="v2"), Reason.WORSE), told(finding("other"))
    with store.writing() as connection:
        assert {} == alerts.said(connection, "ft900")
        alerts.add(connection, alert("alr_1", new, other))
        alerts.add(connection, alert("alr_2", worse, at=LATER))
    with store.reading() as connection:
        said = alerts.said(connection, "ft900")

    assert {new.finding.key: (worse, "alr_2", LATER), other.finding.key: (other, "alr_1", MORNING)} == {
        key: (last.told, last.alert_id, last.at) for key, last in said.items()
    }


def test_history_counts_as_known_but_is_listed_only_when_asked_for(store: Store) -> None:
    quiet, loud = alert("alr_1", told(finding())), alert("alr_2")
    with store.writing() as connection:
        alerts.add(connection, quiet, history=True)
        alerts.add(connection, loud)
    with store.reading() as connection:
        assert (loud,) == alerts.listing(connection)
        assert (quiet, loud) == alerts.listing(connection, history=True)
        assert [True] == [said.history for said in alerts.said(connection, "ft900").values()]


def test_alerts_are_listed_by_release_and_threads_have_an_end(store: Store) -> None:
    october = alert("alr_1", release=Release("ft900", month("2025-10")), thread="ft900/2025-10")
    november = alert("alr_2")
    correction = replace(alert("alr_3"), type=AlertType.UPDATED)
    with store.writing() as connection:
        for each in (october, november, correction):
            alerts.add(connection, each)
        assert (october,) == alerts.listing(connection, october.release)
        assert "alr_3" == alerts.last_of_thread(connection, november.thread)
        assert alerts.last_of_thread(connection, "cpi/2025-11") is None


def test_an_unknown_alert_is_named(store: Store) -> None:
    with store.reading() as connection, pytest.raises(StoreError, match="no alert alr_9 is kept"):
        alerts.get(connection, "alr_9")

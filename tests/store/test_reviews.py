"""What people said of findings: nothing is overwritten, and the last label counts."""

from datetime import timedelta

from tests.store.made import MORNING
from watchdog.model.review import Label, Review
from watchdog.store import reviews
from watchdog.store.database import Store


def said(label: Label | None, *, after: int = 0, finding: str = "headline-swing:balance.total:2025-10") -> Review:
    return Review(finding=finding, label=label, note="why", by="desk", at=MORNING + timedelta(minutes=after))


def test_the_last_label_counts_and_the_record_keeps_all(store: Store) -> None:
    record = [said(Label.TRUE), said(Label.FALSE, after=1)]
    with store.writing() as connection:
        reviews.add(connection, record)

        assert tuple(record) == reviews.listing(connection)
        assert {record[0].finding: Label.FALSE} == reviews.labels(connection)
        assert {record[0].finding: record[1]} == reviews.latest(connection)


def test_acknowledging_is_no_label_and_takes_none_away(store: Store) -> None:
    with store.writing() as connection:
        reviews.add(connection, [said(Label.EXPECTED), said(None, after=1), said(None, finding="other")])

        assert {"headline-swing:balance.total:2025-10": Label.EXPECTED} == reviews.labels(connection)
        assert {"other", "headline-swing:balance.total:2025-10"} == set(reviews.latest(connection))

"""What people said of findings, append-only: the record shows who changed their mind, and when."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from watchdog.model.review import Label, Review
from watchdog.store.database import insert_new
from watchdog.store.told_tables import reviews


def add(connection: Connection, said: Sequence[Review]) -> None:
    """Write down what somebody said."""
    rows = [
        {
            "finding_key": each.finding,
            "label": each.label,
            "note": each.note,
            "reviewer": each.by,
            "at": each.at,
            "assignee": each.assignee,
        }
        for each in said
    ]
    insert_new(connection, reviews, rows)


def listing(connection: Connection) -> tuple[Review, ...]:
    """All that was said, oldest first."""
    rows = connection.execute(select(reviews).order_by(reviews.c.at, reviews.c.id))
    return tuple(
        Review(
            finding=row.finding_key,
            label=row.label,
            note=row.note,
            by=row.reviewer,
            at=row.at,
            assignee=row.assignee,
        )
        for row in rows
    )


def latest(connection: Connection) -> dict[str, Review]:
    """By finding key, the last that was said of it."""
    return {review.finding: review for review in listing(connection)}


def labels(connection: Connection) -> dict[str, Label]:
    """By finding key, its label: the last one given; one that was only acknowledged since keeps it."""
    return {review.finding: review.label for review in listing(connection) if review.label is not None}


def assignees(connection: Connection) -> dict[str, str]:
    """By finding key, the last one that it was assigned to."""
    return {review.finding: review.assignee for review in listing(connection) if review.assignee}

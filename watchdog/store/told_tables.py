"""The tables of what was told, as the newest migration leaves them: alerts, outbox, silences, reviews and audit.

With these `metadata` is complete.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from watchdog.model.alert import AlertType, Brief, Cause, DeliveryState, Told
from watchdog.model.finding import Reason
from watchdog.model.period import Period
from watchdog.model.review import Label
from watchdog.model.silence import Silence
from watchdog.store.columns import Encoded, Moment, Written
from watchdog.store.tables import metadata

__all__ = ["metadata"]

PASSAGE = ("seen_at", "fetched_at", "parsed_at", "judged_at", "written_at", "committed_at")

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finding_key", Text, nullable=False),
    Column("label", Written(Label)),
    Column("note", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("assignee", Text, nullable=False, server_default=""),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("by", "origin", "action", "subject", "before", "after")),
)

alerts = Table(
    "alerts",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("type", Written(AlertType), nullable=False),
    Column("program", Text, nullable=False),
    Column("period", Written(Period.parse), nullable=False),
    Column("vintage", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("replies_to", Text),
    Column("created_at", Moment, nullable=False),
    Column("history", Boolean, nullable=False),
    Column("brief", Encoded(Brief), nullable=False),
    Column("chart", LargeBinary),
    Column("chart_alt", Text, nullable=False),
    Column("follows", Text),  # the alert that it reminds of
    Index(None, "thread"),
)

told = Table(
    "told",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert", ForeignKey("alerts.id"), nullable=False),
    Column("event_id", Text, nullable=False),
    Column("finding_key", Text, nullable=False),
    Column("reason", Written(Reason), nullable=False),
    Column("told", Encoded(Told), nullable=False),
    # what kept it from an item of its own, and whether another alert has told it
    Column("withheld", Written(Cause)),
    Column("withheld_by", Text, nullable=False, server_default=""),
    Column("retold", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("alert", "event_id"),
    Index(None, "event_id"),
    Index(None, "finding_key"),
)

silences = Table(
    "silences",
    metadata,
    Column("id", Text, primary_key=True),
    Column("made_at", Moment, nullable=False),
    Column("silence", Encoded(Silence), nullable=False),
)

# When each vintage had passed each stage in the service; those of an archive have none.
passages = Table(
    "passages",
    metadata,
    Column("vintage", ForeignKey("vintages.id"), primary_key=True),
    *(Column(moment, Moment, nullable=False) for moment in PASSAGE),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("alert", ForeignKey("alerts.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", Written(DeliveryState), nullable=False),
    Column("last_error", Text, nullable=False),
    Column("sent_at", Moment),
    Column("lease_owner", Text),
    Column("leased_until", Moment),
    # The delivery of the same thread at the same target that has to be settled before this one is sent.
    Column("follows", Text),
    Index(None, "channel", "target", "state", "due_at"),
    Index(None, "alert", "channel", "target"),
)

# How each target answers: failures in a row, until when it rests, and with which delivery its silence began.
targets = Table(
    "targets",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("rests_until", Moment),
    Column("probe", Text),
    Column("silent_since", Text),
    Column("disabled_at", Moment),
    Column("disabled_detail", Text),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery", ForeignKey("deliveries.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("begun_at", Moment),
    Index(None, "delivery"),
)

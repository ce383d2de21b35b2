"""The tables, as the newest migration leaves them: evidence, vintages, what was found and claimed of them, polls.
Those of what was told are in `told_tables`, which completes `metadata`.
"""

from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from watchdog.model.alert import Quality
from watchdog.model.calendar import CalendarReading, Status
from watchdog.model.cell import Measure, Provenance
from watchdog.model.claim import Claim, Standing
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.period import Frequency, Period
from watchdog.store.columns import Encoded, Moment, Written

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("compressed", Boolean, nullable=False),
)

captures = Table(
    "captures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("sha256", Text, ForeignKey("blobs.sha256"), nullable=False),
    Column("seen_at", Moment),
    Column("fetched_at", Moment, nullable=False),
    Column("etag", Text),
    Column("last_modified", Moment),
    Column("content_type", Text),
    Column("outcome", Text),
    Column("message", Text, nullable=False),
    Index(None, "source", "outcome"),
)

releases = Table(
    "releases",
    metadata,
    Column("program", Text, primary_key=True),
    Column("period", Written(Period.parse), primary_key=True),
    Column("scheduled_at", Moment),
    Column("note", Text, nullable=False),
    Column("first_seen_at", Moment),
    Column("status", Encoded(Status, recalled=256)),
)

# The latest reading of each release calendar.
calendar_readings = Table(
    "calendar_readings",
    metadata,
    Column("source", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("reading", Encoded(CalendarReading, recalled=16), nullable=False),
)

rule_sets = Table(
    "rule_sets",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("files", Text, nullable=False),
)

vintages = Table(
    "vintages",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("program", Text, nullable=False),
    Column("period", Written(Period.parse), nullable=False),
    Column("available_at", Moment, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("stamped_at", Moment),
    Column("scheduled_at", Moment),
    Column("rules_hash", Text, nullable=False),
    Column("code_version", Text, nullable=False),
    ForeignKeyConstraint(["program", "period"], ["releases.program", "releases.period"]),
    Index(None, "available_at"),
)

vintage_documents = Table(
    "vintage_documents",
    metadata,
    Column("vintage", ForeignKey("vintages.seq"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
)

# One measure of one series in one block of one document, at one frequency: a column of a sheet, say.
lines = Table(
    "lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("series", Text, nullable=False),
    Column("measure", Written(Measure), nullable=False),
    Column("source", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("block", Text, nullable=False),
    Column("frequency", Written(Frequency), nullable=False),
    UniqueConstraint("source", "document", "block", "series", "measure", "frequency"),
)

cell_keys = Table(
    "cell_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("line", ForeignKey("lines.id"), nullable=False),
    Column("period", Written(Period.parse), nullable=False),
    UniqueConstraint("line", "period"),
)

# Append-only, and only what changed. Without a count, the row says that the figure vanished from its document.
cells = Table(
    "cells",
    metadata,
    Column("key", ForeignKey("cell_keys.id"), primary_key=True),
    Column("vintage", ForeignKey("vintages.seq"), primary_key=True),
    Column("available_at", Moment, nullable=False),
    Column("count", BigInteger),
    Column("published_unit", Written(Decimal)),
    Column("provenance", Written(Provenance)),
    Column("revised", Boolean, nullable=False),
    Column("file", Text),
    Column("sheet", Text),
    Column("cell", Text),
    Index(None, "key", "available_at", "vintage"),
)

# The stretches of periods that each vintage prints of a line, changed or not.
coverage = Table(
    "coverage",
    metadata,
    Column("line", ForeignKey("lines.id"), primary_key=True),
    Column("available_at", Moment, primary_key=True),
    Column("vintage", ForeignKey("vintages.seq"), primary_key=True),
    Column("first", Written(Period.parse), primary_key=True),
    Column("last", Written(Period.parse), nullable=False),
)

blanks = Table(
    "blanks",
    metadata,
    Column("vintage", ForeignKey("vintages.seq"), primary_key=True),
    Column("key", ForeignKey("cell_keys.id"), primary_key=True),
    Column("file", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("found", Text, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("vintage", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("verdict", Written(Verdict), nullable=False),
    Column("severity", Written(Severity), nullable=False),
    Column("program", Text, nullable=False),
    Column("release_period", Written(Period.parse), nullable=False),
    Column("known_as_of", Moment, nullable=False),
    Column("finding", Encoded(Finding), nullable=False),
    Index(None, "vintage"),
    Index(None, "key"),
)

qualities = Table(
    "qualities",
    metadata,
    Column("vintage", ForeignKey("vintages.id"), primary_key=True),
    Column("quality", Encoded(Quality), nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("vintage", ForeignKey("vintages.id"), nullable=False),
    Column("standing", Written(Standing), nullable=False),
    Column("known_as_of", Moment, nullable=False),
    Column("claim", Encoded(Claim), nullable=False),
    UniqueConstraint("key", "vintage"),
)

poll_states = Table(
    "poll_states",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last_polled_at", Moment),
    Column("next_due_at", Moment),
    Column("last_error", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("polls", Integer, nullable=False, server_default="0"),
    Column("since", Moment),
)

"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make every table."""
    _captures()
    _vintages()
    _cells()
    _coverage()
    _findings()
    _alerts()
    _outbox()


def _captures() -> None:
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("compressed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "captures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", MOMENT, nullable=True),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_captures_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captures")),
    )
    op.create_index(op.f("ix_captures_source"), "captures", ["source", "outcome"])
    op.create_table(
        "rule_sets",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_rule_sets")),
    )


def _vintages() -> None:
    op.create_table(
        "releases",
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("scheduled_at", MOMENT, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("first_seen_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("program", "period", name=op.f("pk_releases")),
    )
    op.create_table(
        "vintages",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("available_at", MOMENT, nullable=False),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("stamped_at", MOMENT, nullable=True),
        sa.Column("scheduled_at", MOMENT, nullable=True),
        sa.Column("rules_hash", sa.Text(), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program", "period"], ["releases.program", "releases.period"], name=op.f("fk_vintages_program")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_vintages")),
        sa.UniqueConstraint("id", name=op.f("uq_vintages_id")),
    )
    op.create_index(op.f("ix_vintages_available_at"), "vintages", ["available_at"])
    op.create_table(
        "vintage_documents",
        sa.Column("vintage", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vintage"], ["vintages.seq"], name=op.f("fk_vintage_documents_vintage")),
        sa.PrimaryKeyConstraint("vintage", "source", "document", name=op.f("pk_vintage_documents")),
    )
    # ### end Alembic commands ###


def _cells() -> None:
    op.create_table(
        "lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
        sa.UniqueConstraint(
            "source", "document", "block", "series", "measure", "frequency", name=op.f("uq_lines_source")
        ),
    )
    op.create_table(
        "cell_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["lines.id"], name=op.f("fk_cell_keys_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_keys")),
        sa.UniqueConstraint("line", "period", name=op.f("uq_cell_keys_line")),
    )
    op.create_table(
        "cells",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("vintage", sa.Integer(), nullable=False),
        sa.Column("available_at", MOMENT, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=True),
        sa.Column("published_unit", sa.Text(), nullable=True),
        sa.Column("provenance", sa.Text(), nullable=True),
        sa.Column("revised", sa.Boolean(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["key"], ["cell_keys.id"], name=op.f("fk_cells_key")),
        sa.ForeignKeyConstraint(["vintage"], ["vintages.seq"], name=op.f("fk_cells_vintage")),
        sa.PrimaryKeyConstraint("key", "vintage", name=op.f("pk_cells")),
    )
    op.create_index(op.f("ix_cells_key"), "cells", ["key", "available_at", "vintage"])


def _coverage() -> None:
    op.create_table(
        "coverage",
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("available_at", MOMENT, nullable=False),
        sa.Column("vintage", sa.Integer(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["lines.id"], name=op.f("fk_coverage_line")),
        sa.ForeignKeyConstraint(["vintage"], ["vintages.seq"], name=op.f("fk_coverage_vintage")),
        sa.PrimaryKeyConstraint("line", "available_at", "vintage", "first", name=op.f("pk_coverage")),
    )
    op.create_table(
        "blanks",
        sa.Column("vintage", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["cell_keys.id"], name=op.f("fk_blanks_key")),
        sa.ForeignKeyConstraint(["vintage"], ["vintages.seq"], name=op.f("fk_blanks_vintage")),
        sa.PrimaryKeyConstraint("vintage", "key", name=op.f("pk_blanks")),
    )


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("vintage", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("release_period", sa.Text(), nullable=False),
        sa.Column("known_as_of", MOMENT, nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_key"), "findings", ["key"])
    op.create_index(op.f("ix_findings_vintage"), "findings", ["vintage"])
    op.create_table(
        "qualities",
        sa.Column("vintage", sa.Text(), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vintage"], ["vintages.id"], name=op.f("fk_qualities_vintage")),
        sa.PrimaryKeyConstraint("vintage", name=op.f("pk_qualities")),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("vintage", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("known_as_of", MOMENT, nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vintage"], ["vintages.id"], name=op.f("fk_claims_vintage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("key", "vintage", name=op.f("uq_claims_key")),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("vintage", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("replies_to", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("history", sa.Boolean(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("chart", sa.LargeBinary(), nullable=True),
        sa.Column("chart_alt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_alerts")),
        sa.UniqueConstraint("id", name=op.f("uq_alerts_id")),
    )
    op.create_index(op.f("ix_alerts_thread"), "alerts", ["thread"])
    op.create_table(
        "told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("finding_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name=op.f("fk_told_alert")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
        sa.UniqueConstraint("alert", "event_id", name=op.f("uq_told_alert")),
    )
    op.create_index(op.f("ix_told_event_id"), "told", ["event_id"])
    op.create_index(op.f("ix_told_finding_key"), "told", ["finding_key"])


def _outbox() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name=op.f("fk_deliveries_alert")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_alert"), "deliveries", ["alert"])
    op.create_index(op.f("ix_deliveries_state"), "deliveries", ["state", "due_at"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery"], ["deliveries.id"], name=op.f("fk_attempts_delivery")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_delivery"), "attempts", ["delivery"])
    op.create_table(
        "poll_states",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last_polled_at", MOMENT, nullable=True),
        sa.Column("next_due_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_poll_states")),
    )

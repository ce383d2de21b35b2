"""When a capture's first byte was here, a vintage passed each stage and an attempt began; how often was polled."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table and three columns."""
    moments = ("seen_at", "fetched_at", "parsed_at", "judged_at", "written_at", "committed_at")
    op.create_table(
        "passages",
        sa.Column("vintage", sa.Text(), nullable=False),
        *(sa.Column(moment, sa.DateTime(timezone=True), nullable=False) for moment in moments),
        sa.ForeignKeyConstraint(["vintage"], ["vintages.id"], name=op.f("fk_passages_vintage")),
        sa.PrimaryKeyConstraint("vintage", name=op.f("pk_passages")),
    )
    op.add_column("captures", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("poll_states", sa.Column("polls", sa.Integer(), server_default="0", nullable=False))
    op.add_column("attempts", sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))

"""What people do not want to be told of, what kept a finding from an item of its own, and reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table and four columns."""
    op.create_table(
        "silences",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silences")),
    )
    op.add_column("told", sa.Column("withheld", sa.Text(), nullable=True))
    op.add_column("told", sa.Column("withheld_by", sa.Text(), server_default="", nullable=False))
    op.add_column("told", sa.Column("retold", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("alerts", sa.Column("follows", sa.Text(), nullable=True))

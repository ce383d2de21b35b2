"""What the release calendars say, where each release stands, and since when a program is watched."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table and two columns."""
    op.create_table(
        "calendar_readings",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "document", name=op.f("pk_calendar_readings")),
    )
    op.add_column("releases", sa.Column("status", sa.Text(), nullable=True))
    op.add_column("poll_states", sa.Column("since", sa.DateTime(timezone=True), nullable=True))

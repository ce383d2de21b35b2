"""To whom a finding was assigned."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column."""
    op.add_column("reviews", sa.Column("assignee", sa.Text(), nullable=False, server_default=""))

"""How each target answers, which delivery another one follows, and indexes by which both are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MEET = "INSERT INTO targets (channel, target, failures) SELECT DISTINCT channel, target, 0 FROM deliveries"
_LAST = """
    SELECT attempts.{0} FROM attempts JOIN deliveries ON deliveries.id = attempts.delivery
    WHERE attempts.outcome = 'disabled' AND deliveries.channel = targets.channel AND deliveries.target = targets.target
    ORDER BY attempts.id DESC LIMIT 1
"""
_DISABLE = f"UPDATE targets SET disabled_at = ({_LAST.format('at')}), disabled_detail = ({_LAST.format('detail')})"  # noqa: S608 - no input in it


def upgrade() -> None:
    """Add a table, filled from what is kept, a column, and indexes in place of coarser ones."""
    op.create_table(
        "targets",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("probe", sa.Text(), nullable=True),
        sa.Column("silent_since", sa.Text(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "target", name=op.f("pk_targets")),
    )
    op.add_column("deliveries", sa.Column("follows", sa.Text(), nullable=True))
    op.create_index(op.f("ix_deliveries_channel"), "deliveries", ["channel", "target", "state", "due_at"])
    op.drop_index(op.f("ix_deliveries_state"), table_name="deliveries")
    op.drop_index(op.f("ix_deliveries_alert"), table_name="deliveries")
    op.create_index(op.f("ix_deliveries_alert"), "deliveries", ["alert", "channel", "target"])
    op.execute(_MEET)
    op.execute(_DISABLE)

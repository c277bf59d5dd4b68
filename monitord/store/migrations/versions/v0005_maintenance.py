"""Maintenance windows, and how far the recorder has written."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "maintenance_window",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("repeat", sa.String),
        sa.Column("timezone", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("announced_at", sa.BigInteger),
        sa.Column("cancelled_at", sa.BigInteger),
        sa.Column("cancelled_by", sa.String),
        sa.Column("source", sa.String, nullable=False),
    )
    op.create_index("maintenance_window_of_subject", "maintenance_window", ["kind", "subject"])
    op.create_table(
        "recorder",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("written", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Forget them all."""
    op.drop_table("recorder")
    op.drop_table("maintenance_window")

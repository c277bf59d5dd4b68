"""Observations: facts about the world that pollers told."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("poller", sa.String, nullable=False),
        sa.Column("boot_id", sa.String, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("inventory_revision", sa.String(16), nullable=False),
        sa.Column("check", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("observed_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("poller", "boot_id", "seq"),
    )
    op.create_index("observation_of_check", "observation", ["check", "observed_at"])


def downgrade() -> None:
    """Forget them all."""
    op.drop_table("observation")

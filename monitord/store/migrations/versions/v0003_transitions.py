"""Transitions of checks, and when pollers lived."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "transition",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("poller", sa.String, nullable=False),
        sa.Column("boot_id", sa.String, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("inventory_revision", sa.String(16), nullable=False),
        sa.Column("check", sa.String, nullable=False),
        sa.Column("previous", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("flapping", sa.Boolean, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("decided_at", sa.BigInteger, nullable=False),
        sa.Column("observed_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("poller", "boot_id", "seq"),
    )
    op.create_index("transition_of_check", "transition", ["check", "since"])
    op.create_index("transition_since", "transition", ["since"])
    op.create_table(
        "liveness",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("poller", sa.String, nullable=False),
        sa.Column("boot_id", sa.String, nullable=False),
        sa.Column("isolated", sa.Boolean, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("last_seq", sa.BigInteger, nullable=False),
    )
    op.create_index("liveness_of_poller", "liveness", ["poller", "boot_id", "id"])
    op.create_index("liveness_last_at", "liveness", ["last_at"])


def downgrade() -> None:
    """Forget them all."""
    op.drop_table("liveness")
    op.drop_table("transition")

"""Quality of checks in slots of five minutes, and what becomes of them with time."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "quality_series",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("check", sa.String, nullable=False),
        sa.Column("direction", sa.String, nullable=False),
        sa.UniqueConstraint("check", "direction"),
    )
    op.create_table(
        "quality_slot",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("series", sa.Integer, sa.ForeignKey("quality_series.id"), nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_index("quality_slot_start", "quality_slot", ["start", "series"])
    op.create_table(
        "quality_day",
        sa.Column("series", sa.Integer, sa.ForeignKey("quality_series.id"), primary_key=True),
        sa.Column("start", sa.BigInteger, primary_key=True),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("grain", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_index("quality_day_grain", "quality_day", ["grain", "start"])


def downgrade() -> None:
    """Forget them all."""
    for table in ("quality_day", "quality_slot", "quality_series"):
        op.drop_table(table)

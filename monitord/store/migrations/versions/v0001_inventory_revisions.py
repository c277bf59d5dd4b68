"""Inventory revisions with their validity."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table, and let at most one row be open."""
    op.create_table(
        "inventory_revision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("revision", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("valid_from", sa.BigInteger, nullable=False),
        sa.Column("valid_until", sa.BigInteger),
    )
    still_open = sa.column("valid_until").is_(None)
    op.create_index(
        "inventory_revision_one_open",
        "inventory_revision",
        [still_open],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def downgrade() -> None:
    """Forget them all."""
    op.drop_table("inventory_revision")

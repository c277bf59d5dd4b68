"""The ledger: states of circuits, sites and MCUs, corrections of outages, closed months."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "state_change",
        sa.Column("id", NUMBER, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in WORDS),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("decided_at", sa.BigInteger, nullable=False),
    )
    op.create_index("state_change_decided_at", "state_change", ["decided_at"])
    _corrections()
    _closings()


WORDS = ("boot_id", "kind", "subject", "state", "reason")


def _corrections() -> None:
    op.create_table(
        "sla_correction",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("outage", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("via", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("field", sa.String, nullable=False),
        sa.Column("before", sa.String),
        sa.Column("after", sa.String, nullable=False),
    )
    op.create_index("sla_correction_of_outage", "sla_correction", ["outage"])


def _closings() -> None:
    op.create_table(
        "sla_closing",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("via", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("corrections", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("quality", sa.LargeBinary),
    )


def downgrade() -> None:
    """Forget them all."""
    for table in ("sla_closing", "sla_correction", "state_change"):
        op.drop_table(table)

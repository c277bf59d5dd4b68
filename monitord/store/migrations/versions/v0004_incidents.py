"""Incidents, their sites, their history and what people corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "incident",
        sa.Column("id", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in WORDS),
        sa.Column("team", sa.String),
        sa.Column("most_sites", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("decided_at", sa.BigInteger, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("restored_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("acknowledged_at", sa.BigInteger),
        sa.Column("merged_into", sa.String),
        sa.Column("corrected", sa.Boolean, nullable=False),
        sa.Column("provider_ticket", sa.String),
        sa.Column("reported_at", sa.BigInteger),
        sa.Column("accepted_at", sa.BigInteger),
        sa.Column("conference_id", sa.String),
        sa.Column("state", sa.JSON, nullable=False),
    )
    op.create_index("incident_opened_at", "incident", ["opened_at"])
    op.create_index("incident_closed_at", "incident", ["closed_at"])
    op.create_index("incident_of_subject", "incident", ["subject", "opened_at"])
    _sites()
    _history()


WORDS = (
    "scope", "subject", "aspect", "cause", "certainty", "owner", "severity", "urgency", "reason",
)  # fmt: skip


def _sites() -> None:
    op.create_table(
        "incident_site",
        sa.Column("incident", sa.String, sa.ForeignKey("incident.id"), primary_key=True),
        sa.Column("site", sa.String, primary_key=True),
        sa.Column("joined_at", sa.BigInteger, nullable=False),
        sa.Column("left_at", sa.BigInteger),
    )
    op.create_index("incident_site_of_site", "incident_site", ["site", "incident"])


def _history() -> None:
    op.create_table(
        "incident_event",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("incident", sa.String, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("via", sa.String, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
    )
    op.create_index("incident_event_of_incident", "incident_event", ["incident", "id"])
    op.create_table(
        "correction",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("incident", sa.String, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("via", sa.String, nullable=False),
        sa.Column("field", sa.String, nullable=False),
        sa.Column("before", sa.String),
        sa.Column("after", sa.String),
    )
    op.create_index("correction_of_incident", "correction", ["incident"])


def downgrade() -> None:
    """Forget them all."""
    for table in ("correction", "incident_event", "incident_site", "incident"):
        op.drop_table(table)

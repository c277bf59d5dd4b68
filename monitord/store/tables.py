"""The tables. Each change here comes with a migration in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as an integer of microseconds since 1970 UTC.

    SQLite has no date type and PostgreSQL's depends on the session's time zone; integers sort,
    compare and subtract alike in both, exactly.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Raises TypeError for a datetime without a time zone."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The instant in UTC."""
        return None if value is None else EPOCH + value * MICROSECOND


metadata = MetaData()

Number = BigInteger().with_variant(Integer, "sqlite")
"""A key that counts up by itself: in SQLite only INTEGER does."""

inventory_revision = Table(
    "inventory_revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", String(16), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("source", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_until", Instant),
)
"""One row for each time that an inventory file was in force, in [valid_from, valid_until).

`content` is the exact file, gzipped. Rows are in the order of acceptance.
"""

_still_open = inventory_revision.c.valid_until.is_(None)

Index(
    "inventory_revision_one_open",
    _still_open,
    unique=True,
    sqlite_where=_still_open,
    postgresql_where=_still_open,
)

observation = Table(
    "observation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("poller", String, nullable=False),
    Column("boot_id", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("inventory_revision", String(16), nullable=False),
    Column("check", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("params", JSON, nullable=False),
    Column("observed_at", Instant, nullable=False),
    UniqueConstraint("poller", "boot_id", "seq"),
    Index("observation_of_check", "check", "observed_at"),
)
"""One row for each fact about the world that a poller told, in the order in which it was kept."""

transition = Table(
    "transition",
    metadata,
    Column("id", Number, primary_key=True),
    Column("poller", String, nullable=False),
    Column("boot_id", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("inventory_revision", String(16), nullable=False),
    Column("check", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("params", JSON, nullable=False),
    Column("flapping", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("observed_at", Instant, nullable=False),
    UniqueConstraint("poller", "boot_id", "seq"),
    Index("transition_of_check", "check", "since"),
    Index("transition_since", "since"),
)
"""One row for each change of a check, in the order in which it was kept."""

liveness = Table(
    "liveness",
    metadata,
    Column("id", Number, primary_key=True),
    Column("poller", String, nullable=False),
    Column("boot_id", String, nullable=False),
    Column("isolated", Boolean, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Index("liveness_of_poller", "poller", "boot_id", "id"),
    Index("liveness_last_at", "last_at"),
)
"""One row for each span in which a poller's heartbeats came one after the other, [first, last].

Between two spans nothing is known: the monitor was down, or could not record.
"""

incident = Table(
    "incident",
    metadata,
    Column("id", String, primary_key=True),
    Column("scope", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("aspect", String, nullable=False),
    Column("cause", String, nullable=False),
    Column("certainty", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("urgency", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("team", String),
    Column("most_sites", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("restored_at", Instant),
    Column("closed_at", Instant),
    Column("acknowledged_at", Instant),
    Column("merged_into", String),
    Column("corrected", Boolean, nullable=False),
    Column("provider_ticket", String),
    Column("reported_at", Instant),
    Column("accepted_at", Instant),
    Column("conference_id", String),
    Column("state", JSON, nullable=False),
    Index("incident_opened_at", "opened_at"),
    Index("incident_closed_at", "closed_at"),
    Index("incident_of_subject", "subject", "opened_at"),
)
"""One row for each incident as it is now; `state` has all of it, the columns what is looked for."""

incident_site = Table(
    "incident_site",
    metadata,
    Column("incident", String, ForeignKey("incident.id"), primary_key=True),
    Column("site", String, primary_key=True),
    Column("joined_at", Instant, nullable=False),
    Column("left_at", Instant),
    Index("incident_site_of_site", "site", "incident"),
)
"""One row for each site that has suffered from an incident: when it first did, and when it did
no longer while the incident went on; NULL: it does still, or did to the end."""

incident_event = Table(
    "incident_event",
    metadata,
    Column("id", Number, primary_key=True),
    Column("incident", String, ForeignKey("incident.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("what", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("via", String, nullable=False),
    Column("data", JSON, nullable=False),
    Index("incident_event_of_incident", "incident", "id"),
)
"""One row for each thing that happened to an incident, in order; rows are only added."""

correction = Table(
    "correction",
    metadata,
    Column("id", Number, primary_key=True),
    Column("incident", String, ForeignKey("incident.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("via", String, nullable=False),
    Column("field", String, nullable=False),
    Column("before", String),
    Column("after", String),
    Index("correction_of_incident", "incident"),
)
"""One row for each field that a person corrected: its value before, and after; rows are only
added."""

maintenance_window = Table(
    "maintenance_window",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("start", Instant, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("repeat", String),
    Column("timezone", String, nullable=False),
    Column("why", String, nullable=False),
    Column("who", String, nullable=False),
    Column("announced_at", Instant),
    Column("cancelled_at", Instant),
    Column("cancelled_by", String),
    Column("source", String, nullable=False),
    Index("maintenance_window_of_subject", "kind", "subject"),
)
"""One row for each planned work, as it is now; a cancelled one stays."""

state_change = Table(
    "state_change",
    metadata,
    Column("id", Number, primary_key=True),
    Column("boot_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Index("state_change_decided_at", "decided_at"),
)
"""One row for each time that a circuit, a site or an MCU was said to be in a state, as measured,
in the order in which it was kept. All are said at each start, and once more at midnight.
"""

sla_correction = Table(
    "sla_correction",
    metadata,
    Column("id", Number, primary_key=True),
    Column("outage", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("via", String, nullable=False),
    Column("why", String, nullable=False),
    Column("field", String, nullable=False),
    Column("before", String),
    Column("after", String, nullable=False),
    Index("sla_correction_of_outage", "outage"),
)
"""One row for each thing about an outage that a person set right afterwards; rows are only added.
"""

sla_closing = Table(
    "sla_closing",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("via", String, nullable=False),
    Column("why", String, nullable=False),
    Column("corrections", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("quality", LargeBinary),
)
"""One row for each time that a month was closed, and for each revision after that; rows are only
added. `sha256`: of the raw intervals as CSV, in hex. `quality`: the month's figures as they were at
the closing, JSON, gzipped; NULL in the revisions, for which those of the closing stand.
"""

recorder = Table(
    "recorder",
    metadata,
    Column("id", String, primary_key=True),
    Column("written", BigInteger, nullable=False),
)
"""One row: who writes, and the number of the last entry that is written. When the connection is
lost during a commit nobody knows what became of it: this tells.
"""

"""The tables. Each change here comes with a migration in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Dialect,
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

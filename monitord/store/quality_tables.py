"""The tables of quality. Each change here comes with a migration in `migrations/versions`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table
from sqlalchemy import UniqueConstraint as Unique

from monitord.store.tables import Instant, Number, metadata

series = Table(
    "quality_series",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("check", String, nullable=False),
    Column("direction", String, nullable=False),
    Unique("check", "direction"),
)
"""One row for each check and direction of which there ever was quality."""

slot = Table(
    "quality_slot",
    metadata,
    Column("id", Number, primary_key=True),
    Column("series", Integer, ForeignKey("quality_series.id"), nullable=False),
    Column("start", Instant, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("quality_slot_start", "start", "series"),
)
"""One row for each slot of five minutes of a day that is not over, or that has come late; two,
where the daemon was started anew in its midst. `data`: see `slot_codec`."""

day = Table(
    "quality_day",
    metadata,
    Column("series", Integer, ForeignKey("quality_series.id"), primary_key=True),
    Column("start", Instant, primary_key=True),
    Column("seconds", Integer, nullable=False),
    Column("grain", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("quality_day_grain", "grain", "start"),
)
"""One row for each day, local time, that is over: how long it was, of how many seconds its slots
are (300, then 3600, at last all of it), and the slots."""

"""The raw intervals as CSV: what the other side recomputes from, and what is hashed.

One row for each interval, times in UTC with microseconds, so that nothing depends on a timezone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO

from monitord.model.ledger import Interval

COLUMNS = (
    "kind", "id", "start", "end", "seconds", "state", "measured", "present", "outage", "incident",
    "cause", "owner", "certainty", "window", "agreed",
)  # fmt: skip


def row_of(interval: Interval) -> tuple[str, ...]:
    """One interval, column by column; empty: there is none."""
    return (
        interval.subject.kind,
        interval.subject.id,
        instant(interval.start),
        instant(interval.end),
        seconds(interval.seconds),
        interval.state,
        interval.measured,
        yes(interval.present),
        interval.outage or "",
        interval.incident or "",
        interval.cause or "",
        interval.owner or "",
        interval.certainty or "",
        interval.window or "",
        yes(interval.agreed),
    )


def as_csv(intervals: Iterable[Interval]) -> str:
    """All of them, in their order, with a heading; RFC 4180."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(map(row_of, intervals))
    return out.getvalue()


def digest(text: str) -> str:
    """SHA-256 of what `as_csv` gives, in hex."""
    return sha256(text.encode()).hexdigest()


def instant(at: datetime) -> str:
    """`2026-10-03T10:00:00.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seconds(value: float) -> str:
    """To the microsecond."""
    return f"{value:.6f}"


def yes(value: bool) -> str:
    """`yes` or `no`."""
    return "yes" if value else "no"

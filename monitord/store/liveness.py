"""When a poller lived, so that "the monitor was down" is known later: heartbeats as spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, select

from monitord.model.ledger import Span
from monitord.model.messages import Heartbeat
from monitord.store.tables import liveness as table

GAP = timedelta(seconds=15)
"""Three beats. What is further apart is not one span: a machine that slept was not measuring."""


def add(connection: Connection, beats: Iterable[Heartbeat]) -> None:
    """Extend the last span of each poller, or begin another; a known beat changes nothing."""
    last: dict[tuple[str, str], _Open] = {}
    for beat in beats:
        key = (beat.poller, beat.boot_id)
        span = last.get(key) or _last(connection, *key)
        if span is None or not span.knows(beat):
            if span is not None and not span.extended_by(beat):
                span.write(connection)
                span = None
            if span is None:
                span = _begin(connection, beat)
            last[key] = span
    for span in last.values():
        span.write(connection)


def spans(connection: Connection, since: datetime, until: datetime) -> list[Span]:
    """All that touch [since, until), in the order in which they began."""
    touching = (table.c.last_at >= since) & (table.c.first_at < until)
    rows = connection.execute(select(table).where(touching).order_by(table.c.first_at, table.c.id))
    return [Span(row.poller, row.boot_id, row.isolated, row.first_at, row.last_at) for row in rows]


@dataclass(slots=True)
class _Open:
    """The last span of a poller, and up to where it is written."""

    id: int
    isolated: bool
    last_at: datetime
    last_seq: int

    def knows(self, beat: Heartbeat) -> bool:
        return beat.seq <= self.last_seq

    def extended_by(self, beat: Heartbeat) -> bool:
        """Whether this beat goes on with it, and the clock has not gone back; it is taken in."""
        near = self.last_at <= beat.observed_at <= self.last_at + GAP
        if not near or beat.isolated != self.isolated:
            return False
        self.last_at, self.last_seq = beat.observed_at, beat.seq
        return True

    def write(self, connection: Connection) -> None:
        connection.execute(
            table.update()
            .where(table.c.id == self.id)
            .values(last_at=self.last_at, last_seq=self.last_seq)
        )


def _begin(connection: Connection, beat: Heartbeat) -> _Open:
    statement = table.insert().values(
        poller=beat.poller,
        boot_id=beat.boot_id,
        isolated=beat.isolated,
        first_at=beat.observed_at,
        last_at=beat.observed_at,
        last_seq=beat.seq,
    )
    ident = connection.execute(statement.returning(table.c.id)).scalar_one()
    return _Open(ident, beat.isolated, beat.observed_at, beat.seq)


def _last(connection: Connection, poller: str, boot_id: str) -> _Open | None:
    of_it = (table.c.poller == poller) & (table.c.boot_id == boot_id)
    row: Row[tuple[object, ...]] | None = connection.execute(
        select(table).where(of_it).order_by(table.c.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None else _Open(row.id, row.isolated, row.last_at, row.last_seq)

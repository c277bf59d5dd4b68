"""A database with a month of 621 sites in it: its timelines drawn, its quality dealt out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import Connection, select

from benchmarks.quality_days import A_DAY, echo_days, stream_days
from monitord.inventory import load
from monitord.model.evidence import Evidence
from monitord.model.figures import Month
from monitord.model.incidents import IncidentChange
from monitord.model.inventory import Inventory
from monitord.model.ledger import Span
from monitord.model.quality import Direction
from monitord.model.settings import RtpCheck
from monitord.model.slots import SLOT
from monitord.sla.months import month_of
from monitord.store import changes, incidents, revisions, tables, windows
from monitord.store.dialects import put
from monitord.store.engine import prepare, transact
from monitord.store.quality import Series
from monitord.store.quality_tables import day as days
from monitord.store.quality_tables import series as names
from tests.sla.simulated import Simulated, simulated

DRAWN = 60
"""Days of echoes that are drawn; a third as many of streams."""
PORTION = 400


def fill(url: str, inventory: Path, name: str) -> Simulated:
    """Write the month called `name` (`2026-10`), as the daemon would have, into a new database."""
    known = load(inventory)
    afterwards = datetime.now(UTC)
    month = month_of(name, known.organization.timezone, afterwards)
    made = simulated(known, month)
    engine = prepare(url)
    transact(engine, partial(_timelines, inventory=inventory, evidence=made.evidence))
    for rows in _quality(transact(engine, partial(_named, inventory=known)), month):
        transact(engine, partial(put, table=days, rows=rows))
    engine.dispose()
    return made


def filled_with(url: str, inventory: Path, name: str) -> int:
    """The same; how many outages that is."""
    return sum(fill(url, inventory, name).outages.values())


def _timelines(connection: Connection, inventory: Path, evidence: Evidence) -> None:
    since = evidence.revisions[0].start
    content = inventory.read_bytes()
    revision = evidence.revisions[0].inventory.revision
    revisions.accept(connection, revision, content, str(inventory), since)
    changes.add(connection, evidence.changes)
    connection.execute(tables.liveness.insert(), [_alive(span) for span in evidence.spans])
    incidents.keep(connection, [IncidentChange(each, ()) for each in evidence.incidents])
    windows.keep(connection, evidence.windows)


def _alive(span: Span) -> dict[str, object]:
    return {
        "poller": span.poller,
        "boot_id": span.boot_id,
        "isolated": span.isolated,
        "first_at": span.first_at,
        "last_at": span.last_at,
        "last_seq": 1,
    }


def _named(connection: Connection, inventory: Inventory) -> list[tuple[int, Series]]:
    """Every check whose quality is kept, with its number."""
    checks = [(f"{device.id}/{name}", settings) for device in inventory.devices.values()
              for name, settings in device.checks.items()]  # fmt: skip
    series = [Series(check, Direction.ROUND_TRIP) for check, _ in checks if check.endswith("/icmp")]
    series += [
        Series(check, way) for check, each in checks if isinstance(each, RtpCheck)
        for way in Direction
    ]  # fmt: skip
    connection.execute(names.insert(), [each._asdict() for each in series])
    rows = connection.execute(select(names))
    return [(row.id, Series(row.check, Direction(row.direction))) for row in rows]


def _quality(known: list[tuple[int, Series]], month: Month) -> Iterator[list[dict[str, object]]]:
    """Rows of all days, in slots of five minutes: the month is not closed."""
    random, start = Random(7), month.start
    echoes, streams = echo_days(start, DRAWN, random), stream_days(start, DRAWN // 3, random)
    for date in range((month.end - month.start).days):
        rows: list[dict[str, object]] = []
        for ident, series in known:
            drawn = echoes if series.check.endswith("/icmp") else streams[series.direction]
            rows.append(
                {
                    "series": ident,
                    "start": start + timedelta(days=date),
                    "seconds": A_DAY,
                    "grain": SLOT,
                    "data": drawn[(ident * 31 + date * 7) % len(drawn)].at(SLOT),
                }
            )
        for first in range(0, len(rows), PORTION):
            yield rows[first : first + PORTION]

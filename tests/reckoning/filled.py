"""A database with a golden month in it, put there by the store's own functions.

A year earlier than the month is told, so that it is over whatever the clock says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from monitord.model.evidence import Evidence
from monitord.model.incidents import IncidentChange
from monitord.model.inventory import Inventory
from monitord.model.ledger import Affected, Closing, Span
from monitord.store import changes, closings, corrections, incidents, revisions, windows
from monitord.store.engine import prepare, transact
from monitord.store.tables import incident_site, liveness
from tests.sla import golden
from tests.sla.golden.loader import HERE

YEAR = timedelta(days=365)
MONTH = "2025-10"
PROVINCE = (HERE / "province.yaml").read_bytes()


def fill(url: str, name: str, province: Mapping[str, str] | None = None) -> None:
    """Put the golden month `name` into the database; `province`: text replaced in its inventory."""
    text = PROVINCE.decode()
    for old, new in (province or {}).items():
        assert old in text
        text = text.replace(old, new)
    told = golden.load(name).evidence
    assert [each.sha256 for each in told.revisions] == [sha256(PROVINCE).hexdigest()]
    engine = prepare(url)
    transact(engine, partial(_put, told=earlier(told), content=text.encode()))
    engine.dispose()


def earlier(value: Any) -> Any:
    """All that happened, a year before."""
    if isinstance(value, datetime):
        return value - YEAR
    if isinstance(value, Closing):
        return replace(value, month=MONTH, at=value.at - YEAR)
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(earlier(each) for each in value)
    if isinstance(value, Mapping):
        return {key: earlier(each) for key, each in value.items()}
    if not is_dataclass(value) or isinstance(value, type | Inventory):
        return value
    moved = {field.name: earlier(getattr(value, field.name)) for field in fields(value)}
    return replace(value, **moved)


def _put(connection: Connection, told: Evidence, content: bytes) -> None:
    for each in told.revisions:
        revision = sha256(content).hexdigest()[:16]
        revisions.accept(connection, revision, content, "inventory.yaml", each.start)
    changes.add(connection, told.changes)
    _put_spans(connection, told.spans)
    incidents.keep(connection, [IncidentChange(each, ()) for each in told.incidents])
    for ident, sites in told.affected.items():
        _put_sites(connection, ident, sites)
    windows.keep(connection, told.windows)
    corrections.add(connection, told.corrections)
    for closing in told.closings:
        closings.add(connection, closing, "0" * 64, {} if closing.revision == 1 else None)


def _put_spans(connection: Connection, spans: Sequence[Span]) -> None:
    """Whole: the heartbeats of a month are a quarter of a million."""
    for number, each in enumerate(spans):
        row = {
            "poller": each.poller,
            "boot_id": each.boot_id,
            "isolated": each.isolated,
            "first_at": each.first_at,
            "last_at": each.last_at,
            "last_seq": number,
        }
        connection.execute(liveness.insert().values(row))


def _put_sites(connection: Connection, incident: str, sites: Sequence[Affected]) -> None:
    connection.execute(incident_site.delete().where(incident_site.c.incident == incident))
    for each in sites:
        row = {
            "incident": incident,
            "site": each.site,
            "joined_at": each.joined_at,
            "left_at": each.left_at,
        }
        connection.execute(incident_site.insert().values(row))

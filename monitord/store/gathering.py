"""All that the ledger of a month is worked out from, read in one go.

Files of inventories are parsed by whoever asks: the daemon has them parsed, and keeps the parser
out of its memory. Others take `evidence.load`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from monitord.model.evidence import Evidence, InForce
from monitord.model.incidents import Incident
from monitord.model.inventory import Inventory
from monitord.model.ledger import Correction, LedgerError
from monitord.model.maintenance import Window
from monitord.model.slots import Strip
from monitord.store import affected, changes, closings, corrections, incidents, liveness, windows
from monitord.store.revisions import in_force_between

BEFORE = timedelta(days=2)
"""How far back the states are read: every one of them was said at one midnight in it at least."""
AFTER = timedelta(days=1)
"""How long after its beginning a state may have been decided, at the most."""
WELL_WITHIN = timedelta(days=14)
"""After its beginning a month is the same one everywhere, also where timezones were changed."""


def gather(
    connection: Connection,
    start: datetime,
    end: datetime,
    now: datetime,
    parse: Callable[[bytes, datetime], Inventory],
    quality: Iterable[Strip] = (),
) -> Evidence:
    """The evidence of [start, end), a month or the part of it that is over; UTC.

    `now`: when it is asked for. `parse`: see `parse_past`. `quality`: the slots of this time, which
    are not looked at once the month is closed. Everything but these is read when this returns.

    Raises LedgerError where there is no inventory, or one that cannot be read any more, and
    DamagedContentError.
    """
    since, until = start - BEFORE, end + AFTER
    revisions = inventories(connection, start, end, parse)
    touching = incidents.touching(connection, since, until)
    closed = closings.of(connection, _month(start))
    return Evidence(
        revisions=revisions,
        changes=changes.between(connection, since, until),
        spans=liveness.spans(connection, since, until),
        incidents=touching,
        affected=affected.of_incidents(connection, [each.id for each in touching]),
        windows=[each for each in windows.all_of(connection) if _touches(each, since, until)],
        corrections=_corrections(connection, touching, end),
        closings=closed,
        quality=() if closed else quality,
        frozen=closings.frozen(connection, closed[0].month) if closed else None,
        now=now,
    )


def inventories(
    connection: Connection,
    start: datetime,
    end: datetime,
    parse: Callable[[bytes, datetime], Inventory],
) -> list[InForce]:
    """Those in force at some time of [start, end); what came back unchanged is parsed once.

    Raises LedgerError and DamagedContentError, as `gather` does.
    """
    parsed: dict[str, Inventory] = {}
    found = []
    for stored in in_force_between(connection, start, end):
        at = stored.validity
        if at.sha256 not in parsed:
            parsed[at.sha256] = parse(stored.content, at.valid_from)
        found.append(InForce(at.valid_from, at.valid_until, at.sha256, parsed[at.sha256]))
    if not found:
        raise LedgerError("sla.no-inventory", start=start.isoformat(), end=end.isoformat())
    return found


def _month(start: datetime) -> str:
    """How the month is called that begins at `start` in whatever timezone."""
    return f"{start + WELL_WITHIN:%Y-%m}"


def _corrections(
    connection: Connection, touching: Sequence[Incident], end: datetime
) -> list[Correction]:
    """Those of these incidents, and of outages without an incident that began before `end`."""
    known = {each.id for each in touching}
    latest = f"{end:%Y%m%dT%H%M%SZ}"
    return [
        each
        for each in corrections.all_of(connection)
        if each.outage.split("/")[0] in known
        or ("@" in each.outage and each.outage.rsplit("@")[-1] < latest)
    ]


def _touches(window: Window, since: datetime, until: datetime) -> bool:
    """Whether it may be in force in [since, until); when a repetition ends is not known here."""
    over = window.start + timedelta(seconds=window.seconds)
    return window.start < until and (window.repeat is not None or over > since)

"""All that the ledger of a month is worked out from, by whoever has nothing parsed yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from monitord.inventory.past import parse_past
from monitord.model.evidence import Evidence
from monitord.model.slots import Strip
from monitord.store.gathering import AFTER, BEFORE, gather

__all__ = ["AFTER", "BEFORE", "load"]


def load(
    connection: Connection,
    start: datetime,
    end: datetime,
    now: datetime,
    quality: Iterable[Strip] = (),
) -> Evidence:
    """The evidence of [start, end), a month or the part of it that is over; see `gather`.

    Inventories are parsed here, which takes seconds for a big one. Raises LedgerError and
    DamagedContentError.
    """
    return gather(connection, start, end, now, parse_past, quality)

"""A database as what months are worked out from: opened, looked at, closed; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from monitord.inventory.past import parse_past
from monitord.model.evidence import Evidence
from monitord.model.figures import Month
from monitord.model.inventory import Inventory
from monitord.model.ledger import Closing, LedgerError
from monitord.sla.months import last_month, month_of
from monitord.sla.quality import telling
from monitord.store import months, revisions
from monitord.store.failures import failures
from monitord.store.gathering import gather, inventories
from monitord.store.quality import strips
from monitord.store.reading import open_to_read

parsed = lru_cache(maxsize=4)(parse_past)
"""The inventory in a file of the past; a report for each provider asks for the same ones."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What is known at `now`, by one connection that sees one moment."""

    connection: Connection
    now: datetime
    inventory: Inventory
    """The newest that was accepted."""
    since: datetime
    """When the first inventory came into force: before that there is nothing."""

    @property
    def timezone(self) -> str:
        """Where months begin and end."""
        return self.inventory.organization.timezone

    def month(self, word: str | None) -> Month:
        """The month that is meant; None: the newest that is over.

        Raises LedgerError: `sla.month-unreadable`, `sla.month-future`, `sla.no-data`.
        """
        timezone, now = self.timezone, self.now
        month = last_month(timezone, now) if word is None else month_of(word, timezone, now)
        if month.end <= self.since:
            first = self.since.astimezone(ZoneInfo(timezone))
            raise LedgerError("sla.no-data", month=month.name, first=f"{first:%Y-%m}")
        return month

    def evidence(self, month: Month, *, quality: bool = True) -> Evidence:
        """All of a month; its quality is read while this is open.

        Without `quality` there is none, which is quicker. Raises LedgerError
        (`sla.past-inventory`, `sla.no-inventory`).
        """
        start, end = month.start, month.end
        found = gather(self.connection, start, end, self.now, parsed)
        if not quality:
            return replace(found, frozen={})
        slots = strips(self.connection, start, end, telling(found.revisions))
        return replace(found, quality=() if found.closings else slots)

    def providers(self, month: Month) -> list[str]:
        """The ids of those that had a circuit in it at some time, in the order of the file."""
        found: dict[str, None] = {}
        for each in inventories(self.connection, month.start, month.end, parsed):
            used = {line.provider for line in each.inventory.circuits.values()}
            found |= dict.fromkeys(one for one in each.inventory.providers if one in used)
        return list(found)

    def closed(self) -> Mapping[str, Sequence[Closing]]:
        """By month its closings by revision; months that were not closed are absent."""
        return months.closed(self.connection)


@contextmanager
def opened(url: str, now: datetime) -> Iterator[Archive]:
    """The archive at an SQLAlchemy URL, as it is at this moment.

    Raises CannotReadError, StoreError, and LedgerError (`sla.empty`) where no monitor ever ran.
    """
    engine = open_to_read(url)
    try:
        with failures(engine.url), engine.connect() as connection:
            yield _archive(connection.execution_options(reading=True), now)
    finally:
        engine.dispose()


def _archive(connection: Connection, now: datetime) -> Archive:
    known = revisions.history(connection)
    newest = revisions.in_force(connection, max(now, known[-1].valid_from)) if known else None
    if newest is None:
        raise LedgerError("sla.empty")
    inventory = parsed(newest.content, newest.validity.valid_from)
    return Archive(connection, now, inventory, known[0].valid_from)

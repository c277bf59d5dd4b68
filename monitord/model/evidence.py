"""What the ledger of a month is worked out from, as it is kept: no conclusion yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitord.model.figures import Quality
from monitord.model.incidents import Incident
from monitord.model.inventory import Inventory
from monitord.model.ledger import Affected, Change, Closing, Correction, Span
from monitord.model.maintenance import Window
from monitord.model.slots import Strip


@dataclass(frozen=True, slots=True)
class InForce:
    """An inventory, and when it was in force: [start, end), UTC; an open end is None."""

    start: datetime
    end: datetime | None
    sha256: str
    """Of the file, in hex."""
    inventory: Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything of a month, and what reaches into it."""

    revisions: Sequence[InForce]
    """In the order of acceptance, without gap or overlap from the first on."""
    changes: Sequence[Change]
    """In the order of writing, from two days before the month at the latest."""
    spans: Sequence[Span]
    """When the monitor lived, by their beginning; outside them nothing is known."""
    incidents: Sequence[Incident]
    """All that touch the month, with those into which they were merged."""
    affected: Mapping[str, Sequence[Affected]]
    """By incident."""
    windows: Sequence[Window]
    """Those entered by command, cancelled ones among them; the others are in the inventories."""
    corrections: Sequence[Correction]
    """All that were ever entered of these incidents and of outages of the month, by id."""
    closings: Sequence[Closing]
    """Of this month, by revision; empty: it has not been closed."""
    quality: Iterable[Strip]
    """By check and direction, then by time. Read once."""
    frozen: Mapping[str, Sequence[Quality]] | None = None
    """As frozen when the month was closed, by `circuit@provider` (see `monitord.sla.quality`); then
    `quality` is not read."""
    now: datetime
    """When it was asked for: what comes later is not known."""

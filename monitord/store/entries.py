"""What the daemon keeps, entry by entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from monitord.model.incidents import IncidentChange
from monitord.model.ledger import Change
from monitord.model.maintenance import Window
from monitord.model.messages import Heartbeat, Observation, Transition
from monitord.store.quality import FinishedSlots
from monitord.store.revisions import Revision

Entry: TypeAlias = (
    Revision
    | Transition
    | Observation
    | Heartbeat
    | Change
    | IncidentChange
    | Window
    | FinishedSlots
)


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry, its place in the order of all, and when it was noted: monotonic seconds."""

    number: int
    entry: Entry
    at: float

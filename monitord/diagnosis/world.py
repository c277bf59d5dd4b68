"""What root cause is concluded from: everything that is known at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitord.diagnosis.ties import Ties
from monitord.model.facts import CheckNow, CircuitNow, Fact
from monitord.model.inventory import Inventory
from monitord.model.settings import IncidentRules


class Coverage(Protocol):
    """Which maintenance windows are in force; each answer is a window's id, or None."""

    def site(self, ident: str) -> str | None:
        """The window that covers a site."""

    def circuit(self, ident: str) -> str | None:
        """The window that covers a circuit."""

    def provider(self, ident: str) -> str | None:
        """The window that covers all of a provider."""

    def mcu(self, ident: str) -> str | None:
        """The window that covers an MCU or an MCU group."""


@dataclass(frozen=True, slots=True)
class World:
    """One moment. The mappings are the centre's own, and change once it is over."""

    now: datetime
    inventory: Inventory
    rules: IncidentRules
    ties: Ties
    checks: Mapping[str, Mapping[str, CheckNow]]
    """By device, by probe; a check of which nothing was heard is absent."""
    circuits: Mapping[str, CircuitNow]
    """Those in force, by id."""
    facts: Mapping[str, Sequence[Fact]]
    """By site, newest first; not all that ever were."""
    came_back: Mapping[str, datetime]
    """By site: when it began to pass traffic again after it had not."""
    windows: Coverage
    isolated_since: datetime | None = None
    """Since when all targets and all witnesses are silent."""

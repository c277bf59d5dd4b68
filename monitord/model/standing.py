"""How the month that is not over stands: what the dashboards show of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitord.model.figures import Available


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a circuit, or a provider, stands in the month so far."""

    id: str
    provider: str
    available: Available
    target: float | None
    budget: float | None
    """Seconds that the contract allows in the whole month; of a provider: of all its circuits."""
    outages: int

    @property
    def budget_left(self) -> float | None:
        """Seconds; below zero when it is overdrawn."""
        return None if self.budget is None else self.budget - self.available.provider_down


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthToDate:
    """The month so far, worked out every few minutes."""

    computed_at: float
    """Unix seconds up to which it is known."""
    month: str
    """`2026-10`."""
    circuits: Sequence[Standing]
    providers: Sequence[Standing]

"""What a contract promises for a month, and what is owed when that was not kept."""

from __future__ import annotations

from monitord.model.figures import Available
from monitord.model.inventory import Sla


def budget(sla: Sla, counted: float) -> float | None:
    """Seconds that a line may be down in so many that count; None when nothing is promised."""
    return None if sla.availability is None else round((1 - sla.availability) * counted, 6)


def credit(sla: Sla, available: Available) -> float:
    """What is owed for a circuit, a ratio of the month's fee: the largest tier that applies.

    0 where none does, or no time counted.
    """
    value = available.ratio.value
    if value is None:
        return 0.0
    return max((tier.credit for tier in sla.credits if value < tier.below), default=0.0)

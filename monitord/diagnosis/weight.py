"""How much a fault matters, and who answers for it: the two tables of judgement. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from monitord.model.incidents import Cause, Owner, Severity, Urgency
from monitord.model.inventory import Inventory


class Weight(NamedTuple):
    """Whether somebody cannot meet, and whether somebody is to be woken."""

    severity: Severity
    urgency: Urgency


class Impact(Enum):
    """What a fault does to those who suffer from it."""

    CANNOT_MEET = Weight(Severity.CRITICAL, Urgency.PAGE)
    """Nobody knows when the next meeting is: somebody is to be woken."""
    ASLEEP = Weight(Severity.CRITICAL, Urgency.MORNING)
    """One site cannot meet, and by its hours nobody is there who would: it has until they open."""
    ANOTHER_WAY = Weight(Severity.WARNING, Urgency.PAGE)
    """They can meet if they are told how, and before they try: another number is to be dialled."""
    LESS = Weight(Severity.WARNING, Urgency.MORNING)
    """They meet as before: worse to hear and see, or without what stands in the next time."""


OWNERS: Mapping[Cause, Owner] = {
    Cause.CIRCUIT: Owner.PROVIDER,
    Cause.PROVIDER: Owner.PROVIDER,
    Cause.QUALITY: Owner.PROVIDER,
    Cause.POWER: Owner.UTILITY,
    Cause.EQUIPMENT: Owner.SITE,
    Cause.SIGNALLING: Owner.OPERATOR,
    Cause.MCU: Owner.CENTRE,
    Cause.UPSTREAM: Owner.UPSTREAM,
    Cause.MONITOR: Owner.CENTRE,
    Cause.UNDETERMINED: Owner.UNDETERMINED,
}
"""Who answers for a cause, until a person says otherwise."""


def owner_of_mcu(inventory: Inventory, subject: str) -> Owner:
    """Of an MCU or a group: who runs it, when the group or the organization names somebody."""
    group = inventory.mcu_groups.get(subject)
    named = (group is not None and group.operator) or inventory.organization.operator
    return Owner.OPERATOR if named else OWNERS[Cause.MCU]

"""What a poll of an agent says, in vendor-neutral words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from monitord.model.modules import IdentityField, Rule
from monitord.model.snmp import SnmpAnswer, SnmpPlan

Labels: TypeAlias = tuple[str, ...]
"""Values in the order of `Quantity.labels`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity of one device, measured."""

    quantity: str
    labels: Labels
    value: float | str
    """A word for a quantity of the type `state`."""
    rules: tuple[Rule, ...] = ()
    """What its module says about such values."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Everything that one answer says."""

    identity: Mapping[IdentityField, str] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    uptime: float | None = None
    """sysUpTime in seconds; it wraps after 497 days. None when it was not read."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """ifAlias by interface name, where there is one."""
    wrong: int = 0
    """Objects whose value was of another type or form than the module says."""


class Reader(Protocol):
    """Modules put together: what a poll has to read, and what its answer says. Pure, shared."""

    @property
    def plan(self) -> SnmpPlan:
        """Every object that the modules need."""

    def report(self, answer: SnmpAnswer) -> Reported:
        """The answer in vendor-neutral words; never raises for what an agent sends."""

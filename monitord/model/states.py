"""States of checks, devices, circuits and sites, and the reasons for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias


class State(StrEnum):
    """How something is. The value is the label in metrics, the API and the database."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    UNREACHABLE = "unreachable"
    """Its uplink is down: nothing is known to be wrong with itself."""
    MAINTENANCE = "maintenance"
    OFF = "off"
    """Silent outside its hours: a room between meetings, not a fault."""
    UNKNOWN = "unknown"
    """Not measured. Never a synonym of down."""


CHECK_STATES = (State.UP, State.DEGRADED, State.DOWN, State.OFF, State.UNKNOWN)
"""What a single check can be. Unreachable and maintenance are judgements of the centre."""

WORST_FIRST = (
    State.DOWN,
    State.UNREACHABLE,
    State.DEGRADED,
    State.UNKNOWN,
    State.MAINTENANCE,
    State.OFF,
    State.UP,
)
"""The order of every list that people read."""

CANNOT_MEET = frozenset({State.DOWN, State.UNREACHABLE})
"""The states of the first number that the centre wants: sites that cannot hold a meeting."""

Param: TypeAlias = str | int | float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a state was decided: a code and its parameters, put into words only on output.

    Parameters are in base units: seconds, ratios from 0 to 1, counts.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=lambda: MappingProxyType({}))


NO_REASON = Reason("none")


def of_device(checks: Iterable[State]) -> State:
    """How a device is, by the states of its checks.

    A check that is not measured says nothing where another one is; a device that answers one of
    them is not off.
    """
    measured = [state for state in checks if state is not State.UNKNOWN]
    return worst([state for state in measured if state is not State.OFF] or measured)


def worst(states: Iterable[State]) -> State:
    """The state that stands first in `WORST_FIRST`; unknown when there is none."""
    return min(states, key=WORST_FIRST.index, default=State.UNKNOWN)

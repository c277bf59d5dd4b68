"""How an agent is, under all faults of the moment that befall its device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitord.simulator.fault import Ailment

NANOSECONDS = 1_000_000_000
INTERFACE = "interface-down:"
"""The beginning of the state in which an interface, which it names, is down."""
WRONG_TYPE = "wrong-type"


@dataclass(frozen=True, slots=True)
class Condition:
    """Times are CLOCK_MONOTONIC nanoseconds."""

    silent: bool = False
    slow: int = 0
    garbage: bool = False
    truncated: bool = False
    in_call: bool | None = None
    states: Mapping[str, int] = field(default_factory=dict)
    """What the agent says is wrong, and since when."""
    reboots: tuple[int, ...] = ()
    """When it started again, in their order."""


HEALTHY = Condition()


def condition(ailments: Iterable[tuple[Ailment, int]], reboots: Iterable[int]) -> Condition:
    """The sum of ailments, each with when it began; of two that differ the later one counts."""
    silent = garbage = truncated = False
    slow = 0
    in_call: bool | None = None
    states: dict[str, int] = {}
    for ailment, since in ailments:
        silent |= ailment.silent
        garbage |= ailment.garbage
        truncated |= ailment.truncated
        slow += round(ailment.slow * NANOSECONDS)
        in_call = in_call if ailment.in_call is None else ailment.in_call
        for state in states_of(ailment):
            states.setdefault(state, since)
    return Condition(silent, slow, garbage, truncated, in_call, states, tuple(sorted(reboots)))


def states_of(ailment: Ailment) -> list[str]:
    """The names of what changes in the agent's objects."""
    shown = {
        "not-registered": ailment.not_registered,
        "ports-full": ailment.ports_full,
        "on-battery": ailment.on_battery,
        WRONG_TYPE: ailment.wrong_type,
    }
    states = [state for state, holds in shown.items() if holds]
    return states + ([INTERFACE + ailment.interface_down] if ailment.interface_down else [])

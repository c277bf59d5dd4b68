"""A simulated device as its agent knows it, and what it shows at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from monitord.simulator.movement import Moment
from monitord.simulator.snmp.condition import INTERFACE, NANOSECONDS, WRONG_TYPE, Condition
from monitord.simulator.snmp.mib import STATE, Played

LONGEST_UPTIME = 30 * 86400.0
"""Seconds for which a device has run at most when the simulation begins."""
CALL_LASTS = 900.0
"""Seconds after which a device makes up its mind again whether to be in a call."""
IN_CALL = 0.3
"""The share of devices that are in a call at a time."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One device. Everything about it follows from its id and the seed."""

    device: str
    recordings: tuple[str, ...]
    phase: float
    """From 0 to 1: where in its rise and fall it is."""
    uptime: float
    """Seconds for which it has run when the simulation begins."""
    person: Mapping[str, str]
    """What is its own in texts."""
    seed: int

    def in_call(self, condition: Condition, elapsed: float) -> bool:
        """Whether it is in a call, so many seconds after the start."""
        if condition.in_call is not None:
            return condition.in_call
        turn = int(elapsed / CALL_LASTS + self.phase)
        return share(self.device, self.seed, f"call {turn}") < IN_CALL

    def played(self, condition: Condition, start: int, at: int) -> Played:
        """The clocks of its objects. `start` is that of the simulation, both in nanoseconds."""

        def own(instant: int) -> Moment:
            begun = [reboot for reboot in condition.reboots if reboot <= instant]
            age = (instant - (begun[-1] if begun else start)) / NANOSECONDS
            return Moment(age if begun else age + self.uptime, self.phase)

        clocks = {STATE: own(at)}
        for state, since in condition.states.items():
            stopped = state.startswith(INTERFACE) or state == WRONG_TYPE
            clocks[state] = own(since) if stopped else Moment((at - since) / NANOSECONDS)
        return Played(self.person, clocks)


def subject(device: str, recordings: tuple[str, ...], seed: int) -> Subject:
    """The device of this id."""
    serial = f"{crc32(device.encode()):08X}"
    phase, uptime = share(device, seed, "phase"), share(device, seed, "uptime") * LONGEST_UPTIME
    person = {"device": device, "serial": serial}
    return Subject(device, recordings, phase, uptime, person, seed)


def share(device: str, seed: int, what: str) -> float:
    """A number from 0 to 1 that is always the same for a device, a seed and a purpose."""
    return crc32(f"{seed}/{what}/{device}".encode()) / 2**32

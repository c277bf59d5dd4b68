"""What any device has at any instant, each state of each recording written out once."""

from __future__ import annotations

from monitord.simulator.snmp.condition import NANOSECONDS, Condition
from monitord.simulator.snmp.edition import edition
from monitord.simulator.snmp.kinds import lines_of
from monitord.simulator.snmp.mib import Mib, Played
from monitord.simulator.snmp.subject import Subject

MOST_MIBS = 512
"""Editions kept: interfaces that are down by many names could make ever more of them."""


class Library:
    """All editions of all recordings so far; devices in the same state share one."""

    def __init__(self, start: int) -> None:
        """`start` is that of the simulation, CLOCK_MONOTONIC nanoseconds."""
        self.start = start
        self.mibs: dict[tuple[tuple[str, ...], bool, tuple[str, ...]], Mib] = {}
        """By recordings, whether in a call, and states."""

    def look_up(self, subject: Subject, condition: Condition, at: int) -> tuple[Mib, Played]:
        """What a device has at an instant, and what its values depend on."""
        in_call = subject.in_call(condition, (at - self.start) / NANOSECONDS)
        key = subject.recordings, in_call, tuple(condition.states)
        mib = self.mibs.get(key)
        if mib is None:
            if len(self.mibs) >= MOST_MIBS:
                self.mibs.clear()
            lines = lines_of(subject.recordings)
            mib = self.mibs[key] = edition(lines, condition.states, in_call=in_call)
        return mib, subject.played(condition, self.start, at)

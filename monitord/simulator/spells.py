"""The faults of the moment: the scenario's, and those commanded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from monitord.simulator.fault import Fault, Scenario, Target
from monitord.simulator.rtp.distortion import FAITHFUL, STRAIGHT, Reflection, reflection
from monitord.simulator.signalling.trouble import Trouble, together
from monitord.simulator.snmp.condition import HEALTHY, NANOSECONDS, Condition, condition

NEVER = 1 << 63


@dataclass(frozen=True, slots=True)
class Spell:
    """A fault under way. `since` is CLOCK_MONOTONIC nanoseconds."""

    target: Target
    fault: Fault
    since: int


class Spells:
    """Which faults there are at the instant to which `pass_to` has brought them."""

    def __init__(self, scenario: Scenario, start: int) -> None:
        """`start` is when the scenario's time begins, CLOCK_MONOTONIC nanoseconds."""
        self.scenario = scenario
        self.start = start
        self.next_edge = start
        """When `pass_to` is due again."""
        self.scheduled: list[Spell] = []
        self.commanded: dict[Target, Spell] = {}
        self.lasting: list[Spell] = []
        """What was commanded so far and is not undone when the fault ends: reboots and the like."""

    def __iter__(self) -> Iterator[Spell]:
        yield from self.scheduled
        yield from self.commanded.values()

    def command(self, target: Target, fault: Fault | None, at: int) -> None:
        """Let `fault` befall `target`, in place of one commanded before; None ends it."""
        self.commanded.pop(target, None)
        if fault is not None:
            spell = self.commanded[target] = Spell(target, fault, at)
            if fault.snmp.reboot or fault.rtp.lasts:
                self.lasting.append(spell)

    def pass_to(self, now: int) -> None:
        """Bring the scenario up to `now`."""
        elapsed = (now - self.start) / NANOSECONDS
        self.scheduled = [
            Spell(event.target, event.fault, self._instant(since))
            for event, since in self.scenario.active(elapsed)
        ]
        edge = self.scenario.next_change(elapsed)
        self.next_edge = NEVER if edge == float("inf") else self._instant(edge)

    def condition(self, hits: Callable[[Target], bool], now: int) -> Condition:
        """How the agent of a device is, of which `hits` says whether a target means it."""
        ailing = [(spell.fault.snmp, spell.since) for spell in self if hits(spell.target)]
        lasting = [spell for spell, _ in self._lasting(now) if hits(spell.target)]
        reboots = [spell.since for spell in lasting if spell.fault.snmp.reboot]
        return condition(ailing, reboots) if ailing or reboots else HEALTHY

    def reflection(self, hits: Callable[[Target], bool], now: int) -> Reflection:
        """How the reflector of a device is, of which `hits` says whether a target means it."""
        under_way = [spell.fault.rtp for spell in self if hits(spell.target)]
        lasting = [each for each in self._lasting(now) if hits(each[0].target)]
        steps = [spell.fault.rtp.clock_step * times for spell, times in lasting]
        restarts = [spell.since for spell, _ in lasting if spell.fault.rtp.restart]
        if restarts or any(steps) or any(each != STRAIGHT for each in under_way):
            return reflection(under_way, steps, restarts)
        return FAITHFUL

    def trouble(self, hits: Callable[[Target], bool]) -> Trouble:
        """How the signalling of a device is, of which `hits` says whether a target means it."""
        return together(spell.fault.signalling for spell in self if hits(spell.target))

    def _lasting(self, now: int) -> Iterator[tuple[Spell, int]]:
        """All that has begun and may not be undone at its end: the last time, and how often."""
        for spell in self.lasting:
            yield spell, 1
        elapsed = (now - self.start) / NANOSECONDS
        for event, since in self.scenario.begun(elapsed):
            if event.fault.snmp.reboot or event.fault.rtp.lasts:
                spell = Spell(event.target, event.fault, self._instant(since))
                yield spell, event.times(elapsed)

    def _instant(self, elapsed: float) -> int:
        return self.start + round(elapsed * NANOSECONDS)

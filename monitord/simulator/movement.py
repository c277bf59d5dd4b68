"""How recorded values move: pure functions of an agent's age and of who it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

PERIOD = 600.0
"""Seconds in which a device's activity rises and falls once."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in an agent's life."""

    age: float = 0.0
    """Seconds since it started: its sysUpTime."""
    phase: float = 0.0
    """Where in its rise and fall it started, from 0 to 1: each device has its own."""
    in_call: bool = False

    @property
    def level(self) -> float:
        """How busy the device is, from 0 to 1; everything in it that wanders follows this."""
        return (1 + sin(2 * pi * (self.age / PERIOD + self.phase))) / 2

    @property
    def swell(self) -> float:
        """The integral of 2 × level - 1 over the age, in seconds."""
        start, now = (2 * pi * (x + self.phase) for x in (0.0, self.age / PERIOD))
        return (cos(start) - cos(now)) * PERIOD / (2 * pi)


@dataclass(frozen=True, slots=True)
class Rate:
    """A counter that grows by `per_second`, give or take the ratio `wander` of it."""

    per_second: float
    wander: float = 0.0

    def at(self, start: int, moment: Moment) -> int:
        """What a counter that began at `start` has come to; not yet wrapped."""
        return start + int(self.per_second * (moment.age + self.wander * moment.swell))


@dataclass(frozen=True, slots=True)
class Between:
    """A gauge that follows how busy the device is; `low` is its value when idle."""

    low: float
    high: float

    def at(self, moment: Moment) -> float:
        """Its value."""
        return self.low + (self.high - self.low) * moment.level


@dataclass(frozen=True, slots=True)
class Ramp:
    """A number that goes from `first` to `last` in `seconds`, and stays there."""

    first: float
    last: float
    seconds: float

    def at(self, moment: Moment) -> float:
        """Its value."""
        return self.first + (self.last - self.first) * min(1.0, moment.age / self.seconds)

"""Whether an agent has been restarted between two answers.

snmpEngineBoots decides where there is one: it grows at each restart (RFC 3414, 2.2). Otherwise
sysUpTime does. Whoever was restarted since the last answer has been up for less time than has
passed since; whoever has been up for longer has not been restarted, whatever a clock that was set
right has done to the figure. And 497.1 days after its start sysUpTime begins again at 0
(RFC 3418: TimeTicks, RFC 2578, 7.1.8), which is no restart either.
"""

from __future__ import annotations

from dataclasses import dataclass

WRAP = 2**32 / 100
"""Seconds after which sysUpTime begins again."""
GRANULARITY, DRIFT = 1.0, 0.01
"""How far an agent's clock may be off: seconds, and of the time that has passed."""


@dataclass(frozen=True, slots=True)
class Uptime:
    """What one answer says about it. Times in nanoseconds of CLOCK_MONOTONIC."""

    started: int
    ended: int
    """Between them the agent said it."""
    seconds: float
    boots: int | None
    """snmpEngineBoots; None without version 3."""


def restarted(before: Uptime, after: Uptime) -> bool:
    """Whether the agent was restarted between the two answers."""
    if before.boots is not None and after.boots is not None and after.boots >= before.boots:
        return after.boots > before.boots
    passed = (after.started - before.started) / 1e9
    taken = (after.ended - after.started + before.ended - before.started) / 1e9
    slack = GRANULARITY + DRIFT * passed + taken
    expected = before.seconds + passed
    went_on = after.seconds >= expected - slack
    wrapped = abs(after.seconds + WRAP - expected) <= slack
    return after.seconds < passed + slack and not went_on and not wrapped

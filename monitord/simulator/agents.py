"""What a simulated device answers, by protocol and ICMP type or UDP port.

An agent that moves in (SNMP on UDP 161, an RTP or STAMP reflector) is one more line of AGENTS.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from monitord.simulator.packet import ECHO, ICMP, ICMPV6, Packet, echo_reply


@dataclass(slots=True)
class Visit:
    """A packet that has reached a device."""

    packet: Packet
    device: str | None
    """The device's id; None for a witness that is no device of the inventory."""
    at: int
    """When it reached the device, CLOCK_MONOTONIC nanoseconds."""
    ttl: int
    """What is left of an answer's TTL when it is back at the monitor."""


class Agent(Protocol):
    """Answers what reaches a device."""

    def __call__(self, visit: Visit) -> Sequence[bytes]:
        """The IP packets that the device sends back at once; none when it stays silent."""


def echo(visit: Visit) -> Sequence[bytes]:
    """Reply to an ICMP echo request."""
    return (echo_reply(visit.packet, visit.ttl),)


AGENTS: Mapping[tuple[int, int], Agent] = MappingProxyType(
    {
        (ICMP, ECHO[ICMP]): echo,
        (ICMPV6, ECHO[ICMPV6]): echo,
    }
)

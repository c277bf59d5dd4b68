"""What a simulated device answers, by protocol and ICMP type or UDP port.

An agent that moves in is one more line of AGENTS; those whose ports the inventory names, as SNMP's
and the reflectors, join them at the start.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Protocol

from monitord.simulator.packet import ECHO, ICMP, ICMPV6, Packet, echo_reply
from monitord.simulator.signalling.trouble import CALM, Trouble
from monitord.simulator.snmp.condition import HEALTHY, Condition


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
    condition: Condition = HEALTHY
    """How the device's SNMP agent is."""
    trouble: Trouble = CALM
    """What is wrong with its signalling."""
    thinks: int = 0
    """Nanoseconds until the answers leave the device; the agent may set it."""
    aside: bool = False
    """Whether the answers wait for nobody on the way home; the agent may set it."""
    marks: int = 0
    """What befell the packet on its way."""
    arrived: int = 0
    """When it left the monitor, CLOCK_MONOTONIC nanoseconds."""
    number: int = 0
    """Of all that reached a device, the how manieth."""


class Instead(Enum):
    """What an agent says when it gives no packets."""

    CLOSED = "nothing listens on the port"
    LATER = "the answers come back through `Weather.come_back`"


class Agent(Protocol):
    """Answers what reaches a device."""

    def __call__(self, visit: Visit) -> Sequence[bytes] | Instead:
        """The IP packets that the device sends back at once; none when it stays silent."""


class Province(Agent, Protocol):
    """Answers for many devices, on ports that the inventory names."""

    @property
    def kinds(self) -> Collection[tuple[int, int]]:
        """The keys under which it is in the table of agents."""


class Neighbours:
    """Agents of several provinces on one port, on different devices or on the same one."""

    def __init__(self, *agents: Agent) -> None:
        self.agents = agents

    def __call__(self, visit: Visit) -> Sequence[bytes] | Instead:
        """What the first one says that listens there."""
        for agent in self.agents:
            said = agent(visit)
            if said is not Instead.CLOSED:
                return said
        return Instead.CLOSED


def echo(visit: Visit) -> Sequence[bytes]:
    """Reply to an ICMP echo request."""
    return (echo_reply(visit.packet, visit.ttl),)


AGENTS: Mapping[tuple[int, int], Agent] = MappingProxyType(
    {
        (ICMP, ECHO[ICMP]): echo,
        (ICMPV6, ECHO[ICMPV6]): echo,
    }
)


def table(*provinces: Province) -> dict[tuple[int, int], Agent]:
    """The table of all agents."""
    agents = dict(AGENTS)
    for province in provinces:
        for kind in province.kinds:
            before = agents.get(kind)
            agents[kind] = province if before is None else Neighbours(before, province)
    return agents

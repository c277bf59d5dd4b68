"""Where an agent of version 1 or 2c is, and how to ask it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from probes.kernel.address import Address
from probes.snmp.community.poll import AgentMemory


@dataclass(frozen=True, slots=True)
class AgentTarget:
    """An agent that can be polled; made by `CommunityEngine.target`."""

    address: Address
    version: int
    """0 for v1, 1 for v2c."""
    community: bytes = field(repr=False)
    head: bytes = field(repr=False)
    """Both as every message of ours begins, encoded."""
    timeout: int
    """Nanoseconds."""
    tries: int
    """Times that a request is sent before the agent counts as silent."""
    memory: AgentMemory = field(repr=False, default_factory=AgentMemory)
    lock: asyncio.Lock = field(repr=False, default_factory=asyncio.Lock)
    """One request at a time."""

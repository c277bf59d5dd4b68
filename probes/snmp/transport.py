"""Where agents are, and how much is kept and read of what they say."""

from __future__ import annotations

from probes.kernel.address import Address

BUFFER = 4 << 20
"""Bytes asked for, each way: what a thousand agents that answer at once may send."""
MOST_REPLY = 1 << 14
"""Bytes of a reply that are read; ours are asked so that they take one Ethernet frame."""


def agent_at(text: str, port: int) -> Address:
    """Where an agent is. Raises ValueError, also for port 0."""
    if not port:
        raise ValueError(f"{port} is no port")
    return Address.parse(text, port)

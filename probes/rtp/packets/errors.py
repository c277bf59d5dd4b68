"""What can be wrong with bytes that came, or with what should become bytes."""

from __future__ import annotations


class PacketError(ValueError):
    """Bytes that are none of the packets sought, or values that do not fit into one."""

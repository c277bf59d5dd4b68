"""Fields of packets, with the one error that packets raise."""

from __future__ import annotations

import struct

from probes.rtp.packets.errors import PacketError


def packed(what: str, form: struct.Struct, *fields: int) -> bytes:
    """Fields as bytes. Raises PacketError, which says of `what` they are, when one does not fit."""
    try:
        return form.pack(*fields)
    except struct.error as error:
        raise PacketError(f"a field of {what}: {error}") from None


def at_least(what: str, data: bytes, size: int) -> None:
    """Raises PacketError when there are fewer bytes than `what` has."""
    if len(data) < size:
        raise PacketError(f"{len(data)} bytes, where {what} has {size}")

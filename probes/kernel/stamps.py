"""The instants that the kernel writes down, CLOCK_REALTIME."""

from __future__ import annotations

import struct

TIMESPEC = struct.Struct("@ll")


def nanoseconds(timespec: bytes) -> int:
    """A `struct timespec` as nanoseconds."""
    seconds, rest = TIMESPEC.unpack_from(timespec)
    return int(seconds * 1_000_000_000 + rest)

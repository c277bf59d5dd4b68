"""Numbers that start anew when their bits are used up (RFC 1982; RFC 3550, A.1)."""

from __future__ import annotations


def extend(value: int, near: int, bits: int = 16) -> int:
    """The number nearest to `near` whose last `bits` bits are `value`; it may be negative.

    Of two that are equally near the later one.
    """
    size = 1 << bits
    half = size >> 1
    return near + (value - near + half - 1) % size - half + 1


def ahead(value: int, other: int, bits: int = 16) -> bool:
    """Whether `value` comes after `other`, by the shorter way round (RFC 1982, 3.2)."""
    return 0 < (value - other) % (1 << bits) < 1 << (bits - 1)

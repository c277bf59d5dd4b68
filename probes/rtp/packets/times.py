"""Time stamps on the wire: NTP and PTPv2 in 64 bits, and how far to trust them.

Both count from an epoch in seconds and a 32-bit remainder, a fraction in NTP and nanoseconds in
PTP (RFC 5905, 6; RFC 8186, 2.1). Ours are Unix nanoseconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
EPOCH = 2_208_988_800
"""Seconds from 1900, where NTP counts from, to 1970."""
ERA = 1 << 32
"""Seconds of an NTP era: the next one begins on 7 February 2036."""
MASK = ERA - 1


def to_ntp(at: int) -> int:
    """`at`, Unix ns, as an NTP time stamp; rounded down to 2^-32 s, and without its era."""
    seconds, rest = divmod(at, SECOND)
    return (seconds + EPOCH & MASK) << 32 | (rest << 32) // SECOND


def from_ntp(stamp: int) -> int:
    """Unix ns, rounded up, so that what `to_ntp` made of a nanosecond comes back as that one.

    An era is told by the first bit: set, it is 1968 to 2036, else 2036 to 2104 (RFC 4330, 3).
    """
    seconds = stamp >> 32
    if seconds < ERA >> 1:
        seconds += ERA
    return (seconds - EPOCH) * SECOND - (-(stamp & MASK) * SECOND >> 32)


def to_ptp(at: int) -> int:
    """`at`, Unix ns, as a truncated PTPv2 time stamp."""
    seconds, rest = divmod(at, SECOND)
    return (seconds & MASK) << 32 | rest


def from_ptp(stamp: int) -> int:
    """Unix ns. Whether the clock counts leap seconds (TAI is 37 s ahead) no packet says."""
    return (stamp >> 32) * SECOND + (stamp & MASK)


def from_wire(stamp: int, *, ptp: bool, near: int) -> int:
    """Unix ns of a stamp whose sender says that it is in PTP's format, or in NTP's.

    Some reflectors merely echo the Z bit. The two formats lie 70 years apart: when what is said
    makes no sense within a day of `near`, Unix ns, and the other does, the other it is.
    """
    said, other = (from_ptp, from_ntp) if ptp else (from_ntp, from_ptp)
    at = said(stamp)
    if abs(at - near) <= DAY:
        return at
    guess = other(stamp)
    return guess if abs(guess - near) <= DAY else at


@dataclass(frozen=True, slots=True)
class ErrorEstimate:
    """How good a clock says that it is (RFC 4656, 4.1.2; RFC 8186, 2.1)."""

    synchronised: bool = False
    """Bit S: to UTC by an external source."""
    ptp: bool = False
    """Bit Z: the time stamps beside it are PTPv2, not NTP."""
    scale: int = 0
    multiplier: int = 1

    @property
    def seconds(self) -> float | None:
        """The greatest error; None when the multiplier is 0, which says nothing."""
        return math.ldexp(self.multiplier, self.scale - 32) if self.multiplier else None

    @classmethod
    def of(cls, seconds: float, *, synchronised: bool = False, ptp: bool = False) -> ErrorEstimate:
        """The least estimate that is not below `seconds`; beyond 2^39 s the greatest there is."""
        for scale in range(64):
            multiplier = math.ceil(math.ldexp(seconds, 32 - scale))
            if multiplier <= 255:
                return cls(synchronised, ptp, scale, max(multiplier, 1))
        return cls(synchronised, ptp, 63, 255)

    @staticmethod
    @lru_cache(maxsize=1024)
    def parse(word: int) -> ErrorEstimate:
        """The 16 bits as they are in packets."""
        return ErrorEstimate(
            bool(word & 0x8000), bool(word & 0x4000), word >> 8 & 0x3F, word & 0xFF
        )

    def __int__(self) -> int:
        return self.synchronised << 15 | self.ptp << 14 | self.scale << 8 | self.multiplier


UNSYNCHRONISED = ErrorEstimate()
"""Of a clock that nothing is known of."""

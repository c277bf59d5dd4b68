"""Which sequence numbers of a session were seen, so that a signed packet counts once only."""

from __future__ import annotations

SIZE = 1_024
"""Numbers behind the newest that are remembered one by one; what is older was seen."""


class Window:
    """A sliding window over sequence numbers of `bits` bits, wraps included (RFC 4303, 3.4.3)."""

    __slots__ = ("_half", "_modulus", "_newest", "_seen", "_stamp")

    def __init__(self, bits: int, sequence: int, stamp: int) -> None:
        self._modulus = 1 << bits
        self._half = self._modulus >> 1
        self._newest = sequence
        self._seen = 1
        self._stamp = stamp

    def take(self, sequence: int, stamp: int) -> bool:
        """Note a number; False when it was seen before, or is too old to tell.

        `stamp` is the sender's T1 as on the wire, 0 when the packet has none. A sender that starts
        anew from a low number is recognised by a T1 later than any so far.
        """
        ahead = (sequence - self._newest) % self._modulus
        if 0 < ahead < self._half:
            self._seen = (self._seen << min(ahead, SIZE) | 1) & ((1 << SIZE) - 1)
            self._newest = sequence
        else:
            behind = -ahead % self._modulus
            if behind < SIZE:
                if self._seen >> behind & 1:
                    return False
                self._seen |= 1 << behind
            elif stamp > self._stamp:
                self._newest, self._seen = sequence, 1
            else:
                return False
        self._stamp = max(self._stamp, stamp)
        return True

"""What all modes have in common."""

from __future__ import annotations

import random
from typing import NamedTuple, Protocol

MALFORMED, FORGED, WRONG_SESSION = "malformed", "forged", "wrong-session"
"""What a datagram is that is no reply of ours: kinds of `StreamEngine.strays`."""

RANDOM = random.SystemRandom()


class Heard(NamedTuple):
    """A reply, read, of our session."""

    sequence: int
    """Of the packet that it answers, as on the wire."""
    cookie: int
    """What else it brings back of that packet: its time stamp."""
    reflected: int | None = None
    t2: int | None = None
    t3: int | None = None
    synchronised: bool = False
    """These as in `Reply`."""


class Form(Protocol):
    """One stream on the wire."""

    first: int
    """The sequence number of packet 0."""
    stamp: int
    """The media time of the instant at which the stream begins, in units of the clock rate."""

    @property
    def bits(self) -> int:
        """Of the sequence number."""

    @property
    def size(self) -> int:
        """Bytes of UDP payload of each packet: as the codec has it, or as many as it must be."""

    def write(self, index: int, at: int, stamp: int, *, marked: bool) -> bytearray:
        """Packet `index`, sent at `at` (Unix ns) with the media time `stamp`.

        `marked`: first of a talkspurt, last of a frame (RFC 3551, 4.1 and 5). It is the same
        buffer each time.
        """

    def cookie(self, at: int, stamp: int) -> int:
        """What a reply to the packet of these times brings back."""

    def read(self, data: bytes, received: int) -> Heard | str:
        """What a datagram of the right source is, which came at `received`, Unix ns.

        A word of `StreamEngine.strays` when it is no reply.
        """

"""What a test stream was: who sent what when, and what came back. The input of all statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitord.model.codecs import Codec
from monitord.model.quality import Mode


@dataclass(frozen=True, slots=True)
class Reply:
    """One datagram that came back for the stream, duplicates included."""

    index: int
    """Which packet it answers: its number in the stream, from 0; wraps are already undone."""
    received: int
    """T4, ns: the kernel's receive stamp."""
    reflected: int | None = None
    """The reflector's own number for it, as on the wire (32 bits); None when it has none."""
    t2: int | None = None
    """When the reflector received it, Unix ns by its own clock; None when it does not say."""
    t3: int | None = None
    """When the reflector sent it back, likewise."""
    synchronised: bool = False
    """Whether the reflector says that its clock is."""


@dataclass(frozen=True, slots=True)
class Record:
    """A whole stream. All times of our own are Unix ns by one clock, see `stepped`."""

    mode: Mode
    codec: Codec
    sent: Sequence[int]
    """T1 by index: the kernel's transmit stamp, or the instant of the send where it gives none."""
    stamps: Sequence[int]
    """What the packets carry as their media time, by index, unwrapped, in units of
    `codec.clock_rate`: of video all packets of a frame carry the same."""
    replies: Sequence[Reply]
    """In the order in which they arrived."""
    synchronised: bool = False
    """Whether our own clock is."""
    stepped: bool = False
    """Whether our own clock was stepped in mid-stream: then no time is worth anything."""
    begins: int | None = None
    """The number (32 bits) that the reflector gives next if it goes on counting where the last
    stream from the same port ended, as it may where no SSID tells streams apart; None without."""

"""What can become of a packet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag


class Fate(IntEnum):
    """How a packet ended."""

    ANSWERED = 0
    LOST_TO_SITE = 1
    LOST_FROM_SITE = 2
    DARK = 3
    """The device, or something before it, does not answer."""
    REFUSED = 4
    """An ICMP error went back in place of an answer."""
    EXPIRED = 5
    """Its TTL ended on the way, and the router there said so."""
    NOBODY = 6
    """No device of the inventory has this address."""
    IGNORED = 7
    """The device is there and has nothing to say to this."""
    PENDING = 8
    """The answer is still to be thought of; what becomes of it is an outcome of its own."""


class Mark(IntFlag):
    """What else befell an answer on its way."""

    DUPLICATE = 1
    """One of several copies."""
    HELD = 2
    """Held back, so that later ones could overtake it."""


@dataclass(slots=True)
class Outcome:
    """One end of a packet; one that was duplicated has several."""

    fate: Fate
    delay: int = 0
    """Nanoseconds from the packet's arrival to the departure of `data`."""
    data: bytes | None = None
    """What goes back; None when nothing does."""
    marks: int = 0
    """`Mark` bits; a plain number, for the bits of an IntFlag cost microseconds."""
    reached: int = 0
    """When the packet reached the device, CLOCK_MONOTONIC nanoseconds; 0 if it never did."""
    visit: int = 0
    """Of all that reached a device, the how manieth; 0 if it never did."""

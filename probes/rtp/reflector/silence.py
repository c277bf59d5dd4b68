"""Why a datagram was not answered."""

from __future__ import annotations

from enum import StrEnum


class Silence(StrEnum):
    """A reason to keep silent. The value is a word in statistics."""

    SOURCE = "source"
    """It says that it came from port 0, from a service below 1024, or from no single host."""
    DESTINATION = "destination"
    """It was sent to a group or to everybody."""
    FORBIDDEN = "forbidden"
    """Its source is in none of the prefixes allowed."""
    SHORT = "short"
    """No kind of probe is so short, or its reply would have been longer."""
    UNKNOWN = "unknown"
    """Nothing that is understood here."""
    REFLECTED = "reflected"
    """A reply, ours or another reflector's: who answered it would make a loop."""
    UNSIGNED = "unsigned"
    """There is a key, and no HMAC in the datagram."""
    FORGED = "forged"
    """Its HMAC is wrong."""
    REPLAYED = "replayed"
    """Signed, and seen before."""
    RATE = "rate"
    """Its source has asked too often, in IPv6 its /64."""
    TOTAL = "total"
    """All sources together have asked too often."""
    FULL = "full"
    """It would begin a session, and every place is taken by one that runs."""
    UNSENT = "unsent"
    """It was answered and has its number, but the reply could not be sent."""

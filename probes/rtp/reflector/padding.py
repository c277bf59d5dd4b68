"""Requests of TWAMP-Light whose padding is no zeros: pseudo-random it SHOULD be (RFC 4656, 4.1.2).

It lies where a reply has T2, the number that is answered, and T1. So a request is told from a reply
by what those octets would be there: T2 shortly before T3, by whatever clock, and T1 what stood in
our own reply as T3, a moment ago. Of twenty million requests one looks like that by chance. And it
is told from whatever else any service might send by T1: of a clock that is not a day off.
"""

from __future__ import annotations

import struct

from probes.rtp.packets.times import DAY, from_wire, to_ntp
from probes.rtp.reflector.silence import Silence

LAG = 30
"""Seconds between two stamps of one exchange, at most. Whole seconds are compared: those are the
first 32 bits of NTP's stamps and of PTP's."""

_SECONDS = struct.Struct(">4xI8xI8xI")
"""Of T3 (in a request: T1), T2 and T1, where a reply has them."""
_STAMP = struct.Struct(">4xQ")
"""T1."""


def refused(data: bytes, t2: int) -> Silence | None:
    """Why it must not be answered; None when it is a request. `t2`: when it came, Unix ns."""
    third, second, first = _SECONDS.unpack_from(data)
    if not any(data[16:24]):
        return Silence.UNKNOWN  # padding that begins so late nobody has
    here = to_ntp(t2) >> 32
    if _close(second, third) or _close(first, here) or _close(second, here):
        return Silence.REFLECTED
    (stamp,) = _STAMP.unpack_from(data)
    sent = from_wire(stamp, ptp=False, near=t2)  # or in PTP's format, if that makes sense
    return None if abs(sent - t2) <= DAY else Silence.UNKNOWN


def _close(one: int, other: int) -> bool:
    """Whether two numbers of seconds, in 32 bits, are of one exchange."""
    return (one - other + LAG) % (1 << 32) <= 2 * LAG

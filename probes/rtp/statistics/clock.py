"""What the reflector's clock is good for.

Of each reply T2 - T1 and T4 - T3 hold a delay each, and between them what the reflector's clock is
off by; neither delay can be below zero. So the clock is ahead by at least T3 - T4 and at most
T2 - T1, and replies for which no common value is left prove that a clock jumped in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple, TypeAlias

STEP = 1_000_000
"""ns: a jump by less is left to the stamps' own error."""
DRIFT = 2_000
"""Two clocks drift apart by at most one in so many (500 ppm: the most that NTP slews)."""
WINDOW = 16
"""Packets on either side of a jump that is smaller than the RTT, and so only likely."""
FEW = 4
"""Replies that are too few for a least delay of their own, when there are others."""

OFTEN = 4
"""Stretches in one stream, at most: a clock with more of them is being slewed, or does not run."""


class Timed(NamedTuple):
    """A packet whose four instants are known. All in ns."""

    nth: int
    """Which packet of the stream, from 0."""
    media: int
    """The media time that the packet carries, in units of its own."""
    t1: int
    t2: int
    t4: int
    to_site: int
    """T2 - T1: the time of the way there, plus what the reflector's clock is ahead."""
    from_site: int
    """T4 - T3: the time of the way back, less what the reflector's clock is ahead."""

    @property
    def rtt(self) -> int:
        """Without the time that the reflector took."""
        return self.to_site + self.from_site

    @property
    def sane(self) -> bool:
        """Whether the reflector sent it after it came, and took no longer than the round trip."""
        return 0 <= self.rtt <= self.t4 - self.t1


Stretch: TypeAlias = Sequence[Timed]
"""Packets between two jumps, in the order in which the reflector sent them back."""


def trusted(packets: Sequence[Timed]) -> list[Timed]:
    """Those whose T2 and T3 can be; none when most cannot."""
    sane = [packet for packet in packets if packet.sane]
    return sane if 2 * len(sane) > len(packets) else []


def stretches(packets: Stretch) -> list[Stretch]:
    """Where neither clock jumped; nothing when it does so all the time, or does not run."""
    if not packets:
        return []
    parts = [part for whole in _likely(packets) for part in _proven(whole)]
    if len(parts) > max(WINDOW, len(packets) // WINDOW):
        return []
    healed = _healed(parts) if any(len(part) >= FEW for part in parts) else parts
    return healed if len(healed) <= (OFTEN if len(packets) >= FEW else 1) else []


def _likely(packets: Stretch) -> list[Stretch]:
    """Split where both delays jump against each other while their sum stays.

    A jump shows when it is clear of all that the delays did in a window on either side.
    """
    probes = [at for at in range(len(packets)) if not at or _new(packets, at)]
    tilt = [packets[at].to_site - packets[at].from_site for at in probes]
    cuts = [0]
    for at in range(WINDOW, len(probes) - WINDOW + 1):
        if (
            abs(tilt[at] - tilt[at - 1]) > 2 * STEP
            and _clear(tilt, at, 2)
            and _clear(tilt, at, WINDOW)
            and _opposed(packets, probes[at - WINDOW : at + WINDOW])
        ):
            cuts.append(probes[at])
    return [packets[start:end] for start, end in pairwise([*cuts, len(packets)])]


def _clear(tilt: Sequence[int], at: int, width: int) -> bool:
    """Whether all values in a window from `at` on are beyond all those in a window before it."""
    before, after = tilt[at - width : at], tilt[at : at + width]
    return max(min(after) - max(before), min(before) - max(after)) > 2 * STEP


def _new(packets: Stretch, at: int) -> bool:
    """Whether a packet begins a frame: those of one frame queue behind each other."""
    return packets[at].media != packets[at - 1].media


def _opposed(packets: Stretch, window: Sequence[int]) -> bool:
    """Whether the round trip did not change as the delays did."""
    before, after = window[:WINDOW], window[WINDOW:]
    rtts = (median(packets[at].rtt for at in half) for half in (before, after))
    tilts = (
        median(packets[at].to_site - packets[at].from_site for at in half)
        for half in (before, after)
    )
    (rtt, rtt_then), (tilt, tilt_then) = rtts, tilts
    return 8 * abs(rtt_then - rtt) <= abs(tilt_then - tilt)


def _proven(packets: Stretch) -> list[Stretch]:
    """Split where nothing that the clock can be off by is left."""
    least, most = _offset(packets)
    if least - most <= STEP:
        return [packets]
    cuts = [0]
    least, most = _offset(packets[:1])
    for at, packet in enumerate(packets):
        least, most = max(least, -packet.from_site), min(most, packet.to_site)
        if least - most > STEP + (packet.t1 - packets[cuts[-1]].t1) // DRIFT:
            cuts.append(at)
            least, most = -packet.from_site, packet.to_site
    return [packets[start:end] for start, end in pairwise([*cuts, len(packets)])]


def _healed(parts: Sequence[Stretch]) -> list[Stretch]:
    """Without the few replies that lie, and with what they parted together again."""
    healed: list[Stretch] = []
    parted = False
    for part in parts:
        if len(part) < FEW:
            parted = True
        elif parted and healed and _agree(healed[-1], part):
            healed[-1] = [*healed[-1], *part]
            parted = False
        else:
            healed.append(part)
            parted = False
    return healed


def _agree(one: Stretch, other: Stretch) -> bool:
    """Whether one value will do for what the clock was off by in both."""
    (least, most), (low, high) = _offset(one), _offset(other)
    return max(least, low) - min(most, high) <= STEP + (other[-1].t1 - one[0].t1) // DRIFT


def _offset(packets: Stretch) -> tuple[int, int]:
    """The least and the most that the reflector's clock can be ahead of ours, ns."""
    return -min(each.from_site for each in packets), min(each.to_site for each in packets)

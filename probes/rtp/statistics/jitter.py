"""Interarrival jitter (RFC 3550, 6.4.1 and A.8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from monitord.model.quality import Jitter

Arrival: TypeAlias = tuple[int, int, int]
"""(S, R, stamp): when a packet set out and when it arrived, ns by any two clocks, and the media
time that it carries."""


def jitter(stretches: Iterable[Iterable[Arrival]]) -> Jitter | None:
    """J over packets in the order in which they arrived; None when no two can be compared.

    A packet that carries the media time of the one before it, as those of a video frame do, is
    left out. Within each stretch neither clock jumped: J goes on, no difference spans two of them.
    """
    now, values = 0.0, list[float]()
    compared = False
    for stretch in stretches:
        before: Arrival | None = None
        for arrival in stretch:
            if before is not None:
                if arrival[2] == before[2]:
                    continue
                compared = True
                shift = abs(arrival[1] - before[1] - arrival[0] + before[0])
                now += (shift - now) / 16
            before = arrival
            values.append(now)
    if not compared:
        return None
    return Jitter(now / 1e9, sum(values) / len(values) / 1e9, max(values) / 1e9)

"""Interarrival jitter (RFC 3550, 6.4.1 and A.8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from monitord.model.quality import Jitter

Arrival: TypeAlias = tuple[int, int]
"""(transit, stamp): R - S, the instant at which a packet arrived less that at which it set out, ns
by any two clocks; and the media time that it carries."""


def jitter(stretches: Iterable[Iterable[Arrival]]) -> Jitter | None:
    """J over packets in the order in which they arrived; None when no two can be compared.

    A packet that carries the media time of the one before it, as those of a video frame do, is
    left out. Within each stretch neither clock jumped: J goes on, no difference spans two of them.
    """
    now, values, compared = 0.0, list[float](), False
    for stretch in stretches:
        before, media = None, None
        for transit, stamp in stretch:
            if stamp == media:
                continue
            if before is not None:
                compared = True
                now += (abs(transit - before) - now) / 16
            before, media = transit, stamp
            values.append(now)
    if not compared:
        return None
    return Jitter(now / 1e9, sum(values) / len(values) / 1e9, max(values) / 1e9)

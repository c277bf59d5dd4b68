"""One direction of a stream, put together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitord.model.codecs import Codec
from monitord.model.quality import Jitter, Leg, Rating, Spread
from monitord.model.sketch import EMPTY, Sketch
from probes.rtp.statistics.bursts import bursts, loss_runs
from probes.rtp.statistics.emodel import rating
from probes.rtp.statistics.spread import histogram, spread


@dataclass(frozen=True, slots=True)
class Times:
    """What the times of a leg came to; nothing in it when none was measured."""

    jitter: Jitter | None = None
    variation: Collection[int] = ()
    """ns over the least delay, of each packet that was timed."""
    delay: Spread | None = None
    """As `Leg` has it."""
    one_way: float | None = None
    """Seconds: the delay to rate with. One-way where measured, else half the RTT; mean."""
    delays: Sketch = EMPTY
    """As `Leg` has it."""


def leg(
    codec: Codec, fates: Sequence[bool], *, duplicates: int, reordered: int, times: Times
) -> Leg:
    """A leg from what became of each of its packets in their order, and from its times.

    A packet is late when it comes later than codec and jitter buffer together would have waited
    after the fastest one.
    """
    received = sum(fates)
    variation = sorted(times.variation)
    late = len(variation) - bisect_right(variation, round(codec.delay * 1e9))
    return Leg(
        sent=len(fates),
        received=received,
        lost=len(fates) - received,
        duplicates=duplicates,
        reordered=reordered,
        late=late,
        jitter=times.jitter,
        variation=spread(variation),
        histogram=histogram(variation),
        delay=times.delay,
        bursts=bursts(fates, 1 / codec.packets),
        rating=_rated(codec, fates, late, times.one_way),
        delays=times.delays,
    )


def _rated(codec: Codec, fates: Sequence[bool], late: int, delay: float | None) -> Rating | None:
    """What a listener would make of it; a late packet is as good as lost to him."""
    if delay is None or not fates:
        return None
    lost = [at for at, arrived in enumerate(fates) if not arrived]
    run = len(lost) / len(loss_runs(lost)) if lost else 1.0
    return rating(codec, loss=(len(lost) + late) / len(fates), run=run, delay=delay)

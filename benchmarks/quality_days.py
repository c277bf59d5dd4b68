"""Days of quality as a province has them: drawn slot by slot, packed as the store does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import repeat
from math import exp, sin
from random import Random
from typing import Final

from monitord.model.quality import Direction
from monitord.model.sketch import Sketch, bucket_of, bucket_of_ns
from monitord.model.slots import NO_SAMPLES, SLOT, Counts, Samples, Slot
from monitord.store.quality import HOUR, regrained
from monitord.store.slot_codec import encode

A_DAY: Final = 86_400
ECHOES, PACKETS = 300, 500
"""In a slot: one echo a second; a stream of ten seconds of G.711."""


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of circuit: seconds of its usual round trip, how it varies, how often it queues."""

    name: str
    share: float
    rtt: float
    spread: float
    """Of the logarithm."""
    queued: float
    queue: float
    """Mean seconds that a packet waits that is queued."""
    lossy: float
    """Ratio lost."""


LINES: Final = (
    Line("fibre", 0.70, 0.004, 0.08, 0.01, 0.010, 0.0005),
    Line("busy fibre", 0.20, 0.012, 0.20, 0.05, 0.030, 0.002),
    Line("4G", 0.10, 0.045, 0.35, 0.15, 0.060, 0.008),
)


@dataclass(frozen=True, slots=True)
class Packed:
    """One day of one check and direction, at every age."""

    fine: bytes
    hourly: bytes
    daily: bytes
    slots: Sequence[Slot]

    def at(self, grain: int) -> bytes:
        """As it is kept with slots of so many seconds."""
        return {SLOT: self.fine, HOUR: self.hourly}.get(grain, self.daily)


def packed(slots: Sequence[Slot], start: datetime) -> Packed:
    """As `monitord.store.condense` writes it."""
    fine, hourly, daily = (
        encode(regrained(slots, start, grain), start, grain) for grain in (SLOT, HOUR, A_DAY)
    )
    return Packed(fine, hourly, daily, slots)


def echo_days(start: datetime, number: int, random: Random) -> list[Packed]:
    """So many days of checks by echoes, each on a circuit of its own."""
    return [packed(list(_echoes(line, start, random)), start) for line in _lines(number, random)]


def stream_days(start: datetime, number: int, random: Random) -> dict[Direction, list[Packed]]:
    """So many days of test streams every five minutes, in each direction."""
    lines = _lines(number, random)
    return {
        way: [packed(list(_streams(line, way, start, random)), start) for line in lines]
        for way in Direction
    }


def _lines(number: int, random: Random) -> list[Line]:
    """Circuits in the shares of their kinds, no two alike."""
    kinds = [line for line in LINES for _ in repeat(None, round(line.share * number))]
    return [replace(line, rtt=line.rtt * exp(random.gauss(0, 0.4))) for line in kinds]


def _echoes(line: Line, start: datetime, random: Random) -> Iterator[Slot]:
    for at in range(0, A_DAY, SLOT):
        times = _times(line, ECHOES, at, random)
        lost = ECHOES - len(times)
        yield Slot(
            check="s/rt/icmp",
            direction=Direction.ROUND_TRIP,
            start=start + timedelta(seconds=at),
            seconds=SLOT,
            counts=Counts(sent=ECHOES, received=len(times), lost=lost),
            rtt=_sampled(times),
        )


def _streams(line: Line, way: Direction, start: datetime, random: Random) -> Iterator[Slot]:
    for at in range(0, A_DAY, SLOT):
        times = _times(line, PACKETS, at, random)
        jitter, mos = line.rtt * line.spread * random.uniform(0.5, 2), random.uniform(3.8, 4.4)
        both = way is Direction.ROUND_TRIP
        yield Slot(
            check="s/ref/rtp",
            direction=way,
            start=start + timedelta(seconds=at),
            seconds=SLOT,
            counts=Counts(
                sent=PACKETS,
                received=len(times),
                lost=PACKETS - len(times),
                reordered=random.random() < 0.02,
                late=random.randrange(3),
            ),
            rtt=_sampled(times) if both else NO_SAMPLES,
            delay=NO_SAMPLES if both else _sampled(times),
            jitter=_one(jitter),
            mos=_one(mos),
        )


def _times(line: Line, number: int, at: int, random: Random) -> list[int]:
    """Nanoseconds of the packets that came back; by day lines are busier than by night."""
    busy = 1 + 0.5 * max(0.0, sin(at / A_DAY * 6.2832))
    times = []
    for _ in repeat(None, number):
        if random.random() < line.lossy * busy:
            continue
        time = line.rtt * exp(abs(random.gauss(0, line.spread)))
        if random.random() < line.queued * busy:
            time += random.expovariate(1 / line.queue)
        times.append(round(time * 1e9))
    return times


def _sampled(times: Sequence[int]) -> Samples:
    return Samples(sum(times) / 1e9, Sketch(dict(Counter(map(bucket_of_ns, times)))))


def _one(value: float) -> Samples:
    return Samples(round(value * 1e9) / 1e9, Sketch({bucket_of(value): 1}))

"""Slots to keep, drawn and hand-made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from monitord.model.quality import Direction
from monitord.model.sketch import Sketch, bucket_of
from monitord.model.slots import (
    NO_SAMPLES,
    SLOT,
    Counts,
    Samples,
    Slot,
    Strip,
    merged_counts,
    merged_samples,
)

BOTH, TO, FROM = Direction.ROUND_TRIP, Direction.TO_SITE, Direction.FROM_SITE
HANOI = "Asia/Ho_Chi_Minh"
OCTOBER = datetime(2026, 9, 30, 17, tzinfo=UTC)
"""Midnight of 1 October in Hanoi."""
ICMP, RTP = "h-a/rt/icmp", "h-a/ref/rtp"

numbers = st.integers(0, 2**31)
counts = st.builds(
    Counts, sent=numbers, received=numbers, lost=numbers, unmeasured=numbers,
    duplicates=numbers, reordered=numbers, late=numbers,
)  # fmt: skip
samples = st.just(NO_SAMPLES) | st.builds(
    lambda total, buckets: Samples(total / 1e9, Sketch(buckets)),
    st.integers(0, 2**48),
    st.dictionaries(st.integers(-400, 1200), st.integers(1, 2**40), min_size=1, max_size=12),
)


def drawn_slot(start: datetime, seconds: int = SLOT) -> st.SearchStrategy[Slot]:
    return st.builds(
        Slot, check=st.just(ICMP), direction=st.just(BOTH), start=st.just(start),
        seconds=st.just(seconds), counts=counts, rtt=samples, jitter=samples, delay=samples,
        mos=samples,
    )  # fmt: skip


def sampled(*values: float) -> Samples:
    """These values, whole billionths."""
    return Samples(sum(round(v * 1e9) for v in values) / 1e9, Sketch.of(values))


def echoed(
    start: datetime, *rtts: float, lost: int = 0, check: str = ICMP, way: Direction = BOTH
) -> Slot:
    """A slot of echoes with these round trips."""
    return Slot(
        check=check,
        direction=way,
        start=start,
        seconds=SLOT,
        counts=Counts(sent=len(rtts) + lost, received=len(rtts), lost=lost),
        rtt=sampled(*rtts) if rtts else NO_SAMPLES,
    )


def streamed(start: datetime, way: Direction, mos: float = 4.3, check: str = RTP) -> Slot:
    """A slot with one test stream in it."""
    return Slot(
        check=check,
        direction=way,
        start=start,
        seconds=SLOT,
        counts=Counts(sent=500, received=499, lost=1, reordered=2, late=3, duplicates=4),
        delay=sampled(0.004, 0.005),
        jitter=sampled(0.0002),
        mos=Samples(mos, Sketch({bucket_of(mos): 1})),
    )


def slots_of(start: datetime, number: int, check: str = ICMP) -> list[Slot]:
    """So many in a row, no two alike."""
    return [
        echoed(
            start + timedelta(seconds=at * SLOT),
            0.003 + at / 1e5,
            0.02 + at % 7 / 1e3,
            lost=at % 5,
            check=check,
        )
        for at in range(number)
    ]


def sums(slots: Iterable[Slot]) -> dict[tuple[str, Direction], tuple[object, ...]]:
    """What all slots of each check and direction come to, to compare."""
    found: dict[tuple[str, Direction], list[Slot]] = defaultdict(list)
    for slot in slots:
        found[slot.check, slot.direction].append(slot)
    return {key: _sum(some) for key, some in found.items()}


def all_of(strips: Iterable[Strip]) -> list[Slot]:
    """What they come to."""
    return [strip.merged for strip in strips]


def _sum(slots: Sequence[Slot]) -> tuple[object, ...]:
    kinds = [
        merged_samples(getattr(slot, name) for slot in slots)
        for name in ("rtt", "jitter", "delay", "mos")
    ]
    return (
        merged_counts(slot.counts for slot in slots),
        *((round(each.total * 1e9), dict(each.sketch.counts)) for each in kinds),
    )

"""Quality as it is measured, gathered in slots of five minutes of the wall clock. Pure.

A summary lies in the slot in which it ended: it is never divided, for nobody knows any more when
in it each echo was sent. So `summary_every` seconds of a slot, 5 of 300, may be the one's before.
What was sent at the edge has its fate in the next slot; over all slots the counts add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from monitord.model.messages import LegSummary, StreamSummary, Summary
from monitord.model.quality import Direction
from monitord.model.sketch import Sketch, bucket_of
from monitord.model.slots import NO_SAMPLES, SLOT, Counts, Samples, Slot

GRACE = timedelta(seconds=1)
"""After the end of a slot, until nothing more of it is on its way here."""
NEVER = ALL = 1 << 62
UNIT = 1e9
"""Sums are whole numbers of nanoseconds, and of billionths of a MOS: these add up exactly."""


class SlotGatherer:
    """One running slot for each check and direction that is heard of. Times are arguments."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, Direction], _Running] = {}
        self._ended: list[Slot] = []
        """Besides those that run: of checks that are heard of in another slot already."""
        self._earliest = NEVER
        """No running slot began before; Unix seconds."""

    def hear(self, event: Summary | StreamSummary) -> None:
        """Count what this says. Each event comes once."""
        if isinstance(event, Summary):
            if _says_anything(event):
                self._slot(event, Direction.ROUND_TRIP).echoes(event)
            return
        for way, leg in event.legs.items():
            self._slot(event, way).leg(leg, way, measured=event.measured)

    def over(self, now: datetime, most: int = ALL) -> list[Slot]:
        """Those that ended before now, at most so many; they are given away."""
        given, self._ended = self._ended[:most], self._ended[most:]
        latest = int((now - GRACE).timestamp()) - SLOT
        if self._earliest > latest or len(given) == most:
            return given
        done = [key for key, running in self._running.items() if running.start <= latest]
        if len(done) <= most - len(given):
            late = (each.start for each in self._running.values() if each.start > latest)
            self._earliest = min(late, default=NEVER)
        for key in done[: most - len(given)]:
            given.append(self._running.pop(key).slot(*key))
        return given

    def rest(self) -> list[Slot]:
        """All, at the end: also those that still run."""
        running, self._running, self._earliest = self._running, {}, NEVER
        ended, self._ended = self._ended, []
        return ended + [each.slot(*key) for key, each in running.items()]

    def _slot(self, event: Summary | StreamSummary, way: Direction) -> _Running:
        """The slot that runs when this is said; another one before it is over."""
        key = event.check, way
        start = int(event.observed_at.timestamp()) // SLOT * SLOT
        running = self._running.get(key)
        if running is None or running.start != start:
            if running is not None:
                self._ended.append(running.slot(*key))
            running = self._running[key] = _Running(start)
            self._earliest = min(self._earliest, start)
        return running


def _says_anything(s: Summary) -> bool:
    """Whether there is anything to count; a check without an address did nothing."""
    counts = (s.sent, s.received, s.lost, s.unmeasured, s.late, s.duplicates, s.rtt_count)
    return any(counts)


class _Values:
    """Some values of one kind."""

    __slots__ = ("buckets", "total")

    def __init__(self) -> None:
        self.total = 0
        """In units."""
        self.buckets: dict[int, int] = {}

    def add(self, total: float, buckets: Mapping[int, int]) -> None:
        self.total += round(total * UNIT)
        mine = self.buckets
        for bucket, count in buckets.items():
            mine[bucket] = mine.get(bucket, 0) + count

    def samples(self) -> Samples:
        return Samples(self.total / UNIT, Sketch(self.buckets)) if self.buckets else NO_SAMPLES


class _Running:
    """A slot that is not over. `start`: Unix seconds."""

    def __init__(self, start: int) -> None:
        self.start = start
        self._sent = self._received = self._lost = self._unmeasured = 0
        self._duplicates = self._reordered = self._late = 0
        self._rtt, self._jitter, self._delay, self._mos = (_Values() for _ in range(4))

    def echoes(self, summary: Summary) -> None:
        self._sent += summary.sent
        self._received += summary.received
        self._lost += summary.lost
        self._unmeasured += summary.unmeasured
        self._duplicates += summary.duplicates
        self._late += summary.late
        self._rtt.add(summary.rtt_sum, summary.rtt_sketch)

    def leg(self, leg: LegSummary, way: Direction, *, measured: bool) -> None:
        self._sent += leg.sent
        if not measured:
            self._unmeasured += leg.sent
            return
        self._received += leg.received
        self._lost += leg.lost
        self._duplicates += leg.duplicates
        self._reordered += leg.reordered
        self._late += leg.late
        times = self._rtt if way is Direction.ROUND_TRIP else self._delay
        times.add(leg.delay_sum, leg.delay_sketch)
        for value, values in ((leg.jitter, self._jitter), (leg.mos, self._mos)):
            if value is not None:
                values.add(value, {bucket_of(value): 1})

    def slot(self, check: str, direction: Direction) -> Slot:
        return Slot(
            check=check,
            direction=direction,
            start=datetime.fromtimestamp(self.start, UTC),
            seconds=SLOT,
            counts=Counts(
                sent=self._sent,
                received=self._received,
                lost=self._lost,
                unmeasured=self._unmeasured,
                duplicates=self._duplicates,
                reordered=self._reordered,
                late=self._late,
            ),
            rtt=self._rtt.samples(),
            jitter=self._jitter.samples(),
            delay=self._delay.samples(),
            mos=self._mos.samples(),
        )

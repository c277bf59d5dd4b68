"""Plays streams of which everything is known, the slow and obvious way, into records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from monitord.model.codecs import Codec
from monitord.model.quality import Mode
from probes.rtp.statistics import Record, Reply

MS = 1_000_000
START = 1_800_000_000 * 10**9
G711 = Codec("g711", "audio", 0, 8000, 0.02, 172, scale="narrowband", ie=0.0, bpl=25.1)
VIDEO = Codec("video", "video", 96, 90_000, 1 / 30, 1200, burst=5)


@dataclass
class Way:
    """What happens to packets in one direction, by what is counted there.

    To the site that are the packets of the stream, from the site the reflector's numbers.
    """

    lost: set[int] = field(default_factory=set)
    copies: dict[int, int] = field(default_factory=dict)
    """So many more arrive, one after the other."""
    delays: dict[int, int] = field(default_factory=dict)
    """ns; 5 ms of all others."""

    def arrivals(self, number: int, at: int) -> list[int]:
        """When the copies of a packet arrive that set out at `at`."""
        if number in self.lost:
            return []
        delay = self.delays.get(number, 5 * MS)
        return [at + delay + 1000 * copy for copy in range(1 + self.copies.get(number, 0))]


@dataclass
class Reflector:
    """What answers."""

    first: int = 0
    """Its first number."""
    restarts: frozenset[int] = frozenset()
    """It counts from 0 again when it gets these packets."""
    copies_ours: bool = False
    """It has no numbers of its own."""
    turnaround: int = 50_000
    clock: Callable[[int], int] = lambda now: now
    """What its clock shows at an instant."""
    synchronised: bool = False


@dataclass
class Played:
    """A stream, and what became of it."""

    record: Record
    arrived: list[int]
    """Packets in the order in which they reached the site."""
    returned: list[int]
    """Numbers of what came back, in the order in which it did; of the n-th that was sent back."""


def play(
    count: int = 500,
    *,
    there: Way | None = None,
    back: Way | None = None,
    reflector: Reflector | None = None,
    codec: Codec = G711,
    mode: Mode = Mode.RTP,
) -> Played:
    """Send a stream."""
    there, back, reflector = there or Way(), back or Way(), reflector or Reflector()
    spacing = round(codec.interval * 1e9)
    sent = [START + n // codec.burst * spacing + n % codec.burst * 10_000 for n in range(count)]
    media = round(codec.interval * codec.clock_rate)
    arrived = sorted((at, n) for n in range(count) for at in there.arrivals(n, sent[n]))
    replies: list[tuple[int, int, Reply]] = []
    number = reflector.first
    for nth, (at, n) in enumerate(arrived):
        number = 0 if n in reflector.restarts else number
        left = at + reflector.turnaround
        reply = Reply(
            n,
            0,
            n if reflector.copies_ours else number % 2**32,
            reflector.clock(at),
            reflector.clock(left),
            reflector.synchronised,
        )
        replies += [(now, nth, replace(reply, received=now)) for now in back.arrivals(nth, left)]
        number += 1
    replies.sort(key=lambda each: each[:2])
    return Played(
        Record(
            mode,
            codec,
            sent,
            [n // codec.burst * media for n in range(count)],
            [reply for _, _, reply in replies],
        ),
        [n for _, n in arrived],
        [nth for _, nth, _ in replies],
    )


def overtaken(numbers: Sequence[int]) -> int:
    """How many came after a greater one, of duplicates only the first; each compared with all."""
    first = list(dict.fromkeys(numbers))
    return sum(any(other > number for other in first[:at]) for at, number in enumerate(first))

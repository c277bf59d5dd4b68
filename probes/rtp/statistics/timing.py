"""The times of a stream: what each leg's jitter, variation and delay are made of.

To the site a packet sets out at T1 and arrives at T2, back it sets out at T3 and arrives at T4. For
jitter to the site it sets out at the media time that it carries, as RFC 3550 and every analyser of
captures have it; from the site at T3, the instant at which it left the reflector: by its media
time the way there would be counted once more. Of the round trip it is again the media time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitord.model.quality import Direction
from probes.rtp.statistics.clock import Stretch, Timed, stretches, trusted
from probes.rtp.statistics.jitter import Arrival, jitter
from probes.rtp.statistics.leg import Times
from probes.rtp.statistics.record import Record, Reply
from probes.rtp.statistics.spread import sketched, spread


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of all legs."""

    legs: Mapping[Direction, Times]
    steps: int
    """Times that a clock was seen to jump, ours included."""


def timing(record: Record, replies: Sequence[Reply], reflected: Sequence[Reply]) -> Timing:
    """The times of a stream; none when our own clock was stepped.

    `replies`: the first to each packet, as they arrived; `reflected`: all different ones, in the
    order in which the reflector sent them as far as that is known.
    """
    if record.stepped:
        return Timing({direction: Times() for direction in Direction}, 1)
    timed = trusted(list(_timed(record, reflected)))
    parts = stretches(timed)
    rtts = _rtts(record, replies, parts)
    half = sum(rtts) / len(rtts) / 2e9 if rtts else None
    absolute = len(parts) == 1 and _synchronised(record, reflected) and _possible(parts[0])
    to_site = _each_once(parts)
    legs = {
        Direction.TO_SITE: _there(record, to_site, half, absolute),
        Direction.FROM_SITE: _back(record, parts, half, absolute),
        Direction.ROUND_TRIP: Times(
            jitter(_returns(record, replies, parts)),
            _over_least([rtts]),
            spread(rtts),
            half,
            sketched(rtts),
        ),
    }
    return Timing(legs, max(0, len(parts) - 1))


def _timed(record: Record, replies: Sequence[Reply]) -> Iterator[Timed]:
    """Those replies that say when they were received and sent back."""
    for reply in replies:
        t2, t3, t4 = reply.t2, reply.t3, reply.received
        if t2 is not None and t3 is not None:
            at = reply.index
            t1 = record.sent[at]
            yield Timed(at, record.stamps[at], t1, t2, t4, t2 - t1, t4 - t3)


def _rtts(record: Record, replies: Sequence[Reply], parts: Sequence[Stretch]) -> list[int]:
    """Nanoseconds of each packet, without the reflector's time when its clock is good for that."""
    if parts:
        return [packet.rtt for part in _each_once(parts) for packet in part]
    trips = (reply.received - record.sent[reply.index] for reply in replies)
    return [trip for trip in trips if trip >= 0]


def _returns(
    record: Record, replies: Sequence[Reply], parts: Sequence[Stretch]
) -> list[list[Arrival]]:
    """How packets came back, likewise without the reflector's time."""
    if not parts:
        return [_arrivals(record, ((each.index, each.received) for each in replies))]
    packets = sorted((each for part in _each_once(parts) for each in part), key=_came)
    return [_arrivals(record, ((each.nth, each.t1 + each.rtt) for each in packets))]


def _came(packet: Timed) -> int:
    return packet.t4


def _synchronised(record: Record, replies: Sequence[Reply]) -> bool:
    """Whether both clocks say that they are, all the time."""
    return record.synchronised and all(reply.synchronised for reply in replies)


def _each_once(parts: Sequence[Stretch]) -> list[Stretch]:
    """Without what was duplicated on its way to the site: the first copy of each packet."""
    seen: set[int] = set()
    found: list[Stretch] = []
    for part in parts:
        firsts: dict[int, Timed] = {}
        for packet in part:
            firsts.setdefault(packet.nth, packet)
        found.append([packet for nth, packet in firsts.items() if nth not in seen])
        seen.update(firsts)
    return found


def _there(record: Record, parts: Sequence[Stretch], half: float | None, absolute: bool) -> Times:
    """The times of the way to the site."""
    delays = [[packet.to_site for packet in part] for part in parts]
    arrivals = [_arrivals(record, ((packet.nth, packet.t2) for packet in part)) for part in parts]
    return _way(arrivals, delays, half, absolute)


def _back(record: Record, parts: Sequence[Stretch], half: float | None, absolute: bool) -> Times:
    """The times of the way from the site, with its packets in the order of their arrival."""
    ordered = [sorted(part, key=_came) for part in parts]
    delays = [[packet.from_site for packet in part] for part in ordered]
    arrivals = [[(packet.from_site, packet.media) for packet in part] for part in ordered]
    return _way(arrivals, delays, half, absolute)


def _way(
    arrivals: Sequence[Sequence[Arrival]],
    delays: Sequence[Sequence[int]],
    half: float | None,
    absolute: bool,
) -> Times:
    """The times of one way; `half` of the RTT stands in for a delay that is not known."""
    known = delays[0] if absolute else ()
    delay = spread(known)
    one_way = delay.mean if delay else half
    return Times(jitter(arrivals), _over_least(delays), delay, one_way, sketched(known))


def _possible(part: Stretch) -> bool:
    """Whether nothing came before it set out, either way; else the clocks are not what they say."""
    return all(packet.to_site >= 0 and packet.from_site >= 0 for packet in part)


def _over_least(stretches: Sequence[Collection[int]]) -> list[int]:
    """By how much each is above the least of its stretch."""
    return [
        delay - least
        for delays in stretches
        if delays
        for least in (min(delays),)
        for delay in delays
    ]


def _arrivals(record: Record, instants: Iterable[tuple[int, int]]) -> list[Arrival]:
    """Packets, as (which, when it arrived), that set out at their media time."""
    stamps, rate = record.stamps, record.codec.clock_rate
    return [(at - stamps[nth] * 1_000_000_000 // rate, stamps[nth]) for nth, at in instants]

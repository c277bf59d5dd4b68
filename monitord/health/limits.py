"""What is wrong with a test stream that was answered: its figures against their limits. Pure.

Of several limits that are broken the first of this order speaks, and of two directions the worse
one; `more` says how many others are broken:

1. loss, which a picture suffers from most; 2. jitter; 3. one-way delay; 4. round-trip time; 5. MOS,
which follows from the others.

Where a reflector numbers its packets each direction is judged, else the round trip. What was lost
in no known direction (a reflector that died in mid-stream) is judged as a loss of the round trip
where it breaks the limit by itself: the rest of that loss is told with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from monitord.model.quality import Direction, Jitter, Leg, Spread, StreamResult
from monitord.model.settings import QualityLimits
from monitord.model.states import Param, Reason

_WAYS = (Direction.TO_SITE, Direction.FROM_SITE)


_DEVIATIONS = 2.5
"""Standard deviations. With it, and two streams of 500 packets in a row, a line that loses half of
its limit raises one false alarm a year; one that loses twice its limit is told of by the second
stream two times out of three."""


def by_chance(lost: int, sent: int, limit: float) -> bool:
    """Whether a line that loses no more than its limit may well have lost so many packets.

    A stream is a sample: where a line loses 0.5 %, one of 24 streams of 500 packets loses over 1 %.
    """
    return lost - limit * sent <= _DEVIATIONS * sqrt(limit * (1 - limit) * sent)


def broken(result: StreamResult, limits: QualityLimits) -> Reason | None:
    """Which limit a stream breaks, and how many others; None when it is a good one."""
    legs = {way: result.legs[way] for way in _WAYS if way in result.legs}
    round_trip = result.legs.get(Direction.ROUND_TRIP)
    if round_trip is not None and not legs:
        legs = {Direction.ROUND_TRIP: round_trip}
    jitter = {way: _mean(leg.jitter) for way, leg in legs.items()}
    delay = {way: _mean(legs[way].delay) for way in _WAYS if way in legs}
    rtt = {Direction.ROUND_TRIP: _mean(result.rtt)}
    reasons = [
        *_over("rtp.loss", "ratio", _losses(legs, round_trip, limits.loss), limits.loss),
        *_over("rtp.jitter", "seconds", jitter, limits.jitter),
        *_over("rtp.delay", "seconds", delay, limits.delay),
        *_over("rtp.rtt", "seconds", rtt, limits.rtt),
        *_under_mos(legs, limits.mos),
    ]
    if not reasons:
        return None
    first, more = reasons[0], len(reasons) - 1
    return Reason(first.code, {**first.params, "more": more}) if more else first


def _mean(figures: Jitter | Spread | None) -> float | None:
    return None if figures is None else figures.mean


def _losses(
    legs: Mapping[Direction, Leg], round_trip: Leg | None, limit: float | None
) -> dict[Direction, float | None]:
    losses = {way: leg.loss for way, leg in legs.items()}
    if round_trip is not None and limit is not None and round_trip.sent:
        unexplained = round_trip.lost - sum(leg.lost for leg in legs.values())
        if unexplained / round_trip.sent > limit:
            losses[Direction.ROUND_TRIP] = round_trip.loss
    return losses


def _over(
    code: str, unit: str, values: Mapping[Direction, float | None], limit: float | None
) -> list[Reason]:
    """The directions in which a value is over its limit, the worst first."""
    found = {w: v for w, v in values.items() if v is not None and limit is not None and v > limit}
    return [
        _reason(code, way, {f"value_{unit}": round(found[way], 6), f"limit_{unit}": limit or 0})
        for way in sorted(found, key=lambda way: -found[way])
    ]


def _under_mos(legs: Mapping[Direction, Leg], limit: float | None) -> list[Reason]:
    if limit is None:
        return []
    scores = {way: leg.rating.mos for way, leg in legs.items() if leg.rating is not None}
    bad = {way: score for way, score in scores.items() if score < limit}
    return [
        _reason("rtp.mos", way, {"value": round(bad[way], 2), "limit": limit})
        for way in sorted(bad, key=lambda way: bad[way])
    ]


def _reason(code: str, way: Direction, figures: Mapping[str, Param]) -> Reason:
    return Reason(code, {"direction": way.value, **figures})

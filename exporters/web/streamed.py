"""The JSON of test streams: what they came to, leg by leg."""

from __future__ import annotations

from typing import Any

from monitord.model.codecs import Codec
from monitord.model.quality import (
    VARIATION_BOUNDS,
    Bursts,
    Direction,
    Jitter,
    Leg,
    Rating,
    Spread,
    StreamResult,
)
from monitord.model.views import PacketTotals, StreamTotals, StreamView


def stream(view: StreamView, now: float) -> dict[str, Any]:
    """What a whole check of the probe `rtp` has beside what every check has."""
    result = fresh(view, now)
    return {
        "outcome": view.outcome,
        "mode": view.mode,
        "codec": view.codec,
        "result": document(result) if result else None,
        "totals": _totals(view.totals),
    }


def fresh(view: StreamView, now: float) -> StreamResult | None:
    """What the last stream came to, unless that is too long ago. Unix seconds."""
    return view.recent.result if view.recent and now < view.recent.good_until else None


def loss(result: StreamResult | None) -> float | None:
    """Of the round trip: the one direction that is always known."""
    leg = result.legs.get(Direction.ROUND_TRIP) if result else None
    return leg.loss if leg else None


def rtt(result: StreamResult | None) -> float | None:
    """The mean, seconds."""
    return result.rtt.mean if result and result.rtt else None


def document(result: StreamResult) -> dict[str, Any]:
    """All of it: seconds, ratios and codes; null where nothing was measured."""
    return {
        "outcome": result.outcome,
        "error": result.error,
        "duration": (result.ended - result.started) / 1e9,
        "codec": _codec(result.codec),
        "legs": {direction: _leg(leg) for direction, leg in result.legs.items()},
        "pacing": result.pacing,
        "unsent": result.unsent,
        "synchronised": result.synchronised,
        "restarts": result.restarts,
        "clock_steps": result.clock_steps,
        "strays": dict(result.strays),
    }


def _codec(codec: Codec) -> dict[str, Any]:
    return {
        "id": codec.id,
        "medium": codec.medium,
        "rate": codec.rate,
        "packets": codec.packets,
        "size": codec.size,
    }


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "sent": leg.sent,
        "received": leg.received,
        "lost": leg.lost,
        "duplicates": leg.duplicates,
        "reordered": leg.reordered,
        "late": leg.late,
        "loss": leg.loss,
        "jitter": _jitter(leg.jitter) if leg.jitter else None,
        "variation": _spread(leg.variation) if leg.variation else None,
        "histogram": _histogram(leg),
        "delay": _spread(leg.delay) if leg.delay else None,
        "bursts": _bursts(leg.bursts),
        "rating": _rating(leg.rating) if leg.rating else None,
    }


def _jitter(jitter: Jitter) -> dict[str, float]:
    return {"last": jitter.last, "mean": jitter.mean, "max": jitter.max}


def _spread(spread: Spread) -> dict[str, float]:
    return {
        "min": spread.min,
        "mean": spread.mean,
        "p50": spread.p50,
        "p95": spread.p95,
        "p99": spread.p99,
        "max": spread.max,
    }


def _histogram(leg: Leg) -> list[dict[str, float | None]]:
    """Nothing where nothing was timed."""
    bounds = (*VARIATION_BOUNDS, None)
    return [
        {"at_most": bound, "packets": count}
        for bound, count in zip(bounds, leg.histogram, strict=False)
    ]


def _bursts(bursts: Bursts) -> dict[str, float]:
    return {
        "bursts": bursts.bursts,
        "burst_density": bursts.burst_density,
        "gap_density": bursts.gap_density,
        "burst_length": bursts.burst_length,
        "gap_length": bursts.gap_length,
        "longest_run": bursts.longest_run,
    }


def _rating(rating: Rating) -> dict[str, Any]:
    return {
        "scale": rating.scale,
        "r": rating.r,
        "mos": rating.mos,
        "provisional": rating.provisional,
    }


def _totals(totals: StreamTotals) -> dict[str, Any]:
    return {
        "streams": totals.streams,
        "failed": totals.failed,
        "unmeasured": totals.unmeasured,
        "packets": {direction: _packets(each) for direction, each in totals.packets.items()},
    }


def _packets(packets: PacketTotals) -> dict[str, int]:
    return {
        "sent": packets.sent,
        "lost": packets.lost,
        "duplicates": packets.duplicates,
        "reordered": packets.reordered,
        "late": packets.late,
    }

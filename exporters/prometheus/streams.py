"""The lines of test streams.

One is sent every few minutes and scraped more often: what it came to becomes text once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from exporters.prometheus.kinds import Values, gauge
from exporters.prometheus.lines import Family, template
from exporters.prometheus.metrics import METRIC
from exporters.prometheus.quality_metrics import STREAM_METRICS
from exporters.slices import Slices
from monitord.model.codecs import Scale
from monitord.model.quality import Direction, Leg, Spread, StreamResult
from monitord.model.views import PacketTotals, StreamRecent, StreamTotals, StreamView

Place: TypeAlias = tuple[str, str]
"""Site and device."""
Texts: TypeAlias = tuple[tuple[str, bytes], ...]
"""The lines of each metric."""
Line: TypeAlias = tuple[str, Mapping[str, str], Values | None]
"""Metric, labels, and the values: () of an info, None of what is not exposed."""


def _of_variation(read: Callable[[Spread], float]) -> Callable[[Leg], float | None]:
    """Reads the delay variation of a leg, where there is any."""
    return lambda leg: read(leg.variation) if leg.variation else None


TOTALS: Mapping[str, Callable[[StreamTotals], int]] = {
    "monitord_rtp_streams_total": lambda totals: totals.streams,
    "monitord_rtp_streams_failed_total": lambda totals: totals.failed,
    "monitord_rtp_streams_unmeasured_total": lambda totals: totals.unmeasured,
}
PACKETS: Mapping[str, Callable[[PacketTotals], int]] = {
    "monitord_rtp_packets_total": lambda packets: packets.sent,
    "monitord_rtp_packets_lost_total": lambda packets: packets.lost,
    "monitord_rtp_packets_duplicate_total": lambda packets: packets.duplicates,
    "monitord_rtp_packets_reordered_total": lambda packets: packets.reordered,
    "monitord_rtp_packets_late_total": lambda packets: packets.late,
}
RESULT: Mapping[str, Callable[[StreamResult], float | None]] = {
    "monitord_rtp_rating_provisional": lambda result: (
        float(result.codec.provisional) if result.codec.scale else None
    ),
    "monitord_rtp_rtt_seconds": lambda result: result.rtt.mean if result.rtt else None,
    "monitord_rtp_rtt_p99_seconds": lambda result: result.rtt.p99 if result.rtt else None,
    "monitord_rtp_pacing_p99_seconds": lambda result: result.pacing,
    "monitord_rtp_packets_unsent": lambda result: result.unsent,
    "monitord_rtp_clocks_synchronised": lambda result: float(result.synchronised),
    "monitord_rtp_clock_steps": lambda result: result.clock_steps,
    "monitord_rtp_reflector_restarts": lambda result: result.restarts,
}
LEGS: Mapping[str, Callable[[Leg], float | None]] = {
    "monitord_rtp_loss_ratio": lambda leg: leg.loss,
    "monitord_rtp_jitter_seconds": lambda leg: leg.jitter.mean if leg.jitter else None,
    "monitord_rtp_jitter_max_seconds": lambda leg: leg.jitter.max if leg.jitter else None,
    "monitord_rtp_delay_variation_p50_seconds": _of_variation(lambda delays: delays.p50),
    "monitord_rtp_delay_variation_p95_seconds": _of_variation(lambda delays: delays.p95),
    "monitord_rtp_delay_variation_p99_seconds": _of_variation(lambda delays: delays.p99),
    "monitord_rtp_delay_variation_max_seconds": _of_variation(lambda delays: delays.max),
    "monitord_rtp_loss_run_max_packets": lambda leg: leg.bursts.longest_run,
    "monitord_rtp_burst_density_ratio": lambda leg: leg.bursts.burst_density,
    "monitord_rtp_gap_density_ratio": lambda leg: leg.bursts.gap_density,
}
RATINGS: Mapping[Scale, tuple[str, str]] = {
    "narrowband": ("monitord_rtp_r_factor", "monitord_rtp_mos"),
    "wideband": ("monitord_rtp_wideband_r_factor", "monitord_rtp_wideband_mos"),
}
"""The metrics of R factor and MOS: each scale has its own."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of the streams to a device, as text."""

    view: StreamView
    """Of which the text is."""
    counted: Texts
    """What is exposed always."""
    measured: Texts
    """What goes when it is stale."""


class StreamSheets:
    """Turns streams into lines. Keeps those of the last view, and drops a device with it."""

    def __init__(self) -> None:
        self.sheets: dict[Place, Sheet] = {}

    async def families(
        self, views: Iterable[StreamView], now: float, slices: Slices
    ) -> list[Family]:
        """A family for each metric of streams, in the order of the table."""
        families = {metric.name: Family(metric, []) for metric in STREAM_METRICS}
        after: dict[Place, Sheet] = {}
        for view in views:
            place = (view.site, view.device)
            before = self.sheets.get(place)
            sheet = after[place] = before if before and _same(before.view, view) else _write(view)
            for name, text in sheet.counted:
                families[name].lines.append(text)
            if view.recent is not None and now < view.recent.good_until:
                for name, text in sheet.measured:
                    families[name].lines.append(text)
            if slices.over:
                await slices.rest()
        self.sheets = after
        return list(families.values())


def _same(one: StreamView, other: StreamView) -> bool:
    """Whether they say the same: what a stream came to is replaced, never changed."""
    return (
        one.totals is other.totals
        and one.recent is other.recent
        and (one.mode, one.codec) == (other.mode, other.codec)
    )


def _write(view: StreamView) -> Sheet:
    place = {"site": view.site, "device": view.device}
    return Sheet(view, _texts(_counted(view, place)), _texts(_measured(view.recent, place)))


def _texts(lines: Iterable[Line]) -> Texts:
    """Rendered, by metric."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for name, labels, values in lines:
        if values is not None:
            found[name].append(template(METRIC[name], labels) % values)
    return tuple((name, b"".join(parts)) for name, parts in found.items())


def _counted(view: StreamView, place: Mapping[str, str]) -> Iterator[Line]:
    stream = {**place, "mode": view.mode.value, "codec": view.codec}
    yield "monitord_rtp_stream_info", stream, ()
    for name, of_totals in TOTALS.items():
        yield name, place, (of_totals(view.totals),)
    for direction, packets in view.totals.packets.items():
        for name, of_packets in PACKETS.items():
            yield name, {**place, "direction": direction.value}, (of_packets(packets),)


def _measured(recent: StreamRecent | None, place: Mapping[str, str]) -> Iterator[Line]:
    if recent is None:
        return
    for name, of_result in RESULT.items():
        yield name, place, gauge(of_result(recent.result))
    for direction, leg in recent.result.legs.items():
        yield from _leg(direction, leg, {**place, "direction": direction.value})


def _leg(direction: Direction, leg: Leg, labels: Mapping[str, str]) -> Iterator[Line]:
    for name, of_leg in LEGS.items():
        yield name, labels, gauge(of_leg(leg))
    if direction is not Direction.ROUND_TRIP:
        yield "monitord_rtp_delay_seconds", labels, gauge(leg.delay.mean if leg.delay else None)
    if leg.rating is not None:
        r_factor, mos = RATINGS[leg.rating.scale]
        yield r_factor, labels, gauge(leg.rating.r)
        yield mos, labels, gauge(leg.rating.mos)

"""Quality and traffic of the area over time: the worst sites, the fullest lines."""

from __future__ import annotations

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.builders.prometheus import Dataquery

from grafana.source import quality
from grafana.source.dashboards.area.place import HERE
from grafana.source.limits import up_to
from grafana.source.panels import in_turn, trend
from grafana.source.queries import over_time
from grafana.source.words import Words

FULL = 0.9
"""As `snmp.interface-full` is judged in the shipped modules."""
RECEIVED = "monitord:circuit_receive_bytes:rate5m"
SENT = "monitord:circuit_transmit_bytes:rate5m"
BUSIER = f"({RECEIVED} >= {SENT} or {SENT})"
"""Of a line, the way that carries more."""
RENTED = "on (circuit) group_left () monitord_circuit_bandwidth_bytes_per_second"
JITTER = "max by (site) (monitord_rtp_jitter_seconds)"
MOS = "min by (site) (monitord_rtp_mos)"
WIDEBAND = "min by (site) (monitord_rtp_wideband_mos)"
STREAMS = "max by (site) (monitord_rtp_loss_ratio)"


def lines_of_sites(words: Words) -> list[list[timeseries.Panel]]:
    """The ten worst sites of each kind: rows of two."""
    rtt = quality.round_trips(words, "rtt", worst("monitord:site_icmp_rtt_seconds:mean5m"))
    loss = quality.loss(words, "loss", worst("monitord:site_icmp_loss:ratio5m"))
    jitter = quality.jitter(words, "jitter", worst(JITTER))
    streams = quality.stream_loss(words, "stream-loss", worst(STREAMS))
    mos = quality.mos(words, "mos", worst(MOS, least=True))
    wide = quality.mos(words, "wideband", worst(WIDEBAND, least=True))
    return [[rtt, loss], [jitter, streams], [mos, wide]]


def worst(metric: str, *, least: bool = False) -> list[Dataquery]:
    """The sites here, by name."""
    return [over_time(quality.worst(metric, HERE, least=least), "{{name}}")]


def traffic(words: Words) -> list[timeseries.Panel]:
    """What all lines of the area carry together, and how full the fullest are."""
    ways = {words.own("traffic.received"): RECEIVED, words.own("traffic.sent"): SENT}
    queries = [
        over_time(f"8 * sum ({rate} and on (site) {HERE})", name, ref)
        for ref, (name, rate) in zip(quality.REFS, ways.items(), strict=False)
    ]
    carried = trend(words, "carried", *queries, unit="bps").min(0)
    return [in_turn(carried, "AB"), fullest(words)]


def fullest(words: Words) -> timeseries.Panel:
    """Of the lines whose bandwidth and interface are known, the ten that were fullest."""
    mean = f"avg_over_time(({BUSIER} / {RENTED})[$__range:{quality.SAMPLED}] @ end())"
    chosen = f"topk ({quality.MOST}, {mean} and on (site) {HERE})"
    query = over_time(f"({BUSIER} and on (circuit) {chosen}) / {RENTED}", "{{circuit}}")
    return up_to(trend(words, "fullest", query, unit="percentunit").min(0).max(1), FULL)

"""Whether it keeps up: the loop, the probes, the sockets, and what became of what was asked."""

from __future__ import annotations

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.builders.prometheus import Dataquery

from grafana.source.legends import ending_in_words, probes
from grafana.source.limits import from_zero, up_to
from grafana.source.panels import in_turn, property_of, trend
from grafana.source.queries import over_time
from grafana.source.words import Words

EVERY = "$__rate_interval"
LATE = 0.1
"""Seconds: a loop that is later spoils round-trip times that it stamps itself."""
TOO_MANY = 0.01
"""Of the turns: the rule MonitordOverrunning says so too."""
OUTCOMES = (
    *("ok", "timeout", "silent", "refused", "auth", "no-object", "error-status"),
    *("malformed", "unmeasured"),
)
"""Of polls and of test streams."""
STRAYS = (
    *("late", "duplicate", "malformed", "oversized", "forged", "replayed", "limited", "restarted"),
    *("wrong-source", "wrong-community", "wrong-session", "wrong-dialogue", "wrong-credential"),
    *("unknown-source", "unknown-request", "unknown-sequence"),
    *("request", "keep-alive", "discovery"),
)
"""Kinds of datagrams that were thrown away, of all protocols."""
QUANTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def lag(words: Words) -> timeseries.Panel:
    """How late the loop runs what is due: quantiles, and the greatest."""
    buckets = f"sum by (le) (rate(monitord_loop_lag_seconds_bucket[{EVERY}]))"
    queries = [
        over_time(
            f"histogram_quantile({share}, {buckets}) >= 0", words.common(f"legend.{name}"), ref
        )
        for ref, (name, share) in zip("ABC", QUANTILES.items(), strict=True)
    ]
    greatest = over_time("monitord_loop_lag_max_seconds", words.own("lag.max"), "D")
    panel = trend(words, "lag", *queries, greatest, unit="s").min(0)
    return up_to(in_turn(panel, "ABCD"), LATE)


def overruns(words: Words) -> timeseries.Panel:
    """Of each probe: turns skipped, of all."""
    every = f"rate(monitord_probes_total[{EVERY}])"
    share = f"rate(monitord_probe_overruns_total[{EVERY}]) / ({every} > 0)"
    panel = trend(words, "overruns", over_time(share, "{{probe}}"), unit="percentunit")
    return up_to(from_zero(probes(panel), 0.02), TOO_MANY)


def rates(words: Words) -> timeseries.Panel:
    """Probes a second."""
    query = over_time(f"rate(monitord_probes_total[{EVERY}])", "{{probe}}")
    return probes(trend(words, "rates", query, unit="ops").min(0))


def in_flight(words: Words) -> timeseries.Panel:
    """Asked, and neither answered nor given up."""
    query = over_time("monitord_probes_in_flight", "{{probe}}")
    return probes(trend(words, "in-flight", query, unit="none").min(0))


def drops(words: Words) -> timeseries.Panel:
    """Datagrams that the kernel threw away."""
    query = over_time("increase(monitord_socket_drops_total[5m])", "{{family}}")
    return probes(from_zero(trend(words, "drops", query, unit="none"), 10))


def unmeasured(words: Words) -> timeseries.Panel:
    """What the monitor could not measure through its own fault, by probe."""
    counters = {
        "ICMP": "monitord_icmp_echoes_unmeasured_total",
        "SNMP": "monitord_snmp_polls_unmeasured_total",
        "RTP": "monitord_rtp_streams_unmeasured_total",
        "SIP, H.323": "monitord_signalling_questions_unmeasured_total",
    }
    queries = [
        over_time(f"sum (increase({metric}[5m]))", probe, ref)
        for ref, (probe, metric) in zip("ABCD", counters.items(), strict=True)
    ]
    panel = trend(words, "unmeasured", *queries, unit="none")
    return from_zero(in_turn(panel, "ABCD"), 10)


def snmp(words: Words) -> timeseries.Panel:
    """Requests by what became of them."""
    return _by(words, "snmp", "monitord_snmp_outcomes_total", "outcome")


def streams(words: Words) -> timeseries.Panel:
    """Test streams by what became of them."""
    return _by(words, "streams", "monitord_rtp_outcomes_total", "outcome")


def streams_waiting(words: Words) -> timeseries.Panel:
    """Streams whose turn has come, and what those that run take of the lines."""
    rate = over_time(
        "8 * monitord_rtp_rate_bytes_per_second", words.own("streams-waiting.rate"), "B"
    )
    waiting = over_time("monitord_rtp_streams_waiting", words.own("streams-waiting.waiting"))
    panel = trend(words, "streams-waiting", waiting, rate, unit="none").min(0)
    beside = [property_of("unit", "bps"), property_of("custom.axisPlacement", "right")]
    return panel.override_by_query("B", beside)


def strays(words: Words) -> timeseries.Panel:
    """Datagrams that answered nothing: late, doubled, damaged, or somebody else's."""
    queries: list[Dataquery] = []
    probes = {"snmp": "SNMP", "rtp": "RTP", "signalling": "SIP"}
    for ref, (probe, name) in zip("ABC", probes.items(), strict=True):
        query = f"increase(monitord_{probe}_strays_total[5m]) > 0"
        queries.append(over_time(query, f"{name} {{{{kind}}}}", ref))
    traps = 'increase(monitord_snmp_traps_total{kind!~"received|told"}[5m]) > 0'
    queries.append(over_time(traps, words.own("strays.traps"), "D"))
    panel = trend(words, "strays", *queries, unit="none").min(0)
    return ending_in_words(words, panel, "stray", STRAYS)


def _by(words: Words, key: str, counter: str, label: str) -> timeseries.Panel:
    query = over_time(f"increase({counter}[5m])", f"{{{{{label}}}}}")
    panel = trend(words, key, query, unit="none").min(0)
    return ending_in_words(words, panel, "outcome", OUTCOMES)

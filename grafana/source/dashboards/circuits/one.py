"""The line that is chosen at the top."""

from __future__ import annotations

from grafana_foundation_sdk.builders import statetimeline, table, timeseries

from grafana.source.dashboards.circuits.parts import columns, facts
from grafana.source.limits import ECHOES, up_to
from grafana.source.panels import property_of, timeline, trend
from grafana.source.queries import coded, over_time, rows
from grafana.source.tables import joined, unseen
from grafana.source.words import Words

ONE = 'circuit="$circuit"'
STATE = coded("monitord_circuit_state", ONE)


def about(words: Words) -> table.Panel:
    """One row with all that is known of it."""
    queries = [rows(f"max by (circuit) ({STATE})"), *facts(f"monitord_circuit_info{{{ONE}}}")]
    return joined(words, "about", queries, [*columns(words), unseen("site"), unseen("provider")])


def transitions(words: Words) -> statetimeline.Panel:
    """Its states over time."""
    return timeline(words, "transitions", over_time(STATE, "{{circuit}}"))


def use(words: Words) -> timeseries.Panel:
    """What goes over it, beside what is rented."""
    asked = {
        "received": f"8 * monitord:circuit_receive_bytes:rate5m{{{ONE}}}",
        "sent": f"8 * monitord:circuit_transmit_bytes:rate5m{{{ONE}}}",
        "bandwidth": f"8 * monitord_circuit_bandwidth_bytes_per_second{{{ONE}}}",
    }
    queries = [
        over_time(expr, words.common(f"column.{name}"), ref)
        for ref, (name, expr) in zip("ABC", asked.items(), strict=True)
    ]
    dashed = property_of("custom.lineStyle", {"fill": "dash", "dash": [10, 10]})
    panel = trend(words, "use", *queries, unit="bps").min(0)
    return panel.override_by_query("C", [dashed, property_of("custom.fillOpacity", 0)])


def loss(words: Words) -> timeseries.Panel:
    """Of the echoes that went over it."""
    query = over_time(f"monitord:circuit_icmp_loss:ratio5m{{{ONE}}}", "{{circuit}}")
    return up_to(trend(words, "one-loss", query, unit="percentunit").min(0), ECHOES.loss)


def rtt(words: Words) -> timeseries.Panel:
    """Their mean round trip."""
    query = over_time(f"monitord:circuit_icmp_rtt_seconds:mean5m{{{ONE}}}", "{{circuit}}")
    return up_to(trend(words, "one-rtt", query, unit="s").min(0), ECHOES.rtt)

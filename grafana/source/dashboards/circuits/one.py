"""The line that is chosen at the top."""

from __future__ import annotations

from grafana_foundation_sdk.builders import statetimeline, table, timeseries

from grafana.source.dashboards.circuits.parts import FULL, columns, facts, share_in_use
from grafana.source.limits import ECHOES, from_zero, up_to
from grafana.source.panels import in_turn, timeline, trend
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
    """What it brings and takes away."""
    received = f"8 * monitord:circuit_receive_bytes:rate5m{{{ONE}}}"
    sent = f"8 * monitord:circuit_transmit_bytes:rate5m{{{ONE}}}"
    panel = trend(
        words,
        "use",
        over_time(received, words.common("column.received")),
        over_time(sent, words.common("column.sent"), "B"),
        unit="bps",
    )
    return in_turn(panel.min(0), "AB")


def share(words: Words) -> timeseries.Panel:
    """Of what is rented: the fuller of the two ways."""
    expr = share_in_use(ONE, f"monitord_circuit_info{{{ONE}}}")
    panel = trend(words, "share", over_time(expr, "{{circuit}}"), unit="percentunit")
    return up_to(from_zero(panel, 1), FULL)


def loss(words: Words) -> timeseries.Panel:
    """Of the echoes that went over it."""
    query = over_time(f"monitord:circuit_icmp_loss:ratio5m{{{ONE}}}", "{{circuit}}")
    return up_to(from_zero(trend(words, "one-loss", query, unit="percentunit"), 0.1), ECHOES.loss)


def rtt(words: Words) -> timeseries.Panel:
    """Their mean round trip."""
    query = over_time(f"monitord:circuit_icmp_rtt_seconds:mean5m{{{ONE}}}", "{{circuit}}")
    return up_to(trend(words, "one-rtt", query, unit="s").min(0), ECHOES.rtt)

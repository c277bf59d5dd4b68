"""The lines of the site, and what goes over them."""

from __future__ import annotations

from grafana_foundation_sdk.builders import table, timeseries

from grafana.source import codes
from grafana.source.dashboards.circuits.parts import FULL, share_in_use
from grafana.source.dashboards.site.head import SITE
from grafana.source.limits import ECHOES, from_zero, up_to
from grafana.source.links import drill
from grafana.source.palette import NEUTRAL, NOTICE, PLAIN, WELL, states, steps, yes_or_no
from grafana.source.panels import trend
from grafana.source.queries import coded, over_time, rows
from grafana.source.tables import bounded, column, joined, linked, unit, unseen, when, wide, worded
from grafana.source.words import Words

HERE = f"monitord_circuit_info{{{SITE}}}"
"""The lines of the site."""


def _of_site(expr: str) -> str:
    """Of those lines only, by the label `circuit` alone."""
    return f"max by (circuit) ({expr} and on (circuit) {HERE})"


def listed(words: Words) -> table.Panel:
    """One row a line, with the device and the interface behind which it ends."""
    info = f"{HERE} * on (provider) group_left (name) monitord_provider_info"
    queries = [
        rows(_of_site(coded("monitord_circuit_state"))),
        rows(info, "B"),
        rows(_of_site("1000 * monitord_circuit_state_since_timestamp_seconds"), "C"),
        rows(_of_site("monitord_circuit_in_use"), "D"),
        rows(_of_site("8 * monitord_circuit_bandwidth_bytes_per_second"), "E"),
        rows(f"max by (circuit) (8 * monitord:circuit_receive_bytes:rate5m{{{SITE}}})", "F"),
        rows(f"max by (circuit) (8 * monitord:circuit_transmit_bytes:rate5m{{{SITE}}})", "G"),
        rows(f"max by (circuit) (monitord:circuit_icmp_loss:ratio5m{{{SITE}}})", "H"),
        rows(f"max by (circuit) (monitord:circuit_icmp_rtt_seconds:mean5m{{{SITE}}})", "I"),
    ]
    used = yes_or_no(words, "in-use", WELL, NEUTRAL)
    loss, rtt = steps(PLAIN, (ECHOES.loss, NOTICE)), steps(PLAIN, (ECHOES.rtt, NOTICE))
    there = drill(
        "circuits", words, provider="${__data.fields.provider}", circuit="${__data.fields.circuit}"
    )
    return joined(
        words,
        "circuits",
        queries,
        [
            column(words, "circuit", "", *linked(there)),
            column(words, "provider", "name"),
            column(words, "circuit-role", "role", *worded(codes.circuit_roles(words))),
            column(words, "medium", "", *worded(codes.media(words))),
            column(words, "state", "A", *worded(states(words), coloured=True), wide(220)),
            column(words, "since", "C", *when(words)),
            column(
                words,
                "in-use",
                "D",
                *worded(used, coloured=True),
            ),
            column(words, "bandwidth", "E", *unit("bps")),
            column(words, "received", "F", *unit("bps")),
            column(words, "sent", "G", *unit("bps")),
            column(words, "loss", "H", *unit("percentunit"), *bounded(loss)),
            column(words, "rtt", "I", *unit("s"), *bounded(rtt)),
            unseen("provider"),
        ],
    )


def traffic(words: Words) -> timeseries.Panel:
    """What the lines bring above the axis, what they take away below it."""
    received = f"8 * monitord:circuit_receive_bytes:rate5m{{{SITE}}}"
    sent = f"-8 * monitord:circuit_transmit_bytes:rate5m{{{SITE}}}"
    return trend(
        words,
        "traffic",
        over_time(received, f"{{{{circuit}}}} {words.common('column.received')}"),
        over_time(sent, f"{{{{circuit}}}} {words.common('column.sent')}", "B"),
        unit="bps",
    )


def share(words: Words) -> timeseries.Panel:
    """Of what is rented: the fuller of the two ways."""
    query = over_time(share_in_use(SITE, HERE), "{{circuit}}")
    return up_to(from_zero(trend(words, "share", query, unit="percentunit"), 1), FULL)

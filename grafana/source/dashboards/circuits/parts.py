"""What the panels of circuits have in common: which lines, and the columns of a line."""

from __future__ import annotations

from collections.abc import Mapping

from grafana_foundation_sdk.builders.prometheus import Dataquery

from grafana.source import codes
from grafana.source.limits import ECHOES, STREAMS
from grafana.source.links import drill
from grafana.source.palette import NEUTRAL, NOTICE, PLAIN, WELL, states, steps, yes_or_no
from grafana.source.queries import rows
from grafana.source.tables import Column, bounded, column, linked, unit, when, wide, worded
from grafana.source.words import Words

FULL = 0.9
"""Of what is rented: beyond, packets wait and are lost."""
CHOSEN = 'monitord_circuit_info{provider=~"$provider"}'
"""The lines of the providers that are chosen."""


def with_names(circuits: str) -> str:
    """Of those lines what is known of them, with the names of their sites and providers."""
    named = 'label_replace(monitord_provider_info, "provider_name", "$1", "name", "(.+)")'
    return (
        f"{circuits} * on (provider) group_left (provider_name) {named}"
        " * on (site) group_left (name) monitord_site_info"
    )


def facts(circuits: str) -> list[Dataquery]:
    """Questions B to K on the lines that the series `circuits` name by their label `circuit`."""
    asked: Mapping[str, str] = {
        "C": "1000 * monitord_circuit_state_since_timestamp_seconds",
        "D": "monitord_circuit_in_use",
        "E": "8 * monitord_circuit_bandwidth_bytes_per_second",
        "F": "8 * monitord:circuit_receive_bytes:rate5m",
        "G": "8 * monitord:circuit_transmit_bytes:rate5m",
        "H": "monitord:circuit_icmp_loss:ratio5m",
        "I": "monitord:circuit_icmp_rtt_seconds:mean5m",
        "J": JITTER,
    }
    found = [rows(f"({with_names(CHOSEN)}) and on (circuit) {circuits}", "B")]
    found += [
        rows(f"max by (circuit) (({expr}) and on (circuit) {circuits})", ref)
        for ref, expr in asked.items()
    ]
    return found


def of_streams(metric: str, matchers: str = "") -> str:
    """What test streams to a site found, by the line that they went over: the worse direction."""
    worst = f"max by (site) ({metric})"
    return f"monitord:circuit_measured:info{matchers} * on (site) group_left () {worst}"


def share_in_use(which: str, lines: str) -> str:
    """Of what is rented, by line: the fuller of the two ways. `which` are matchers."""
    ways = " or ".join(
        f'label_replace(monitord:circuit_{way}_bytes:rate5m{{{which}}}, "way", "{way}", "", "")'
        for way in ("receive", "transmit")
    )
    rented = f"monitord_circuit_bandwidth_bytes_per_second and on (circuit) {lines}"
    return f"max by (circuit) ({ways}) / on (circuit) max by (circuit) ({rented})"


JITTER = of_streams("monitord_rtp_jitter_seconds")


def columns(words: Words) -> list[Column]:
    """One row a line: what `facts` asks, and its state as question A."""
    there = drill(
        "circuits", words, provider="${__data.fields.provider}", circuit="${__data.fields.circuit}"
    )
    site = drill("site", words, site="${__data.fields.site}")
    used = yes_or_no(words, "in-use", WELL, NEUTRAL)
    return [
        column(words, "state", "A", *worded(states(words), coloured=True), wide(220)),
        column(words, "circuit", "", *linked(there), wide(120)),
        column(words, "since", "C", *when(words)),
        column(words, "site", "name", *linked(site)),
        column(words, "provider", "provider_name", wide(150)),
        column(words, "circuit-role", "role", *worded(codes.circuit_roles(words)), wide(120)),
        column(words, "medium", "", *worded(codes.media(words)), wide(125)),
        column(words, "in-use", "D", *worded(used, coloured=True), wide(150)),
        *measured(words),
    ]


def measured(words: Words) -> list[Column]:
    """What goes over a line, and how good it is."""
    loss, rtt, jitter = (
        steps(PLAIN, (bound, NOTICE)) for bound in (ECHOES.loss, ECHOES.rtt, STREAMS.jitter or 0.0)
    )
    return [
        column(words, "bandwidth", "E", *unit("bps"), wide(140)),
        column(words, "received", "F", *unit("bps"), wide(125)),
        column(words, "sent", "G", *unit("bps"), wide(125)),
        column(words, "loss", "H", *unit("percentunit"), *bounded(loss), wide(125)),
        column(words, "rtt", "I", *unit("s"), *bounded(rtt), wide(125)),
        column(words, "jitter", "J", *unit("s"), *bounded(jitter), wide(125)),
    ]

"""The site's dashboard: how it is, its devices and lines, then what each probe found."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from grafana.source import events
from grafana.source.dashboards.site import circuits, echoes, head, snmp, streams
from grafana.source.frame import framed
from grafana.source.grid import Heading, Line, Row
from grafana.source.variables import chosen, id_and_name
from grafana.source.words import Words

INCIDENTS = (
    '(monitord_incident_info{scope="site", subject="$site"}'
    ' or (monitord_incident_info and on (incident) monitord_site_cause{site="$site"})'
    ' or (monitord_incident_info{scope="circuit"} and on (subject)'
    ' label_replace(monitord_circuit_info{site="$site"}, "subject", "$1", "circuit", "(.+)")))'
)
"""Those open that are about the site, that it suffers from, or that are about one of its lines."""


def make(words: Words) -> Dashboard:
    """The dashboard in the language of `words`."""
    site = chosen(words, "site", "query_result(monitord_site_info)", id_and_name("site"))
    lines: list[Line] = [*_site(words), *_measured(words), *_seldom(words)]
    return framed(
        words,
        lines,
        variables=[site],
        annotations=[events.incidents(words, INCIDENTS), events.maintenance(words)],
    )


def _site(words: Words) -> list[Line]:
    return [
        Row(5, [(5, head.state(words)), (5, head.since(words)), (14, head.about(words))]),
        Row(4, [(24, head.incidents(words, INCIDENTS))]),
        Row(10, [(14, head.devices(words)), (10, head.transitions(words))]),
        Heading(words.title("circuits-row")),
        Row(5, [(24, circuits.listed(words))]),
        Row(7, [(12, circuits.traffic(words)), (12, circuits.share(words))]),
    ]


def _measured(words: Words) -> list[Line]:
    return [
        Heading(words.title("echoes-row")),
        Row(7, [(12, echoes.loss(words)), (12, echoes.rtt(words))]),
        Row(7, [(12, echoes.variation(words)), (12, echoes.odd(words))]),
        Heading(words.title("endpoint-row")),
        Row(4, [(8, snmp.in_call(words)), (8, snmp.registered(words)), (8, snmp.calls(words))]),
        Row(7, [(12, snmp.call_rate(words)), (12, snmp.call_loss(words))]),
        Heading(words.title("streams-row")),
        Row(7, [(12, streams.loss(words)), (12, streams.jitter(words))]),
        Row(7, [(8, streams.delay(words)), (8, streams.mos(words)), (8, streams.r_factor(words))]),
    ]


def _seldom(words: Words) -> list[Line]:
    return [
        Heading(words.title("ups-row"), folded=True),
        Row(5, [(6, snmp.on_battery(words)), (6, snmp.charge(words)), (12, snmp.load(words))]),
        Heading(words.title("interfaces-row"), folded=True),
        Row(7, [(12, snmp.interfaces(words)), (12, snmp.interface_errors(words))]),
        Row(6, [(24, snmp.interface_states(words))]),
        Heading(words.title("hardware-row"), folded=True),
        Row(7, [(12, snmp.load_of_devices(words)), (12, snmp.temperatures(words))]),
        Heading(words.title("signalling-row"), folded=True),
        Row(7, [(12, streams.answers(words)), (12, streams.signalling(words))]),
        Heading(words.title("paths-row"), folded=True),
        Row(7, [(12, streams.path_rtt(words)), (12, streams.path_loss(words))]),
    ]

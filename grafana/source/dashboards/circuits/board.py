"""The circuits' dashboard: providers, the worst lines, their quality, one line in detail."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from grafana.source import events
from grafana.source.dashboards.circuits import one, providers, ranking, sla
from grafana.source.frame import framed
from grafana.source.grid import Heading, Line, Row
from grafana.source.variables import chosen, id_and_name, several
from grafana.source.words import Words


def make(words: Words) -> Dashboard:
    """The dashboard in the language of `words`."""
    provider = several(
        words, "provider", "query_result(monitord_provider_info)", id_and_name("provider")
    )
    circuit = chosen(
        words, "circuit", 'label_values(monitord_circuit_info{provider=~"$provider"}, circuit)'
    )
    return framed(
        words,
        [*_all(words), *_one(words)],
        variables=[provider, circuit],
        annotations=[
            events.incidents(words, 'monitord_incident_info{scope=~"circuit|provider"}'),
            events.maintenance(words),
        ],
        since="now-24h",
    )


def _all(words: Words) -> list[Line]:
    return [
        Row(5, [(20, providers.counts(words)), (4, providers.backups(words))]),
        Row(10, [(24, ranking.worst(words))]),
        Row(7, [(24, providers.states_over_time(words))]),
        Heading(words.title("sla-row")),
        Row(5, [(8, sla.budget(words)), (12, sla.availability(words)), (4, sla.below(words))]),
        Row(5, [(24, sla.providers(words))]),
        Row(9, [(24, sla.worst(words))]),
        Row(7, [(8, sla.over_the_month(words)), (8, sla.down(words)), (8, sla.excluded(words))]),
        Heading(words.title("quality-row")),
        Row(7, [(12, providers.loss(words)), (12, providers.rtt(words))]),
        Row(7, [(12, providers.jitter(words)), (12, providers.stream_loss(words))]),
        Heading(words.title("offenders-row")),
        Row(7, [(12, ranking.often(words)), (12, ranking.long(words))]),
        Row(6, [(24, ranking.on_backup(words))]),
    ]


def _one(words: Words) -> list[Line]:
    return [
        Heading(words.title("one-row")),
        Row(4, [(24, one.about(words))]),
        Row(4, [(24, sla.one(words))]),
        Row(4, [(24, one.transitions(words))]),
        Row(7, [(12, one.use(words)), (12, one.share(words))]),
        Row(7, [(12, one.loss(words)), (12, one.rtt(words))]),
    ]

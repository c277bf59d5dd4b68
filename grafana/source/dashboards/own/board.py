"""The dashboard of monitord itself: does it run, keep up, record, and get its alerts out."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from grafana.source import events
from grafana.source.dashboards.own import moments, outward, pace, vitals
from grafana.source.frame import framed
from grafana.source.grid import Heading, Line, Row
from grafana.source.words import Words


def make(words: Words) -> Dashboard:
    """The dashboard in the language of `words`."""
    return framed(
        words,
        [*_now(words), *_work(words), *_seldom(words)],
        annotations=[events.incidents(words), moments.started(words), moments.accepted(words)],
    )


def _now(words: Words) -> list[Line]:
    alive = (vitals.up, vitals.ready, vitals.isolated, vitals.recording, vitals.reload)
    rest = (vitals.unresolved, vitals.windows)
    return [
        Row(4, [*((4, panel(words)) for panel in alive), *((2, panel(words)) for panel in rest)]),
        Row(4, [(14, vitals.running(words)), (10, vitals.reloads(words))]),
    ]


def _work(words: Words) -> list[Line]:
    return [
        Heading(words.title("pace-row")),
        Row(7, [(8, pace.lag(words)), (8, pace.overruns(words)), (8, pace.rates(words))]),
        Row(7, [(8, pace.in_flight(words)), (8, pace.drops(words)), (8, pace.unmeasured(words))]),
        Heading(words.title("outward-row")),
        Row(7, [(12, outward.alerts(words)), (12, outward.notifications(words))]),
        Heading(words.title("store-row")),
        Row(
            7,
            [(8, outward.store_lag(words)), (8, outward.waiting(words)), (8, outward.lost(words))],
        ),
    ]


def _seldom(words: Words) -> list[Line]:
    return [
        Heading(words.title("outcomes-row"), folded=True),
        Row(7, [(12, pace.snmp(words)), (12, pace.streams(words))]),
        Row(7, [(12, pace.streams_waiting(words)), (12, pace.strays(words))]),
        Heading(words.title("cost-row"), folded=True),
        Row(7, [(12, vitals.scrape(words)), (12, vitals.series(words))]),
        Row(7, [(12, vitals.processor(words)), (12, vitals.memory(words))]),
    ]

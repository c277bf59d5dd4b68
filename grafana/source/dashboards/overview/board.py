"""What stands where. The first 28 units fill a screen of 1080 lines without the menu (`&kiosk`)."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from grafana.source import events
from grafana.source.broken import broken
from grafana.source.dashboards.overview.areas import areas
from grafana.source.dashboards.overview.figures import incidents, verdict, watch
from grafana.source.dashboards.overview.trends import causes, quality, sites
from grafana.source.frame import framed
from grafana.source.grid import Row
from grafana.source.walls import counts, wall
from grafana.source.words import Words

BY_STATE = 'sum (monitord_sites{state="{state}"})'


def make(words: Words) -> Dashboard:
    """The dashboard in the language of `words`."""
    lines = [
        Row(3, [(24, verdict(words))]),
        Row(3, [(15, counts(words, "states", BY_STATE)), (6, incidents(words)), (3, watch(words))]),
        Row(7, [(24, broken(words, "broken"))]),
        Row(15, [(24, wall(words, "wall"))]),
        Row(9, [(12, areas(words)), (6, sites(words)), (6, causes(words))]),
        *(Row(8, [(8, panel) for panel in three]) for three in quality(words)),
    ]
    return framed(
        words,
        lines,
        annotations=[events.incidents(words), events.maintenance(words)],
        since="now-24h",
    )

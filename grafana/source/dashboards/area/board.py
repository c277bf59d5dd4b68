"""What stands where."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from grafana.source import events
from grafana.source.broken import broken
from grafana.source.dashboards.area.children import children, parent, timeline_of_children
from grafana.source.dashboards.area.place import HERE, IN_SERVICE, SUFFERING
from grafana.source.dashboards.area.worst import lines_of_sites, traffic
from grafana.source.frame import framed
from grafana.source.grid import Heading, Line, Row
from grafana.source.variables import tree
from grafana.source.walls import counts, wall
from grafana.source.words import Words

BY_STATE = f'sum (monitord_site_state{{state="{{state}}"}} and on (site) {IN_SERVICE})'
INCIDENTS = f"(monitord_incident_info and on (incident) {SUFFERING})"


def make(words: Words) -> Dashboard:
    """The dashboard in the language of `words`."""
    lines: list[Line] = [
        Row(3, [(5, parent(words)), (19, counts(words, "states", BY_STATE))]),
        Row(6, [(24, broken(words, "broken", SUFFERING))]),
        Row(9, [(24, children(words))]),
        Row(14, [(24, wall(words, "wall", HERE, sizes=None))]),
        Row(9, [(24, timeline_of_children(words))]),
        Heading(words.title("quality")),
        *(Row(8, [(12, panel) for panel in two]) for two in lines_of_sites(words)),
        Heading(words.title("traffic")),
        Row(8, [(12, panel) for panel in traffic(words)]),
    ]
    return framed(
        words,
        lines,
        variables=[tree(words)],
        annotations=[events.incidents(words, INCIDENTS), events.maintenance(words)],
    )

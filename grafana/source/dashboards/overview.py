"""The wall: one sentence first, then what is broken, then every site as a tile."""

from __future__ import annotations

from grafana_foundation_sdk.builders import common, stat
from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.models.common import BigValueTextMode
from grafana_foundation_sdk.models.dashboard import DataTransformerConfig

from grafana.source import events
from grafana.source.frame import framed
from grafana.source.grid import Row
from grafana.source.links import drill
from grafana.source.palette import BAD, WELL, states, steps
from grafana.source.panels import figure
from grafana.source.queries import coded, named, now, rows
from grafana.source.words import Words

CANNOT_MEET = 'sum (monitord_sites{state=~"down|unreachable"})'
MOST = 2000
"""Tiles: more sites than any province has."""


def make(words: Words) -> Dashboard:
    """The dashboard in the language of `words`."""
    lines = [
        Row(3, [(24, verdict(words))]),
        Row(18, [(24, wall(words))]),
    ]
    return framed(
        words,
        lines,
        annotations=[events.incidents(words), events.maintenance(words)],
        since="now-24h",
    )


def verdict(words: Words) -> stat.Panel:
    """One line: the numbers travel as labels, for only labels make a sentence.

    Its value, which colours it, is how many sites cannot meet.
    """
    numbers = {
        "cannot": CANNOT_MEET,
        "total": "sum (monitord_sites)",
        "down": 'sum (monitord_sites{state="down"})',
        "unreachable": 'sum (monitord_sites{state="unreachable"})',
    }
    counted = [f'count_values ("{name}", {expr})' for name, expr in numbers.items()]
    joined = counted[0]
    for name, each in zip(list(numbers)[1:], counted[1:], strict=True):
        joined = f"{joined} * on () group_left ({name}) {each}"
    sentence = now(f"{joined} * on () group_left () {CANNOT_MEET}", words.own("verdict.sentence"))
    return (
        figure(words, "verdict", sentence)
        .text_mode(BigValueTextMode.NAME)
        .thresholds(steps(WELL, (1, BAD)))
    )


def wall(words: Words) -> stat.Panel:
    """All sites, one tile each, neighbours by their parent; one panel, one query."""
    query = named(coded("monitord_site_state"), "site", "name, parent, path", "monitord_site_info")
    return (
        figure(words, "wall", rows(query))
        .with_transformation(DataTransformerConfig("sortBy", options={"sort": [{"field": "path"}]}))
        .reduce_options(
            # Not `fields("Value")`: a field is looked for by its display name, which is the site's.
            common.ReduceDataOptions().values(values=True).limit(MOST).fields("")
        )
        .mappings(states(words))
        .display_name("${__data.fields.name}")
        .text(common.VizTextDisplayOptions().title_size(9).value_size(10))
        .data_links([drill("site", words, site="${__data.fields.site}")])
    )

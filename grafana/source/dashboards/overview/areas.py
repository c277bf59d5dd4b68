"""The way down the tree: every site that has others below it, those with most trouble first."""

from __future__ import annotations

from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from grafana.source.links import drill
from grafana.source.palette import BAD, NOTICE, steps
from grafana.source.panels import in_order
from grafana.source.queries import named, rows
from grafana.source.tables import Column, bounded, column, joined, linked, unit, unseen, wide
from grafana.source.words import Words
from monitord.model.states import CANNOT_MEET, WORST_FIRST, State

SILENT = "|".join(state for state in WORST_FIRST if state in CANNOT_MEET)
PARENTS = (
    'label_replace(count by (parent) (monitord_site_info{parent!=""}), '
    '"site", "$1", "parent", "(.+)")'
)
COUNTED = 'monitord_site_info{parent!="", service=~"live|temporary"}'
"""Planned sites and trials are shown, and never counted."""


def areas(words: Words) -> table.Panel:
    """How many of the sites right below cannot meet, are degraded, or are not measured."""
    queries = [
        rows(named(PARENTS, "site", "name, path", "monitord_site_info"), "A"),
        rows(below(SILENT), "B"),
        rows(below(State.DEGRADED), "C"),
        rows(below(State.UNKNOWN), "D"),
    ]
    columns = [
        column(words, "name", "", *linked(drill("area", words, path="${__data.fields.path}"))),
        column(words, "cannot-meet", "B", *counted(BAD)),
        number(words, "C", State.DEGRADED),
        number(words, "D", State.UNKNOWN),
        column(words, "sites", "A", *unit("none"), wide(110)),
        unseen("path"),
    ]
    worst_first = in_order(words.common("column.cannot-meet"))
    return joined(words, "areas", queries, columns).with_transformation(worst_first)


def below(states: str) -> str:
    """How many sites right below each parent are in one of these states."""
    of_each = f'monitord_site_state{{state=~"{states}"}}'
    return f"sum by (parent) ({of_each} * on (site) group_left (parent) {COUNTED})"


def number(words: Words, ref: str, state: State) -> Column:
    """Of a state, titled by its symbol and its word."""
    return Column(ref, words.state(state), counted(NOTICE))


def counted(colour: str) -> tuple[DynamicConfigValue, ...]:
    """A count that is conspicuous from one on."""
    return (*unit("none"), *bounded(steps("transparent", (1, colour))), wide(190))

"""Lines in an order: the worst now, those that failed most often or longest, those on backup."""

from __future__ import annotations

from grafana_foundation_sdk.builders import table

from grafana.source import codes
from grafana.source.dashboards.circuits.parts import CHOSEN, columns, facts, with_names
from grafana.source.links import drill
from grafana.source.queries import CODES, rows
from grafana.source.tables import (
    AGE,
    Column,
    column,
    joined,
    linked,
    sorted_by,
    unit,
    unseen,
    worded,
)
from grafana.source.words import Words
from monitord.model.states import WORST_FIRST, State

MOST = 50
OFFENDERS = 20
ONCE = 0.5
"""Outages: below it is what is left of a calculation."""
BRIEF = 10
"""Seconds: a line that was down for less hurt nobody."""
RECORDED = 30
"""Seconds between two samples of the rule monitord:circuit_measured:info."""
BAD = " or ".join(
    f'{CODES[state]} * (monitord_circuit_state{{state="{state}"}} == 1)'
    for state in WORST_FIRST
    if state is not State.UP
)
"""Only what is not well: few series, however many lines there are."""
STATE = f"max by (circuit) (({BAD}) and on (circuit) {CHOSEN})"
SINCE = "max by (circuit) (monitord_circuit_state_since_timestamp_seconds)"
WORST = f"topk({MOST}, {STATE} + on (circuit) {SINCE} / 1e10)"
"""The worst first, and of equally bad ones the latest: a date is less than one state."""


def worst(words: Words) -> table.Panel:
    """Those that are not well, up to fifty."""
    panel = joined(
        words,
        "worst",
        [rows(f"{STATE} and on (circuit) {WORST}"), *facts(WORST)],
        [*columns(words), unseen("site"), unseen("provider")],
    )
    return sorted_by(panel, words.common("column.state"))


def often(words: Words) -> table.Panel:
    """Those that went down most often in the time range."""
    counted = "sum_over_time(monitord:circuit_outages:count5m[$__range])"
    return _ranked(words, "often", counted, ONCE, column(words, "outages", "A", *unit("none", 0)))


def long(words: Words) -> table.Panel:
    """Those that were down for longest."""
    down = "sum_over_time(monitord:circuit_down_seconds:increase5m[$__range])"
    return _ranked(words, "long", down, BRIEF, column(words, "downtime", "A", *unit(AGE)))


def on_backup(words: Words) -> table.Panel:
    """Backup lines by the time for which they carried the traffic of their sites."""
    carrying = 'monitord:circuit_measured:info{role="backup", provider=~"$provider"}'
    seconds = f"{RECORDED} * count_over_time({carrying}[$__range])"
    return _ranked(words, "on-backup", seconds, BRIEF, column(words, "on-backup", "A", *unit(AGE)))


def _ranked(words: Words, key: str, expr: str, least: float, value: Column) -> table.Panel:
    """The first twenty of those with `least` at least, with what is known of them."""
    first = f"topk({OFFENDERS}, max by (circuit) (({expr}) and on (circuit) {CHOSEN}) >= {least})"
    there = drill(
        "circuits", words, provider="${__data.fields.provider}", circuit="${__data.fields.circuit}"
    )
    site = drill("site", words, site="${__data.fields.site}")
    panel = joined(
        words,
        key,
        [rows(f"({first}) * on (circuit) group_left ({KNOWN}) ({with_names(CHOSEN)})")],
        [
            column(words, "circuit", "", *linked(there)),
            column(words, "site", "name", *linked(site)),
            column(words, "provider", "provider_name"),
            column(words, "circuit-role", "role", *worded(codes.circuit_roles(words))),
            value,
            unseen("provider"),
            unseen("site"),
        ],
    )
    return sorted_by(panel, value.title)


KNOWN = "site, name, provider, provider_name, role"

"""How the site is, why, its incidents, its devices, and how all of that changed."""

from __future__ import annotations

from grafana_foundation_sdk.builders import stat, statetimeline, table
from grafana_foundation_sdk.models.common import BigValueTextMode

from grafana.source import codes
from grafana.source.broken import broken
from grafana.source.links import drill
from grafana.source.palette import NEUTRAL, states, steps
from grafana.source.panels import figure, timeline
from grafana.source.queries import coded, now, over_time, rows
from grafana.source.tables import AGE, column, joined, linked, sorted_by, when, wide, worded
from grafana.source.words import Words
from monitord.model.states import CHECK_STATES

SITE = 'site="$site"'
STATE = coded("monitord_site_state", SITE)
CHECKS = coded("monitord_check_state", SITE, CHECK_STATES)


def state(words: Words) -> stat.Panel:
    """The symbol, the word and the colour."""
    panel = figure(words, "state", now(STATE, words.common("name.site")))
    return panel.mappings(states(words)).text_mode(BigValueTextMode.VALUE)


def since(words: Words) -> stat.Panel:
    """For how long it has been in that state."""
    age = f"time() - monitord_site_state_since_timestamp_seconds{{{SITE}}}"
    legend = words.common("column.duration")
    panel = figure(words, "since", now(age, legend), unit=AGE)
    return panel.thresholds(steps(NEUTRAL)).text_mode(BigValueTextMode.VALUE)


def about(words: Words) -> table.Panel:
    """One row: where it stands in the tree, and the incident that explains its state."""
    queries = [
        rows(f"monitord_site_info{{{SITE}}}"),
        rows(
            f"monitord_site_cause{{{SITE}}} * on (incident) group_left (owner)"
            " monitord_incident_info",
            "B",
        ),
    ]
    area = linked(drill("area", words, path="${__data.fields.path}"))
    return joined(
        words,
        "about",
        queries,
        [
            column(words, "site", "name", wide(200)),
            column(words, "site-id", "site"),
            column(words, "path", "", *area, wide(160)),
            column(words, "service", "", *worded(codes.services(words)), wide(155)),
            column(words, "cause", "", *worded(codes.causes(words))),
            column(words, "owner", "", *worded(codes.owners(words)), wide(170)),
            column(words, "incident"),
        ],
    )


def incidents(words: Words, which: str) -> table.Panel:
    """Those open; what is closed is kept in the database and told by `monitord incidents`."""
    return broken(words, "incidents", which)


def devices(words: Words) -> table.Panel:
    """Each check of each device."""
    queries = [
        rows(CHECKS),
        rows(f"1000 * monitord_check_state_since_timestamp_seconds{{{SITE}}}", "B"),
        rows(f"1000 * monitord_check_last_measured_timestamp_seconds{{{SITE}}}", "C"),
        rows(f"monitord_device_info{{{SITE}}}", "D"),
    ]
    panel = joined(
        words,
        "devices",
        queries,
        [
            column(words, "device"),
            column(words, "device-role", "role", *worded(codes.device_roles(words))),
            column(words, "address"),
            column(words, "check"),
            column(
                words, "state", "A", *worded(states(words, CHECK_STATES), coloured=True), wide(170)
            ),
            column(words, "since", "B", *when(words)),
            column(words, "measured", "C", *when(words)),
        ],
    )
    return sorted_by(panel, words.common("column.device"), falling=False)


def transitions(words: Words) -> statetimeline.Panel:
    """The site's state on top, its checks below."""
    return timeline(
        words,
        "transitions",
        over_time(STATE, words.common("name.site")),
        over_time(CHECKS, "{{device}} {{check}}", "B"),
    )

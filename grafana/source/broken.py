"""What is broken now: the open incidents, one line each."""

from __future__ import annotations

from grafana_foundation_sdk.builders import table

from grafana.source.codes import causes, owners, scopes
from grafana.source.palette import NOTICE, severities, yes_or_no
from grafana.source.panels import in_order, property_of
from grafana.source.queries import named, rows
from grafana.source.scopes import subject_link, with_page
from grafana.source.tables import Column, column, joined, linked, unit, unseen, when, wide, worded
from grafana.source.words import Words

LABELS = "scope, subject, name, cause, severity, owner, team, ticket"
RANK = "rank"
FIRST = 100_000
"""More sites than any incident has: what is critical stands before all that is not."""


def broken(words: Words, key: str, among: str = "") -> table.Panel:
    """Open incidents, the critical ones first, then those from which most sites suffer.

    `among`: what they must have the label `incident` in common with, for example those of an area.
    """
    only = f" and on (incident) {among}" if among else ""
    sites = f"max by (incident) (monitord_incident_sites{only})"
    since = f"1000 * max by (incident) (monitord_incident_since_timestamp_seconds{only})"
    cared = f"max by (incident) (monitord_incident_acknowledged{only})"
    queries = [
        rows(with_page(with_team(named(sites, "incident", LABELS, "monitord_incident_info"))), "A"),
        rows(since, "B"),
        rows(cared, "C"),
        rows(ranked(sites), "D"),
    ]
    return joined(words, key, queries, shown(words)).with_transformation(in_order(RANK))


def with_team(expr: str) -> str:
    """With the label `team_name`, where there is a team."""
    name = 'label_replace(monitord_team_info, "team_name", "$1", "name", "(.+)")'
    return f"{expr} * on (team) group_left (team_name) {name} or on (incident) {expr}"


def ranked(sites: str) -> str:
    """A number that is the greater, the worse an incident is."""
    critical = 'max by (incident) (monitord_incident_info{severity="critical"})'
    return f"{sites} + on (incident) {FIRST} * {critical} or {sites}"


def shown(words: Words) -> list[Column]:
    """Codes as words, times as times, the name as a link; hidden what only links and order need."""
    cared_for = yes_or_no(words, "acknowledged", no=NOTICE)
    return [
        column(words, "severity", "", *worded(severities(words), coloured=True), wide(150)),
        column(words, "since", "B", *when(words)),
        column(words, "sites", "A", *unit("none"), wide(110)),
        column(words, "scope", "", *worded(scopes(words)), wide(140)),
        column(words, "name", "", *linked(subject_link(words))),
        column(words, "cause", "", *worded(causes(words)), wide(210)),
        column(words, "owner", "", *worded(owners(words)), wide(180)),
        column(words, "team", "team_name", wide(390)),
        column(words, "ticket", "", wide(150)),
        column(words, "acknowledged", "C", *worded(cared_for), wide(160)),
        unseen("chosen"),
        unseen("page"),
        unseen("variable"),
        Column("D", RANK, (property_of("custom.hidden", value=True),)),
    ]

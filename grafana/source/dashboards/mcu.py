"""The MCUs: whether a group still has its reserve, then how full each of them is."""

from __future__ import annotations

from grafana_foundation_sdk.builders import stat, statetimeline, table, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard, QueryVariable
from grafana_foundation_sdk.models.dashboard import ValueMapping

from grafana.source import codes, events
from grafana.source.frame import framed
from grafana.source.grid import Heading, Line, Row
from grafana.source.legends import in_words
from grafana.source.limits import up_to
from grafana.source.links import drill
from grafana.source.palette import BAD, NOTICE, PLAIN, WELL, mapped, states, steps, yes_or_no
from grafana.source.panels import figure, timeline, trend
from grafana.source.queries import coded, now, over_time, rows
from grafana.source.tables import (
    bounded,
    column,
    joined,
    linked,
    sorted_by,
    unit,
    unseen,
    wide,
    worded,
)
from grafana.source.variables import id_and_name, several
from grafana.source.walls import LARGE, written
from grafana.source.words import Words
from monitord.model.states import CHECK_STATES

FULL = 0.9
"""Of the ports: more in use, and the next meeting may find none."""
SITES = 'site=~"$site"'
MCUS = f"monitord_mcu_info{{{SITES}}}"
CHECKS = (
    f"{coded('monitord_check_state', SITES, CHECK_STATES)}"
    f" * on (site, device) group_left (group, role) {MCUS}"
)
"""Each check of each MCU, as a number of `CODES`."""
SAID = ("normal", "starting", "minor", "major", "busy-out", "out-of-service")
"""What an MCU can say of itself, in the order of `monitord_mcu_status`; "unknown" says nothing."""


def make(words: Words) -> Dashboard:
    """The dashboard in the language of `words`."""
    lines: list[Line] = [
        Row(3, [(24, redundancy(words))]),
        Row(6, [(24, listed(words))]),
        Row(8, [(24, transitions(words))]),
        Heading(words.title("load-row")),
        Row(8, [(8, used(words)), (8, participants(words)), (8, conferences(words))]),
        Heading(words.title("areas-row"), folded=True),
        Row(7, [(12, cascade(words)), (12, registered(words))]),
        Row(7, [(12, areas(words)), (12, area_calls(words))]),
    ]
    incidents = events.incidents(words, 'monitord_incident_info{scope="mcu"}')
    return framed(words, lines, [_sites(words)], [incidents, events.maintenance(words)])


def _sites(words: Words) -> QueryVariable:
    """Those that have an MCU."""
    named = "monitord_mcu_info * on (site) group_left (name) monitord_site_info"
    return several(words, "site", f"query_result({named})", id_and_name("site"))


def _each(metric: str) -> str:
    """One value an MCU, the greatest of its media."""
    return f"max by (site, device) ({metric}{{{SITES}}})"


def redundancy(words: Words) -> stat.Panel:
    """By group: 0 all answer, 1 a backup does not, 2 the primary does not, 3 neither does.

    Nothing is said of a group of which one MCU is not measured at all.
    """
    dead = 'max by (site, device) (monitord_check_state{site=~"$site", check="icmp", state="down"})'
    unmeasured = 'min by (site, device) (monitord_check_state{site=~"$site", state="unknown"}) == 1'
    primary, member = (_of_group(dead, role) for role in codes.MCU_ROLES)
    silent = f"{_of_group(unmeasured, '.+')}"
    query = f"(2 * {primary} + on (group) {member}) unless on (group) {silent}"
    made = {
        "0": (words.own("redundancy.both"), WELL),
        "1": (words.own("redundancy.no-backup"), NOTICE),
        "2": (words.own("redundancy.on-backup"), NOTICE),
        "3": (words.own("redundancy.none"), BAD),
    }
    panel = figure(words, "redundancy", now(query, "{{group}}")).mappings(mapped(made))
    return panel.text(written(LARGE))


def _of_group(expr: str, role: str) -> str:
    """1 for a group of whose MCUs of this role one is so."""
    info = f'monitord_mcu_info{{{SITES}, group!="", role=~"{role}"}}'
    return f"max by (group) (({expr}) * on (site, device) group_left (group) {info})"


def listed(words: Words) -> table.Panel:
    """One row an MCU."""
    said = " or ".join(
        f'{code} * monitord_mcu_status{{{SITES}, state="{state}"}}'
        for code, state in enumerate(SAID)
    )
    queries = [
        rows(f"max by (site, device, group, role) ({CHECKS})"),
        rows(f"max by (site, device) ({said})", "B"),
        rows(_each("monitord_mcu_ports"), "C"),
        rows(_each("monitord_mcu_ports_used"), "D"),
        rows(_each("monitord_mcu_ports_used_ratio"), "E"),
        rows(_each("monitord_mcu_participants"), "F"),
        rows(_each("monitord_mcu_conferences"), "G"),
        rows(f"min by (site, device) (monitord_mcu_registered{{{SITES}}})", "H"),
        rows(
            f"max by (site, device, name) ({MCUS}"
            " * on (site) group_left (name) monitord_site_info)",
            "I",
        ),
    ]
    full = steps(PLAIN, (FULL, NOTICE), (1, BAD))
    yes = yes_or_no(words, "mcu.registered", WELL, BAD)
    panel = joined(
        words,
        "listed",
        queries,
        [
            column(
                words, "device", "", *linked(drill("site", words, site="${__data.fields.site}"))
            ),
            column(words, "site", "name", wide(270)),
            column(words, "group"),
            column(words, "mcu-role", "role", *worded(codes.mcu_roles(words))),
            column(
                words, "state", "A", *worded(states(words, CHECK_STATES), coloured=True), wide(170)
            ),
            column(words, "says", "B", *worded(_said(words), coloured=True)),
            column(words, "ports", "C"),
            column(words, "ports-used", "D"),
            column(words, "ports-share", "E", *unit("percentunit"), *bounded(full)),
            column(words, "participants", "F"),
            column(words, "conferences", "G"),
            column(words, "registered", "H", *worded(yes, coloured=True)),
            unseen("site"),
        ],
    )
    return sorted_by(panel, words.common("column.group"), falling=False)


def _said(words: Words) -> list[ValueMapping]:
    colours = (WELL, NOTICE, NOTICE, BAD, NOTICE, BAD)
    found = {
        str(code): (words.own(f"says.{state}"), colours[code]) for code, state in enumerate(SAID)
    }
    return mapped(found)


def transitions(words: Words) -> statetimeline.Panel:
    """Every check of every MCU."""
    return timeline(words, "transitions", over_time(CHECKS, "{{device}} {{check}}"))


def cascade(words: Words) -> table.Panel:
    """Which MCU hangs below which."""
    return joined(
        words,
        "cascade",
        [rows(f'monitord_mcu_info{{{SITES}, cascade_to!=""}}')],
        [
            column(
                words, "device", "", *linked(drill("site", words, site="${__data.fields.site}"))
            ),
            column(words, "site-id", "site"),
            column(words, "group"),
            column(words, "cascade-to", "cascade_to"),
        ],
    )


def used(words: Words) -> timeseries.Panel:
    """Ports in use, of all."""
    query = over_time(f"monitord_mcu_ports_used_ratio{{{SITES}}}", "{{device}} {{medium}}")
    panel = trend(words, "used", query, unit="percentunit").min(0).max(1)
    return up_to(in_words(words, panel), FULL)


def participants(words: Words) -> timeseries.Panel:
    """People's sites in conferences."""
    query = over_time(f"monitord_mcu_participants{{{SITES}}}", "{{device}}")
    return trend(words, "participants", query, unit="none").min(0)


def conferences(words: Words) -> timeseries.Panel:
    """Meetings under way."""
    query = over_time(f"monitord_mcu_conferences{{{SITES}}}", "{{device}}")
    return trend(words, "conferences", query, unit="none").min(0)


def registered(words: Words) -> timeseries.Panel:
    """Endpoints that a gatekeeper knows: a fall is many rooms that cannot be called."""
    query = over_time(f"monitord_gatekeeper_registered_endpoints{{{SITES}}}", "{{site}} {{device}}")
    return trend(words, "gatekeeper", query, unit="none").min(0)


def areas(words: Words) -> timeseries.Panel:
    """Bandwidth of the areas that a device manages."""
    query = over_time(
        f"topk(50, monitord_area_bandwidth_used_ratio{{{SITES}}})", "{{device}} {{area}}"
    )
    return trend(words, "areas", query, unit="percentunit").min(0)


def area_calls(words: Words) -> timeseries.Panel:
    """Calls in them."""
    query = over_time(f"topk(50, monitord_area_calls{{{SITES}}})", "{{device}} {{area}}")
    return trend(words, "area-calls", query, unit="none").min(0)

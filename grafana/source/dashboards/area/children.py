"""The node above, and the nodes right below: how they are and how they were."""

from __future__ import annotations

from grafana_foundation_sdk.builders import common, stat, statetimeline, table
from grafana_foundation_sdk.builders.dashboard import DashboardLink
from grafana_foundation_sdk.models.common import BigValueColorMode, BigValueTextMode

from grafana.source.dashboards.area.place import BY_CHILD, NEXT, SELF
from grafana.source.links import drill
from grafana.source.palette import states, steps
from grafana.source.panels import figure, in_order, relabelled, timeline
from grafana.source.queries import coded, named, over_time, rows
from grafana.source.tables import Column, bounded, column, joined, linked, unit, unseen, worded
from grafana.source.walls import CALLED
from grafana.source.words import Words
from monitord.model.states import WORST_FIRST, State
from monitord.texts.marks import COLOURS

MOST = 20
"""Lines of the timeline: more nobody can read."""
POINTS = 240
"""Steps of the timeline, for each asks the state of every site."""
OWN = "H"
"""The letter of the question for the own state of each child; those of the states come before."""


def parent(words: Words) -> stat.Panel:
    """The node above, one click away; the root has none."""
    above = f'label_replace({SELF}, "site", "$1", "parent", "(.+)")'
    return (
        figure(words, "parent", rows(f"monitord_site_info and on (site) {above}"))
        .transformations(relabelled({field: field for field in ("name", "path", "Value")}))
        .reduce_options(
            common.ReduceDataOptions().values(values=True).calcs(["lastNotNull"]).fields("")
        )
        .display_name(CALLED)
        .text_mode(BigValueTextMode.NAME)
        .color_mode(BigValueColorMode.NONE)
        .no_value(words.common("nothing"))
        .data_links([drill("area", words, path="${__data.fields.path}")])
    )


def children(words: Words) -> table.Panel:
    """Each child: its own state, and how many sites in and below it are in which state."""
    own = named(coded("monitord_site_state"), "site", "name, path", NEXT)
    queries = [rows(f"max by (site, name, path) ({own})", OWN)]
    queries += [rows(below(state), ref) for ref, state in zip("ABCDEFG", WORST_FIRST, strict=True)]
    columns = [
        column(words, "name", "", *linked(*ways(words))),
        column(words, "state", OWN, *worded(states(words), coloured=True)),
        *(number(words, ref, state) for ref, state in zip("ABCDEFG", WORST_FIRST, strict=True)),
        unseen("path"),
        unseen("site"),
    ]
    worst_first = in_order(words.common("column.state"))
    return joined(words, "children", queries, columns).with_transformation(worst_first)


def below(state: State) -> str:
    """How many sites are in `state`, by the path of the child that they are in or below of."""
    of_each = f'monitord_site_state{{state="{state}"}}'
    return f"sum by (path) ({of_each} * on (site) group_left (path) {BY_CHILD})"


def number(words: Words, ref: str, state: State) -> Column:
    """Coloured from one on."""
    bounds = bounded(steps("transparent", (1, COLOURS[state])))
    return Column(ref, words.state(state), (*unit("none"), *bounds))


def ways(words: Words) -> tuple[DashboardLink, DashboardLink]:
    """To a child as an area and as a site."""
    return (
        drill("area", words, path="${__data.fields.path}"),
        drill("site", words, site="${__data.fields.site}"),
    )


def timeline_of_children(words: Words) -> statetimeline.Panel:
    """The children whose state changed most often in the time that is shown."""
    changes = 'changes(monitord_site_state{state="up"}[$__range] @ end())'
    moving = f"topk ({MOST}, {changes} and on (site) {NEXT})"
    states_of = coded("monitord_site_state", among=f"and on (site) {moving}")
    query = over_time(named(states_of, "site", "name", NEXT), "{{name}}")
    return timeline(words, "timeline", query).max_data_points(POINTS)

"""The kinds of panels that the dashboards are made of, set up as the house has them.

Each takes a key: its title and description are the catalogue's `grafana.<dashboard>.<key>.title`
and `.about`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grafana_foundation_sdk.builders import common, stat, statetimeline, table, timeseries
from grafana_foundation_sdk.builders.dashboard import FieldColor
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    BigValueTextMode,
    LegendDisplayMode,
    LegendPlacement,
    SortOrder,
    StackingMode,
    TooltipDisplayMode,
    VisibilityMode,
)
from grafana_foundation_sdk.models.dashboard import (
    DataTransformerConfig,
    DynamicConfigValue,
    FieldColorModeId,
)

from grafana.source.palette import LINES, states
from grafana.source.queries import PROMETHEUS
from grafana.source.words import Words

LAST = common.ReduceDataOptions().calcs(["lastNotNull"]).values(values=False)
GAP = 90_000
"""Milliseconds: a line is not drawn over a longer silence, for nothing was measured in it."""


def figure(words: Words, key: str, *queries: Dataquery, unit: str = "none") -> stat.Panel:
    """A number or a few, large, coloured by thresholds or mappings."""
    return (
        stat.Panel()
        .title(words.title(key))
        .description(words.about(key))
        .datasource(PROMETHEUS)
        .targets(list(queries))
        .unit(unit)
        .reduce_options(LAST)
        .graph_mode(BigValueGraphMode.NONE)
        .color_mode(BigValueColorMode.BACKGROUND)
        .text_mode(BigValueTextMode.VALUE_AND_NAME)
        .no_value(words.common("no-value"))
    )


def trend(words: Words, key: str, *queries: Dataquery, unit: str) -> timeseries.Panel:
    """Lines over time; a gap stays a gap, for nothing was measured in it."""
    legend = (
        common.VizLegendOptions()
        .show_legend(show_legend=True)
        .display_mode(LegendDisplayMode.LIST)
        .placement(LegendPlacement.BOTTOM)
    )
    tooltip = common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING)
    return (
        timeseries.Panel()
        .title(words.title(key))
        .description(words.about(key))
        .datasource(PROMETHEUS)
        .targets(list(queries))
        .unit(unit)
        .legend(legend)
        .tooltip(tooltip)
        .color_scheme(FieldColor().mode(FieldColorModeId.PALETTE_CLASSIC))
        .line_width(1)
        .fill_opacity(0)
        .show_points(VisibilityMode.NEVER)
        .span_nulls(GAP)
        .no_value(words.common("no-value"))
    )


def stacked(panel: timeseries.Panel) -> timeseries.Panel:
    """Areas one above the other, for parts of a whole."""
    together = common.StackingConfig().mode(StackingMode.NORMAL).group("A")
    return panel.stacking(together).fill_opacity(80).line_width(0)


def in_turn(panel: timeseries.Panel, refs: Iterable[str], dashed: str = "") -> timeseries.Panel:
    """The lines of these questions in the colours of `LINES`; those of `dashed` are dashed too."""
    for ref, colour in zip(refs, LINES, strict=False):
        settings = [fixed(colour)]
        if ref in dashed:
            settings.append(property_of("custom.lineStyle", {"fill": "dash", "dash": [8, 8]}))
        panel.override_by_query(ref, settings)
    return panel


def fixed(colour: str) -> DynamicConfigValue:
    """A series' colour, for `override_by_name`."""
    return property_of("color", {"mode": "fixed", "fixedColor": colour})


def listing(words: Words, key: str, *queries: Dataquery) -> table.Panel:
    """A table; its columns are chosen and worded by `columns`."""
    return (
        table.Panel()
        .title(words.title(key))
        .description(words.about(key))
        .datasource(PROMETHEUS)
        .targets(list(queries))
        .show_header(show_header=True)
        .no_value(words.common("nothing"))
    )


def timeline(words: Words, key: str, *queries: Dataquery) -> statetimeline.Panel:
    """States over time, numbers of `queries.CODES`, one line for each series."""
    legend = (
        common.VizLegendOptions()
        .show_legend(show_legend=True)
        .display_mode(LegendDisplayMode.LIST)
        .placement(LegendPlacement.BOTTOM)
    )
    return (
        statetimeline.Panel()
        .title(words.title(key))
        .description(words.about(key))
        .datasource(PROMETHEUS)
        .targets(list(queries))
        .mappings(states(words))
        .merge_values(merge_values=True)
        .show_value(VisibilityMode.AUTO)
        .row_height(0.8)
        .line_width(0)
        .fill_opacity(80)
        .legend(legend)
        .no_value(words.common("no-value"))
    )


def columns(words: Words, *names: str) -> list[DataTransformerConfig]:
    """Of a table: these labels only, in this order, worded `grafana.column.<name>`.

    For values (`Value`, or `Value #A` where there are several queries) take `relabelled`.
    """
    return relabelled({name: words.common(f"column.{name}") for name in names})


def relabelled(titles: Mapping[str, str]) -> list[DataTransformerConfig]:
    """Of a table: the columns of these names only, in this order, with these titles."""
    return [
        DataTransformerConfig(
            id_val="filterFieldsByName", options={"include": {"names": list(titles)}}
        ),
        DataTransformerConfig(
            id_val="organize",
            options={
                "excludeByName": {},
                "indexByName": {name: index for index, name in enumerate(titles)},
                # Not to its own name: Grafana would call a field that, whatever else it is to be
                # called (`display_name`).
                "renameByName": {name: title for name, title in titles.items() if title != name},
            },
        ),
    ]


def merged() -> DataTransformerConfig:
    """Tables of several queries become one, joined by the labels that they share."""
    return DataTransformerConfig(id_val="merge", options={})


def in_order(field: str, *, falling: bool = True) -> DataTransformerConfig:
    """Rows in the order of this field, for whoever looks: a click on a heading changes it."""
    by = {"field": field, "desc": True} if falling else {"field": field}
    return DataTransformerConfig(id_val="sortBy", options={"sort": [by]})


def property_of(ident: str, value: object) -> DynamicConfigValue:
    """One setting of a field, for `override_by_name`: `unit`, `custom.width`, and so on."""
    return DynamicConfigValue(id_val=ident, value=value)

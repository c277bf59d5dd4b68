"""What all dashboards have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import (
    AnnotationQuery,
    DashboardCursorSync,
    Panel,
    RowPanel,
    VariableModel,
)
from grafana_foundation_sdk.models.stat import Options

from grafana.source.grid import Line, lay
from grafana.source.links import navigation, uid
from grafana.source.palette import missing
from grafana.source.words import Words

REFRESH = "15s"
"""As often as Prometheus asks monitord."""


def framed(
    words: Words,
    lines: Iterable[Line],
    variables: Sequence[Builder[VariableModel]] = (),
    annotations: Sequence[Builder[AnnotationQuery]] = (),
    since: str = "now-6h",
) -> Dashboard:
    """A dashboard with these lines; `since` is where its time range begins at first."""
    made = (
        Dashboard(words.common(f"name.{words.dashboard}"))
        .uid(uid(words.dashboard, words.language))
        .description(words.common(f"about.{words.dashboard}"))
        .tags(["monitord", words.language])
        .timezone("browser")
        .week_start("monday")
        .refresh(REFRESH)
        .time(since, "now")
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .readonly()
        .variables(list(variables))
        .annotations(list(annotations))
        .links(list(navigation(words)))
    )
    return with_missing(words, lay(made, lines))


def with_missing(words: Words, dashboard: Dashboard) -> Dashboard:
    """Tiles without a number say so, in the colour of what is unknown.

    Grafana would give them the first colour of their thresholds, which is that of all being well.
    Not where tiles are rows: 9.4 takes a text for no number, so names and links would say it too.
    """
    panels = dashboard.build().panels or []
    folded = [inner for row in panels if isinstance(row, RowPanel) for inner in row.panels]
    for panel in (*panels, *folded):
        if isinstance(panel, Panel) and panel.type_val == "stat":
            shown = panel.field_config.defaults
            of_rows = isinstance(panel.options, Options) and panel.options.reduce_options.values
            if shown.no_value == words.common("no-value") and not of_rows:
                shown.mappings = [*(shown.mappings or []), missing(words)]
    return dashboard

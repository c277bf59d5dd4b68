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

AS_IT_IS = {"align": "auto"}
"""Of a table's columns: what is so anyhow. Without such a setting, Grafana before its #112430 (of
October 2025) could pass over the overrides when it translated a dashboard as old as these are, and
cells would lose their colours."""
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
    finished = lay(made, lines)
    for panel in _panels(finished):
        if panel.type_val == "stat":
            _say_what_is_missing(words, panel)
        elif panel.type_val == "table":
            panel.field_config.defaults.custom = AS_IT_IS
    return finished


def _panels(dashboard: Dashboard) -> list[Panel]:
    """All that are no rows, also those in folded rows."""
    placed = dashboard.build().panels or []
    folded = [inner for row in placed if isinstance(row, RowPanel) for inner in row.panels]
    return [panel for panel in (*placed, *folded) if isinstance(panel, Panel)]


def _say_what_is_missing(words: Words, panel: Panel) -> None:
    """Tiles without a number say so, in the colour of what is unknown.

    Grafana would give them the first colour of their thresholds, which is that of all being well.
    Not where tiles are rows: 9.4 takes a text for no number, so names and links would say it too.
    """
    shown = panel.field_config.defaults
    of_rows = isinstance(panel.options, Options) and panel.options.reduce_options.values
    if shown.no_value == words.common("no-value") and not of_rows:
        shown.mappings = [*(shown.mappings or []), missing(words)]

"""What all dashboards have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import (
    AnnotationQuery,
    DashboardCursorSync,
    VariableModel,
)

from grafana.source.grid import Line, lay
from grafana.source.links import navigation, uid
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
    return lay(made, lines)

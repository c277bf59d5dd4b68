"""What happened, drawn over everything that has a time axis: incidents and maintenance."""

from __future__ import annotations

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import AnnotationQuery

from grafana.source.palette import BAD, CALM
from grafana.source.queries import PROMETHEUS
from grafana.source.words import Words

STEP = "60s"


class Happened(AnnotationQuery):
    """An annotation by a query whose value is when it happened, milliseconds since the epoch.

    The SDK knows the fields that all data sources share; these are Prometheus' own
    (`PromAnnotation` of its plugin).
    """

    def __init__(self, name: str, expr: str, text: str, colour: str) -> None:
        super().__init__(
            name=name, datasource=PROMETHEUS, enable=True, icon_color=colour, expr=expr
        )
        self.text = text

    def to_json(self) -> dict[str, object]:
        """As a dashboard holds it."""
        return super().to_json() | {
            "step": STEP,
            "titleFormat": self.name,
            "textFormat": self.text,
            # Labels that were tags would be codes, which nobody could put into words here.
            "tagKeys": "",
            "useValueForTime": True,
        }


class Annotation(Builder[AnnotationQuery]):
    """One that is made already, as the SDK's builders want it."""

    def __init__(self, made: AnnotationQuery) -> None:
        self.made = made

    def build(self) -> AnnotationQuery:
        """The annotation."""
        return self.made


def incidents(words: Words, among: str = "monitord_incident_info") -> Annotation:
    """When each incident began; `among`: the `_info` series of those that matter here."""
    expr = (
        "1000 * monitord_incident_since_timestamp_seconds"
        f" * on (incident) group_left (subject, name) {among}"
    )
    text = words.common("annotation.incident")
    return Annotation(Happened(words.common("incidents"), expr, text, BAD))


def maintenance(words: Words) -> Annotation:
    """When each maintenance window in force began."""
    expr = (
        "1000 * monitord_maintenance_start_timestamp_seconds"
        " * on (window) group_left (subject) monitord_maintenance_info"
    )
    text = words.common("annotation.maintenance")
    return Annotation(Happened(words.common("maintenance"), expr, text, CALM))

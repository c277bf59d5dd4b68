"""From one dashboard to another, with the time range kept."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import DashboardLink
from grafana_foundation_sdk.models.dashboard import DashboardLinkType

from grafana.source.words import Words

DASHBOARDS = ("overview", "area", "site", "mcu", "circuits", "self")
"""In the order of the links at the top of each."""


def uid(dashboard: str, language: str) -> str:
    """What a dashboard is called in URLs; it never changes."""
    return f"monitord-{dashboard}-{language}"


def path(dashboard: str, words: Words, **values: str) -> str:
    """The URL of `dashboard` in the same language; `values` by variable, as Grafana fills them.

    A field's value is `${__data.fields.site}`, a label's `${__field.labels.site}`.
    """
    chosen = "".join(f"&var-{name}={value}" for name, value in values.items())
    return f"/d/{uid(dashboard, words.language)}?${{__url_time_range}}{chosen}"


def drill(dashboard: str, words: Words, title: str = "", **values: str) -> DashboardLink:
    """A link of a panel's values, titled `grafana.link.<dashboard>` where there is no `title`.

    The title of the only link of a Stat panel's tile is what is shown when a pointer rests on it.
    """
    said = title or words.common(f"link.{dashboard}")
    return DashboardLink(said).url(path(dashboard, words, **values))


def navigation(words: Words) -> list[DashboardLink]:
    """To the other dashboards, at the top of each."""
    return [
        DashboardLink(words.common(f"name.{other}"))
        .type(DashboardLinkType.LINK)
        .icon("dashboard")
        .url(f"/d/{uid(other, words.language)}")
        .keep_time(keep_time=True)
        for other in DASHBOARDS
        if other != words.dashboard
    ]

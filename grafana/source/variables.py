"""What one can choose at the top of a dashboard, read from Prometheus."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import QueryVariable
from grafana_foundation_sdk.models.dashboard import (
    VariableHide,
    VariableRefresh,
    VariableSort,
)

from grafana.source.queries import PROMETHEUS
from grafana.source.words import Words


def chosen(words: Words, name: str, query: str, regex: str = "") -> QueryVariable:
    """One of what `query` finds (`label_values(...)`, `query_result(...)`).

    `regex` with the groups `text` and `value` shows a name and means an id. The label is
    `grafana.variable.<name>`.
    """
    made = (
        QueryVariable(name)
        .label(words.common(f"variable.{name}"))
        .datasource(PROMETHEUS)
        .query({"query": query, "refId": name})
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_CASE_INSENSITIVE_ASC)
        .hide(VariableHide.DONT_HIDE)
    )
    return made.regex(regex) if regex else made


def several(words: Words, name: str, query: str, regex: str = "") -> QueryVariable:
    """Any number of them, at first all."""
    return chosen(words, name, query, regex).multi(multi=True).include_all(include_all=True)


def tree(words: Words) -> QueryVariable:
    """The variable `path`: a node of the tree, shown as its path and its name.

    Sorted by that, the tree is in order, and its root is chosen at first.
    """
    query = 'query_result(label_join(monitord_site_info, "shown", "  ", "path", "name"))'
    return chosen(words, "path", query, '/shown="(?<text>[^"]+)"|path="(?<value>[^"]+)"/g')


BELOW = "path=~`${path:regex}(/.*)?`"
"""Matches the chosen node and all below it. Grafana escapes dots and slashes by backslashes, which
PromQL takes between backquotes only."""
BENEATH = "path=~`${path:regex}/.+`"
"""All below it without itself."""
CHILDREN = "path=~`${path:regex}/[^/]+`"
"""Those right below it."""

NAMED = '/name="(?<text>[^"]+)"|{0}="(?<value>[^"]+)"/g'


def id_and_name(label: str) -> str:
    """A `regex` for `query_result(…_info)`: shows `name`, means `label`."""
    return NAMED.replace("{0}", label)

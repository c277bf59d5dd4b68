"""Questions to Prometheus, and the PromQL that several dashboards share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.dashboard import DataSourceRef
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from monitord.model.states import WORST_FIRST, State

PROMETHEUS = DataSourceRef(type_val="prometheus", uid="monitord-prometheus")
"""As `grafana/provisioning/datasources` names it."""

CODES = {state: code for code, state in enumerate(reversed(WORST_FIRST))}
"""States as numbers, the worst the highest: panels colour and sort by numbers only."""


def over_time(expr: str, legend: str, ref: str = "A") -> Dataquery:
    """A range query; `legend` as Grafana fills it: `{{site}}`."""
    return _asked(expr, ref).range().legend_format(legend)


def now(expr: str, legend: str = "__auto", ref: str = "A") -> Dataquery:
    """An instant query, one value for each series."""
    return _asked(expr, ref).instant().legend_format(legend)


def rows(expr: str, ref: str = "A") -> Dataquery:
    """An instant query for a table: one row for each series, one column for each label."""
    return _asked(expr, ref).instant().format(PromQueryFormat.TABLE)


def _asked(expr: str, ref: str) -> Dataquery:
    return Dataquery().datasource(PROMETHEUS).expr(expr).ref_id(ref)


def coded(
    metric: str, matchers: str = "", states: Sequence[State] = WORST_FIRST, among: str = ""
) -> str:
    """The state of each thing as a number of `CODES`, by all its labels but `state`.

    `metric` has one series for each state, 0 or 1; `matchers` stand before `state=…`; `among`
    narrows it down (`and on (site) …`): over a time range that costs far less than to do it
    afterwards. Nothing is said of what has no state at all: its series are absent.
    """
    before = f"{matchers}, " if matchers else ""
    only = f" {among}" if among else ""
    parts = (
        f'{CODES[state]} * ({metric}{{{before}state="{state}"}} == 1{only})' for state in states
    )
    return f"sum without (state) ({' or '.join(parts)})"


def named(expr: str, on: str, labels: str, info: str) -> str:
    """`expr` with `labels` of the `_info` series `info` (with matchers, if any), joined on `on`."""
    return f"({expr}) * on ({on}) group_left ({labels}) {info}"


def replaced(expr: str, to: str, source: str, values: Mapping[str, str]) -> str:
    """`expr` with the label `to`: by the whole value of the label `source`, what `values` says."""
    for pattern, value in values.items():
        expr = f'label_replace({expr}, "{to}", "{value}", "{source}", "{pattern}")'
    return expr

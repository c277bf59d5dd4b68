"""Each provider as a whole: how its lines are, how good, and who runs on a backup."""

from __future__ import annotations

from grafana_foundation_sdk.builders import stat, table, timeseries
from grafana_foundation_sdk.builders.common import StackingConfig
from grafana_foundation_sdk.models.common import StackingMode
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from grafana.source.dashboards.circuits.parts import CHOSEN, of_streams
from grafana.source.limits import ECHOES, STREAMS, from_zero, up_to
from grafana.source.palette import CALM, NEUTRAL, PLAIN, steps
from grafana.source.panels import figure, property_of, trend
from grafana.source.queries import named, now, over_time, rows
from grafana.source.tables import Column, bounded, column, joined
from grafana.source.walls import LARGE, written
from grafana.source.words import Words
from monitord.model.states import WORST_FIRST, State
from monitord.texts.marks import COLOURS

PROVIDERS = "monitord_provider_info"
OF_CHOSEN = '{provider=~"$provider"}'
REFS = "BCDEFGH"


def counts(words: Words) -> table.Panel:
    """One row a provider, one column a state."""
    queries = [rows(f"monitord_provider_info{OF_CHOSEN}")]
    columns = [column(words, "provider", "name")]
    for ref, state in zip(REFS, WORST_FIRST, strict=True):
        counted = (
            f'sum by (provider) (monitord_circuit_state{{state="{state}"}}'
            f" * on (circuit) group_left (provider) {CHOSEN})"
        )
        queries.append(rows(counted, ref))
        columns.append(_counted(words, ref, state))
    return joined(words, "counts", queries, columns)


def _counted(words: Words, ref: str, state: State) -> Column:
    coloured = bounded(steps(PLAIN, (1, COLOURS[state])))
    return Column(ref, words.state(state), coloured)


def backups(words: Words) -> stat.Panel:
    """How many sites are known to run on their backup, by the provider that helps out."""
    query = (
        "sum by (provider) (monitord_circuit_in_use * on (circuit) group_left (provider)"
        ' monitord_circuit_info{role="backup", provider=~"$provider"})'
    )
    carrying = named(query, "provider", "name", PROVIDERS)
    panel = figure(words, "backups", now(carrying, "{{name}}"))
    return panel.thresholds(steps(NEUTRAL, (1, CALM))).text(written(LARGE))


def states_over_time(words: Words) -> timeseries.Panel:
    """Stacked: lines by state, of the providers together. Those that are well are left out."""
    shown = [state for state in WORST_FIRST if state != "up"]
    queries = [
        over_time(
            f'sum (monitord:provider_circuits:count{{provider=~"$provider", state="{state}"}})',
            words.state(state),
            ref,
        )
        for ref, state in zip(REFS, shown, strict=False)
    ]
    panel = trend(words, "states", *queries, unit="none").min(0).fill_opacity(60)
    panel = panel.stacking(StackingConfig().mode(StackingMode.NORMAL).group("A"))
    for ref, state in zip(REFS, shown, strict=False):
        panel = panel.override_by_query(ref, [_fixed(COLOURS[state])])
    return panel


def _fixed(colour: str) -> DynamicConfigValue:
    return property_of("color", {"mode": "fixed", "fixedColor": colour})


def loss(words: Words) -> timeseries.Panel:
    """Half of a provider's lines lose at most so much, 95 % so much."""
    panel = _percentiles(words, "loss", f"monitord:circuit_icmp_loss:ratio5m{OF_CHOSEN}")
    return up_to(from_zero(panel.unit("percentunit"), 0.05), ECHOES.loss)


def rtt(words: Words) -> timeseries.Panel:
    """Likewise the mean round trip of a line."""
    panel = _percentiles(words, "rtt", f"monitord:circuit_icmp_rtt_seconds:mean5m{OF_CHOSEN}")
    return up_to(panel, ECHOES.rtt)


def jitter(words: Words) -> timeseries.Panel:
    """Likewise the jitter of test streams, where there are any."""
    panel = _percentiles(words, "jitter", of_streams("monitord_rtp_jitter_seconds", OF_CHOSEN))
    return up_to(panel, STREAMS.jitter)


def stream_loss(words: Words) -> timeseries.Panel:
    """Likewise what test streams lose: pings do not tell."""
    panel = _percentiles(words, "stream-loss", of_streams("monitord_rtp_loss_ratio", OF_CHOSEN))
    return up_to(from_zero(panel.unit("percentunit"), 0.05), STREAMS.loss)


def _percentiles(words: Words, key: str, expr: str) -> timeseries.Panel:
    queries = [
        over_time(
            named(f"quantile by (provider) ({share}, {expr})", "provider", "name", PROVIDERS),
            f"{{{{name}}}}: {words.common(f'legend.{name}')}",
            ref,
        )
        for ref, name, share in (("A", "p50", 0.5), ("B", "p95", 0.95))
    ]
    return trend(words, key, *queries, unit="s").min(0)

"""What leaves it: alerts, messages, and what is written into the database."""

from __future__ import annotations

from grafana_foundation_sdk.builders import timeseries

from grafana.source.limits import from_zero, up_to
from grafana.source.panels import in_turn, trend
from grafana.source.queries import over_time
from grafana.source.words import Words

SLOW = 60.0
"""Seconds that an entry may wait for the database."""


def alerts(words: Words) -> timeseries.Panel:
    """To each replica of Alertmanager: posted, and not taken."""
    return _pair(words, "alerts", "monitord_alerts", "replica")


def notifications(words: Words) -> timeseries.Panel:
    """To each receiver without Alertmanager: told, and not told."""
    return _pair(words, "notifications", "monitord_notifications", "receiver")


def store_lag(words: Words) -> timeseries.Panel:
    """Age of the oldest entry that waits."""
    query = over_time("monitord_store_lag_seconds", words.title("store-lag"))
    return up_to(trend(words, "store-lag", query, unit="s").min(0), SLOW)


def waiting(words: Words) -> timeseries.Panel:
    """How many wait."""
    query = over_time("monitord_store_entries_waiting", words.title("waiting"))
    return trend(words, "waiting", query, unit="short").min(0)


def lost(words: Words) -> timeseries.Panel:
    """Writes that were refused and are tried again, and entries that were given up."""
    panel = trend(
        words,
        "lost",
        over_time("increase(monitord_store_failures_total[5m])", words.own("lost.refused")),
        over_time("increase(monitord_store_entries_lost_total[5m])", words.own("lost.lost"), "B"),
        unit="none",
    )
    return in_turn(from_zero(panel, 5), "AB")


def _pair(words: Words, key: str, counters: str, label: str) -> timeseries.Panel:
    legend = f"{{{{{label}}}}}: "
    return trend(
        words,
        key,
        over_time(f"increase({counters}_total[5m])", legend + words.own(f"{key}.all")),
        over_time(
            f"increase({counters}_failed_total[5m])", legend + words.own(f"{key}.failed"), "B"
        ),
        unit="none",
    ).min(0)

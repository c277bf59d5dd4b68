"""What the devices of the site say of themselves: calls, interfaces, load, the UPS.

What a device does not tell has no series, and the panels say so.
"""

from __future__ import annotations

from grafana_foundation_sdk.builders import stat, statetimeline, timeseries

from grafana.source.dashboards.site.head import SITE
from grafana.source.legends import in_words
from grafana.source.limits import from_zero
from grafana.source.palette import BAD, CALM, NEUTRAL, NOTICE, WELL, steps, yes_or_no
from grafana.source.panels import figure, property_of, timeline, trend
from grafana.source.queries import now, over_time
from grafana.source.tables import AGE
from grafana.source.walls import LARGE, written
from grafana.source.words import Words

SHORT_CHARGE = 0.5
"""Of a battery: below, it is time to think of what to switch off."""


def in_call(words: Words) -> stat.Panel:
    """Whether the endpoint is in a call: then is no time to touch it."""
    made = yes_or_no(words, "site.in-call", CALM, NEUTRAL)
    query = now(f"monitord_endpoint_in_call{{{SITE}}}", "{{device}}")
    return figure(words, "in-call", query).mappings(made).text(written(LARGE))


def registered(words: Words) -> stat.Panel:
    """Whether others can call it by its number."""
    made = yes_or_no(words, "site.registered", WELL, BAD)
    query = now(f"monitord_endpoint_registered{{{SITE}}}", "{{device}} {{protocol}}")
    return figure(words, "registered", query).mappings(made).text(written(LARGE))


def calls(words: Words) -> stat.Panel:
    """How many far sites the endpoint talks to."""
    query = now(f"monitord_endpoint_calls{{{SITE}}}", "{{device}}")
    return figure(words, "calls", query).thresholds(steps(NEUTRAL)).text(written(LARGE))


def call_rate(words: Words) -> timeseries.Panel:
    """What the call takes, by medium and direction."""
    metric = f"8 * monitord_endpoint_call_rate_bytes_per_second{{{SITE}}}"
    legend = "{{device}} {{medium}} {{direction}}"
    panel = trend(words, "call-rate", over_time(metric, legend), unit="bps").min(0)
    return in_words(words, panel)


def call_loss(words: Words) -> timeseries.Panel:
    """As the endpoint itself shows it."""
    metric = f"monitord_endpoint_call_loss_ratio{{{SITE}}}"
    legend = "{{device}} {{medium}} {{direction}}"
    panel = trend(words, "call-loss", over_time(metric, legend), unit="percentunit")
    return from_zero(in_words(words, panel), 0.05)


def on_battery(words: Words) -> stat.Panel:
    """Whether the mains have failed."""
    made = yes_or_no(words, "site.on-battery", BAD, WELL)
    query = now(f"monitord_ups_on_battery{{{SITE}}}", "{{device}}")
    return figure(words, "on-battery", query).mappings(made).text(written(LARGE))


def charge(words: Words) -> stat.Panel:
    """How full the battery is, and how long it lasts."""
    queries = (
        now(f"monitord_ups_battery_charge_ratio{{{SITE}}}", words.own("charge.ratio")),
        now(f"monitord_ups_battery_remaining_seconds{{{SITE}}}", words.own("charge.left"), "B"),
    )
    panel = figure(words, "charge", *queries, unit="percentunit")
    panel = panel.thresholds(steps(NOTICE, (SHORT_CHARGE, WELL))).text(written(LARGE))
    return panel.override_by_query(
        "B", [property_of("unit", AGE), property_of("thresholds", steps(NEUTRAL).build())]
    )


def load(words: Words) -> timeseries.Panel:
    """Of the UPS's capacity, and the charge beside it."""
    return trend(
        words,
        "load",
        over_time(f"monitord_ups_load_ratio{{{SITE}}}", words.own("load.load")),
        over_time(f"monitord_ups_battery_charge_ratio{{{SITE}}}", words.own("load.charge"), "B"),
        unit="percentunit",
    ).min(0)


def interfaces(words: Words) -> timeseries.Panel:
    """In and out of each interface, as its counters grow over five minutes."""
    return trend(
        words,
        "interfaces",
        over_time(_rate("receive_bytes"), words.own("interfaces.in")),
        over_time(f"-1 * {_rate('transmit_bytes')}", words.own("interfaces.out"), "B"),
        unit="bps",
    )


def interface_errors(words: Words) -> timeseries.Panel:
    """Packets damaged or thrown away: all four counters of an interface."""
    kinds = ("receive_errors", "transmit_errors", "receive_discards", "transmit_discards")
    queries = [
        over_time(
            f"increase(monitord_interface_{kind}_total{{{SITE}}}[5m])",
            words.own(f"interface-errors.{kind}"),
            ref,
        )
        for ref, kind in zip("ABCD", kinds, strict=True)
    ]
    return from_zero(trend(words, "interface-errors", *queries, unit="short"), 10)


def interface_states(words: Words) -> statetimeline.Panel:
    """Up or down, over time."""
    made = yes_or_no(words, "site.interface-states", WELL, NEUTRAL)
    query = over_time(f"monitord_interface_up{{{SITE}}}", "{{device}} {{interface}}")
    return timeline(words, "interface-states", query).mappings(made)


def load_of_devices(words: Words) -> timeseries.Panel:
    """Processors, memory and storage in use."""
    return trend(
        words,
        "hardware",
        over_time(f"monitord_device_cpu_ratio{{{SITE}}}", words.own("hardware.cpu")),
        over_time(
            f"monitord_device_memory_used_ratio{{{SITE}}}", words.own("hardware.memory"), "B"
        ),
        over_time(
            f"monitord_device_storage_used_ratio{{{SITE}}}", words.own("hardware.storage"), "C"
        ),
        unit="percentunit",
    ).min(0)


def temperatures(words: Words) -> timeseries.Panel:
    """Of every sensor that is told of."""
    query = over_time(f"monitord_device_temperature_celsius{{{SITE}}}", "{{device}} {{sensor}}")
    return trend(words, "temperatures", query, unit="celsius")


def _rate(counter: str) -> str:
    return f"8 * rate(monitord_interface_{counter}_total{{{SITE}}}[5m])"

"""Codes in the names of lines, put into words after the answer: both languages ask the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.models.dashboard import DataTransformerConfig

from grafana.source.words import Words

PROTOCOLS = {
    **{each: each.upper() for each in ("icmp", "snmp", "rtp", "sip")},
    **{"h323": "H.323", "ipv4": "IPv4", "ipv6": "IPv6"},
}
WAYS = ("to_site", "from_site", "both")
MEDIA = ("audio", "video", "content", "all")
"""As `monitord.model.quantities` has them for calls, and the ways for a router's paths too."""


def in_words(words: Words, panel: timeseries.Panel) -> timeseries.Panel:
    """With ways and media in words, wherever a legend has them."""
    said = {way: f"direction.{way}" for way in WAYS} | {each: f"medium.{each}" for each in MEDIA}
    return _renamed(
        panel, {rf"(.*)\b{code}\b(.*)": f"$1{words.texts.say(key)}$2" for code, key in said.items()}
    )


def ending_in_words(
    words: Words, panel: timeseries.Panel, key: str, codes: Iterable[str]
) -> timeseries.Panel:
    """With the code that a legend ends with as `grafana.<key>.<code>` says it."""
    said = {code: words.common(f"{key}.{code}") for code in codes}
    return _renamed(panel, {f"(.* )?{code}": f"$1{text}" for code, text in said.items()})


def probes(panel: timeseries.Panel) -> timeseries.Panel:
    """With the protocols as people write them."""
    return _renamed(panel, PROTOCOLS)


def _renamed(panel: timeseries.Panel, names: Mapping[str, str]) -> timeseries.Panel:
    """By regular expressions that match whole names, as Grafana reads them without slashes."""
    for regex, pattern in names.items():
        options = {"regex": regex, "renamePattern": pattern}
        panel = panel.with_transformation(
            DataTransformerConfig(id_val="renameByRegex", options=options)
        )
    return panel

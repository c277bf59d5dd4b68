"""Codes in the names of lines, put into words after the answer: both languages ask the same."""

from __future__ import annotations

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.models.dashboard import DataTransformerConfig

from grafana.source.words import Words

WAYS = ("to_site", "from_site", "both")
MEDIA = ("audio", "video", "content", "all")
"""As `monitord.model.quantities` has them for calls, and the ways for a router's paths too."""


def in_words(words: Words, panel: timeseries.Panel) -> timeseries.Panel:
    """With ways and media in words, wherever a legend has them."""
    said = {way: f"direction.{way}" for way in WAYS} | {each: f"medium.{each}" for each in MEDIA}
    for code, key in said.items():
        renaming = {
            "regex": rf"(.*)\b{code}\b(.*)",
            "renamePattern": f"$1{words.texts.say(key)}$2",
        }
        panel = panel.with_transformation(
            DataTransformerConfig(id_val="renameByRegex", options=renaming)
        )
    return panel

"""To be written."""

from __future__ import annotations

from grafana_foundation_sdk.builders.dashboard import Dashboard

from grafana.source.frame import framed
from grafana.source.words import Words


def make(words: Words) -> Dashboard:
    """The dashboard in the language of `words`."""
    return framed(words, [])

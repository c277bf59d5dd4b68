"""When monitord was started, and when it took an inventory: reasons for what changes then."""

from __future__ import annotations

from grafana.source.dashboards.own.vitals import JOB
from grafana.source.events import Annotation, Happened
from grafana.source.palette import CALM, NEUTRAL
from grafana.source.words import Words


def started(words: Words) -> Annotation:
    """When the process began."""
    return _moment(words, "started", f"process_start_time_seconds{{{JOB}}}", NEUTRAL)


def accepted(words: Words) -> Annotation:
    """When an inventory was accepted, at start or by a reload."""
    return _moment(words, "accepted", "monitord_reload_last_success_timestamp_seconds", CALM)


def _moment(words: Words, key: str, seconds: str, colour: str) -> Annotation:
    name = words.common(f"column.{key}")
    return Annotation(Happened(name, f"1000 * {seconds}", "{{instance}}", colour))

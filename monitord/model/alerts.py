"""Alerts as they go to Alertmanager, and what is asked of it besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert, firing while `ended_at` is None."""

    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    starts_at: datetime
    ended_at: datetime | None = None
    generator_url: str | None = None
    silent: bool = False
    """It is over and nobody is to be told: a silence goes before it."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Of all alerts of one incident."""

    incident: str
    by: str
    comment: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AlertBoard:
    """All that Alertmanager should know now."""

    alerts: tuple[Alert, ...] = ()
    """Those firing, and those resolved of late."""
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What is told of an incident to people where there is no Alertmanager."""

    title: str
    body: str

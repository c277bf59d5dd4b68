"""Incidents by another clock: when the wall clock was set, what it told before moves along. Pure.

What people said of times, as when the provider was told, is theirs and stays.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import overload

from monitord.model.incidents import Acknowledgement, AlertSet, Incident


@overload
def later(at: datetime, by: timedelta) -> datetime: ...
@overload
def later(at: None, by: timedelta) -> None: ...
@overload
def later(at: datetime | None, by: timedelta) -> datetime | None: ...
def later(at: datetime | None, by: timedelta) -> datetime | None:
    """An instant, where there is one."""
    return None if at is None else at + by


def shifted(incident: Incident, by: timedelta) -> Incident:
    """The incident with all instants that the clock told moved by so much."""
    return replace(
        incident,
        since=incident.since + by,
        decided_at=incident.decided_at + by,
        opened_at=incident.opened_at + by,
        restored_at=later(incident.restored_at, by),
        closed_at=later(incident.closed_at, by),
        unattended_since=later(incident.unattended_since, by),
        acknowledged=_acknowledged(incident.acknowledged, by),
        escalations=tuple(replace(each, at=each.at + by) for each in incident.escalations),
        evidence=tuple(
            replace(each, observed_at=each.observed_at + by) for each in incident.evidence
        ),
        alerts=tuple(_alert(each, by) for each in incident.alerts),
    )


def _acknowledged(taken: Acknowledgement | None, by: timedelta) -> Acknowledgement | None:
    return taken and replace(taken, at=taken.at + by, until=later(taken.until, by))


def _alert(alert: AlertSet, by: timedelta) -> AlertSet:
    return replace(alert, starts_at=alert.starts_at + by, ended_at=later(alert.ended_at, by))

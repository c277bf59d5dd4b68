"""Alerts and boards for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitord.model.alerts import Alert, AlertBoard, Silence

START = datetime(2026, 11, 22, 5, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """So many seconds after `START`."""
    return START + timedelta(seconds=seconds)


def alert(
    incident: str = "i1",
    starts: datetime = START,
    ended: datetime | None = None,
    *,
    silent: bool = False,
    summary: str = "Điểm cầu mất kết nối",
    **labels: str,
) -> Alert:
    """An alert of one site."""
    whole = {"alertname": "SiteDown", "severity": "critical", "incident": incident} | labels
    return Alert(whole, {"summary": summary}, starts, ended, silent=silent)


def silence(
    incident: str, starts: datetime = START, ends: datetime = START + timedelta(days=1)
) -> Silence:
    """Somebody takes care."""
    return Silence(incident, "lan", "Đã tiếp nhận", starts, ends)


def board(*things: Alert | Silence) -> AlertBoard:
    """All of them."""
    return AlertBoard(
        tuple(each for each in things if isinstance(each, Alert)),
        tuple(each for each in things if isinstance(each, Silence)),
    )

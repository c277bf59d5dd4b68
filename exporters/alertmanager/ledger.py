"""What one replica has been told, and what is still to be told. Pure: times are arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from exporters.alertmanager.wire import INCIDENT, Key, key_of
from monitord.model.alerts import Alert, AlertBoard, Silence

LINGER = timedelta(minutes=15)
"""For how long an end is told again, from when the replica first heard of it."""
SILENTLY = timedelta(minutes=10)
"""For how long a silent one is: its silence must outlive the last of them by more than
Alertmanager's group_interval, 5 minutes unless told otherwise."""
SILENCED = timedelta(minutes=20)
"""For how long the silence of a silent one is kept, from the same moment."""


@dataclass(frozen=True, slots=True)
class Ended:
    """An alert that is over, until the replica has heard that for long enough."""

    alert: Alert
    silence: Silence | None
    """What keeps a silent end silent."""
    heard_at: datetime | None = None

    def telling(self, now: datetime) -> bool:
        """Whether the replica is to be told (again)."""
        span = SILENTLY if self.alert.silent else LINGER
        return self.heard_at is None or now - self.heard_at < span


class Ledger:
    """The board as one replica is to see it.

    The board forgets an end after a while; a replica that was away longer must still hear of it,
    or its alert would end by itself, and loudly where it was to end silently.
    """

    def __init__(self, ends_after: float) -> None:
        """`ends_after`: seconds after which a replica gives up an alert by itself."""
        self._given_up = timedelta(seconds=ends_after) + SILENCED
        self._now: dict[Key, Alert] = {}
        self._told: dict[Key, Alert] = {}
        self._ended: dict[Key, Ended] = {}
        self._refused: dict[Key, Alert] = {}
        self.silences: dict[str, Silence] = {}
        """Those that are to be in force, by incident."""

    def look(self, board: AlertBoard, now: datetime) -> None:
        """Take in the board of this moment."""
        wanted = {silence.incident: silence for silence in board.silences}
        alerts = latest(board.alerts)
        for key, alert in alerts.items():
            self._follow(key, alert, wanted)
        self._ended = {k: e for k, e in self._ended.items() if not self._over(e, now)}
        late = {k: e for k, e in self._ended.items() if k not in alerts}
        self.silences = {
            e.silence.incident: _lasting(e, e.silence, now) for e in late.values() if e.silence
        } | wanted
        self._now = {k: e.alert for k, e in late.items() if e.telling(now)} | alerts
        self._told = {k: a for k, a in self._told.items() if k in self._now}
        self._refused = {k: a for k, a in self._refused.items() if k in self._now}

    def due(self, everything: bool) -> list[Alert]:
        """What to send: what the replica has not been told so, or everything."""
        return [
            alert
            for key, alert in self._now.items()
            if (everything or self._told.get(key) != alert) and self._refused.get(key) != alert
        ]

    def ends(self, incidents: Set[str]) -> list[Alert]:
        """The alerts of these incidents that are over, and not silently."""
        return [
            alert
            for key, alert in self._now.items()
            if alert.labels.get(INCIDENT) in incidents
            and alert.ended_at is not None
            and not alert.silent
            and self._refused.get(key) != alert
        ]

    def taken(self, alerts: Iterable[Alert], now: datetime) -> None:
        """The replica has accepted these."""
        for alert in alerts:
            key = key_of(alert)
            self._told[key] = alert
            ended = self._ended.get(key)
            if ended is not None and ended.heard_at is None and ended.alert == alert:
                self._ended[key] = replace(ended, heard_at=now)

    def refused(self, alert: Alert) -> None:
        """The replica does not take this one: it is left out as long as it stays as it is."""
        self._refused[key_of(alert)] = alert

    def pardon(self) -> None:
        """Try the refused ones again: the replica may be another one now."""
        self._refused.clear()

    @property
    def incidents(self) -> Set[str]:
        """Those of which there are alerts."""
        return {alert.labels.get(INCIDENT, "") for alert in self._now.values()} - {""}

    @property
    def keys(self) -> Iterable[Key]:
        """Of all alerts that there are."""
        return self._now.keys()

    def _follow(self, key: Key, alert: Alert, silences: Mapping[str, Silence]) -> None:
        if alert.ended_at is None:
            self._ended.pop(key, None)
            return
        known = self._ended.get(key)
        if known is None or known.alert != alert:
            silence = silences.get(alert.labels.get(INCIDENT, "")) if alert.silent else None
            self._ended[key] = Ended(alert, silence)

    def _over(self, ended: Ended, now: datetime) -> bool:
        if ended.heard_at is not None:
            return now - ended.heard_at >= SILENCED
        return ended.alert.ended_at is not None and now - ended.alert.ended_at >= self._given_up


def latest(alerts: Iterable[Alert]) -> dict[Key, Alert]:
    """One alert for each set of labels: the firing one, else that which began last.

    What ended and came back under the same labels is one alert to Alertmanager: telling it both
    would end it and begin it again, each minute.
    """
    found: dict[Key, Alert] = {}
    for alert in alerts:
        key = key_of(alert)
        other = found.get(key)
        if other is None or _rank(alert) > _rank(other):
            found[key] = alert
    return found


def _rank(alert: Alert) -> tuple[bool, datetime]:
    return alert.ended_at is None, alert.starts_at


def _lasting(ended: Ended, silence: Silence, now: datetime) -> Silence:
    """Until the end that it is for has been told for long enough."""
    return replace(silence, ends_at=max(silence.ends_at, (ended.heard_at or now) + SILENCED))

"""The board: all alerts and silences that Alertmanager should have now. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitord.alerts.annotations import annotated
from monitord.alerts.words import Words
from monitord.model.alerts import Alert, AlertBoard, Silence
from monitord.model.incidents import AlertSet, Incident
from monitord.model.inventory import Inventory
from monitord.model.snapshot import CentreSnapshot

RESOLVED = timedelta(minutes=15)
"""For how long a resolved alert is sent again and again."""
SILENTLY = timedelta(minutes=10)
"""For how long one that ended silently is: its silence must outlive the last of them by more than
Alertmanager's group_interval (5 min)."""
DAY = timedelta(days=1)


@dataclass(slots=True)
class Written:
    """What was written for the last boards, kept while incident and inventory are the same."""

    _kept: dict[str, tuple[Incident, Inventory, str, Mapping[str, str]]] = field(
        default_factory=dict
    )

    def of(self, incident: Incident, inventory: Inventory, language: str) -> Mapping[str, str]:
        """The annotations of an incident."""
        kept = self._kept.get(incident.id)
        if kept and kept[0] is incident and kept[1] is inventory and kept[2] == language:
            return kept[3]
        made = annotated(Words.of(inventory, language), inventory, incident)
        self._kept[incident.id] = (incident, inventory, language, made)
        return made

    def keep_only(self, incidents: set[str]) -> None:
        """Forget what is on no board any more."""
        for ident in self._kept.keys() - incidents:
            del self._kept[ident]


def build_board(
    snapshot: CentreSnapshot, now: datetime, language: str, written: Written | None = None
) -> AlertBoard:
    """All alerts that fire or ended of late, and the silences of those that are taken care of.

    `written` carries the texts from one board to the next, so that only what changed is worded.
    """
    written = Written() if written is None else written
    alerts: list[Alert] = []
    for incident in snapshot.incidents:
        if any(_told(each, now) for each in incident.alerts):
            texts = written.of(incident, snapshot.inventory, language)
            alerts += _alerts(incident, texts, now)
    written.keep_only({incident.id for incident in snapshot.incidents})
    words = Words.of(snapshot.inventory, language)
    ends = {each.window.id: each.end for each in snapshot.in_force}
    silences = [made for each in snapshot.incidents for made in _silences(words, each, ends, now)]
    return AlertBoard(tuple(alerts), tuple(silences))


def _alerts(incident: Incident, texts: Mapping[str, str], now: datetime) -> Iterator[Alert]:
    for each in incident.alerts:
        if _told(each, now):
            url = texts.get("dashboard_url")
            yield Alert(each.labels, texts, each.starts_at, each.ended_at, url, each.silent)


def _told(each: AlertSet, now: datetime) -> bool:
    """Whether it fires, or ended a short while ago."""
    span = SILENTLY if each.silent else RESOLVED
    return each.ended_at is None or now - each.ended_at < span


def _silences(
    words: Words, incident: Incident, ends: Mapping[str, datetime], now: datetime
) -> Iterator[Silence]:
    """At most one: who has acknowledged it is not told at the end of planned work either.

    `ends`: of the windows in force.
    """
    taken = incident.acknowledged
    if incident.open and taken is not None:
        comment = words.say("silence.acknowledged", incident=incident.id)
        until = taken.until or _day_ahead(taken.at, now)
        if now < until:
            yield Silence(incident.id, taken.by.name, comment, taken.at, until)
        return
    ends_at = ends.get(incident.window or "") if incident.open else None
    if ends_at is not None:
        comment = words.say("silence.window", incident=incident.id, window=incident.window or "")
        yield Silence(incident.id, "monitord", comment, incident.opened_at, ends_at)
        return
    ended = [each.ended_at for each in incident.alerts if each.silent and each.ended_at]
    if ended and not incident.open:
        into = incident.merged_into or ""
        comment = words.say("silence.merged", incident=incident.id, into=into)
        yield Silence(incident.id, "monitord", comment, max(ended), max(ended) + 2 * RESOLVED)


def _day_ahead(start: datetime, now: datetime) -> datetime:
    """The first whole day after `start` that is more than half a day ahead: it moves once a day."""
    days = (now - start + DAY / 2) // DAY + 1
    return start + days * DAY

"""What a receiver is to be told now. Pure: times are arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from monitord.model.incidents import Incident
from monitord.model.settings import Notify

Face: TypeAlias = tuple[str, ...]
"""What of an incident, when it changes, is told again."""


class Why(StrEnum):
    """Why something is told."""

    OPENED = "opened"
    CHANGED = "changed"
    """Other severity, urgency, cause or owner than was told."""
    AGAIN = "again"
    """It still lasts, and nobody has acknowledged it."""
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Told:
    """What a receiver was last told of an incident, and when."""

    at: datetime
    face: Face
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """An incident that is to be told of."""

    incident: Incident
    why: Why


def face_of(incident: Incident) -> Face:
    """How an incident looks to those who are told of it."""
    overran = incident.overrun or ""
    return (incident.severity, incident.urgency, incident.cause, incident.owner, overran)


def news(
    receiver: Notify, incidents: Iterable[Incident], told: Mapping[str, Told], now: datetime
) -> list[News]:
    """What `receiver` is to be told at `now`, in the order of `incidents`."""
    found = ((each, why_tell(receiver, each, told.get(each.id), now)) for each in incidents)
    return [News(incident, why) for incident, why in found if why is not None]


def why_tell(receiver: Notify, incident: Incident, told: Told | None, now: datetime) -> Why | None:
    """Why `receiver` is to be told of `incident`; None: it is not.

    Who was told of it is told of its end too, whatever has become of it in between.
    """
    if not incident.open:
        return _end(receiver, incident, told)
    if hushed(incident) or not concerns(receiver, incident):
        return None
    if told is None or told.resolved:
        return Why.OPENED
    if told.face != face_of(incident):
        return Why.CHANGED
    return Why.AGAIN if now >= again_at(receiver, told) else None


def hushed(incident: Incident) -> bool:
    """Whether somebody takes care of it, or planned work goes on where it is."""
    return incident.acknowledged is not None or incident.window is not None


def concerns(receiver: Notify, incident: Incident) -> bool:
    """Whether it is of a team and an urgency that `receiver` wants to hear of."""
    teams = {incident.team, *(step.team for step in incident.escalations)}
    return incident.urgency in receiver.urgencies and (
        not receiver.teams or not teams.isdisjoint(receiver.teams)
    )


def again_at(receiver: Notify, told: Told) -> datetime:
    """When what lasts is to be told again."""
    return told.at + timedelta(seconds=receiver.repeat)


def next_again(
    receiver: Notify, incidents: Iterable[Incident], told: Mapping[str, Told]
) -> datetime | None:
    """When time alone makes something to be told; None: never."""
    times = (
        again_at(receiver, told[each.id])
        for each in incidents
        if each.open and not hushed(each) and each.id in told and concerns(receiver, each)
    )
    return min(times, default=None)


def assumed(receiver: Notify, incident: Incident, start: datetime) -> Told | None:
    """What was told before `start` by a daemon of which nothing is left but its incidents.

    It told what it had `receiver.group` seconds for, and repeated it in time.
    """
    if incident.opened_at > start - timedelta(seconds=receiver.group):
        return None
    repeat = timedelta(seconds=receiver.repeat)
    repeats = (start - incident.opened_at) // repeat
    return Told(
        incident.opened_at + repeats * repeat, face_of(incident), resolved=not incident.open
    )


def _end(receiver: Notify, incident: Incident, told: Told | None) -> Why | None:
    """A merged incident goes on within the wider one: nobody is told that it is over."""
    loud = receiver.resolved and incident.merged_into is None
    return Why.RESOLVED if loud and told is not None and not told.resolved else None

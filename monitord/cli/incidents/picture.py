"""The API's documents of incidents as dataclasses: what the tables draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitord.cli.picture import BROKEN, Document, UnexpectedDocumentError, taken_at
from monitord.model.facts import Fact
from monitord.model.states import Param, Reason


@dataclass(frozen=True, slots=True)
class Care:
    """Who takes care of it, since when, until when at most."""

    by: str
    at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history."""

    at: datetime
    what: str
    by: str
    data: Mapping[str, Param]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident. What comes after `reopened` is only in its own document."""

    id: str
    scope: str
    subject: str
    name: str
    aspect: str
    cause: str
    certainty: str
    owner: str
    severity: str
    reason: Reason
    team: str | None
    sites: tuple[str, ...]
    most_sites: int
    since: datetime
    restored_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    merged_into: str | None
    care: Care | None
    escalated: tuple[str, ...]
    """Teams that were told because nobody took care."""
    ticket: str | None
    reported_at: datetime | None
    accepted_at: datetime | None
    conference: str | None
    corrected: bool
    overrun: str | None
    flapping: bool
    reopened: int
    evidence: tuple[Fact, ...]
    history: tuple[Event, ...]
    advice: Mapping[str, str]
    """Empty when one may not be told."""


@dataclass(frozen=True, slots=True)
class Incidents:
    """Some of them at one instant of the daemon's clock."""

    taken_at: datetime
    """In the organization's zone, as all times are shown."""
    timezone: str
    names: Mapping[str, str]
    """Of every site that is mentioned, by id."""
    teams: Mapping[str, str]
    """The name of every team, by id."""
    incidents: tuple[Incident, ...]


def listed(document: Document) -> Incidents:
    """A document of several, or of one. Raises UnexpectedDocumentError."""
    try:
        entries = document["incidents"] if "incidents" in document else [document["incident"]]
        return Incidents(
            taken_at=taken_at(document),
            timezone=document["timezone"],
            names=document["site_names"],
            teams=document["team_names"],
            incidents=tuple(one(entry) for entry in entries),
        )
    except BROKEN as error:
        raise UnexpectedDocumentError(repr(error)) from error


def one(entry: Document) -> Incident:
    """One of a document. Raises what is in `BROKEN`."""
    care = entry["acknowledged"]
    reason = entry["reason"]
    return Incident(
        id=entry["id"],
        scope=entry["scope"],
        subject=entry["subject"],
        name=entry["subject_name"],
        aspect=entry["aspect"],
        cause=entry["cause"],
        certainty=entry["certainty"],
        owner=entry["owner"],
        severity=entry["severity"],
        reason=Reason(reason["code"], reason["params"]),
        team=entry["team"],
        sites=tuple(entry["sites"]),
        most_sites=int(entry["most_sites"]),
        since=datetime.fromisoformat(entry["since"]),
        restored_at=_instant(entry["restored_at"]),
        closed_at=_instant(entry["closed_at"]),
        closed_by=_name(entry["closed_by"]),
        merged_into=entry["merged_into"],
        care=_care(care) if care else None,
        escalated=tuple(each["team"] for each in entry["escalations"]),
        ticket=entry["provider_ticket"],
        reported_at=_instant(entry["reported_at"]),
        accepted_at=_instant(entry["accepted_at"]),
        conference=entry["conference_id"],
        corrected=bool(entry["corrected"]),
        overrun=entry["overrun"],
        flapping=bool(entry["flapping"]),
        reopened=int(entry["reopened"]),
        evidence=tuple(_fact(fact) for fact in entry.get("evidence", ())),
        history=tuple(_event(event) for event in entry.get("history", ())),
        advice=entry.get("advice") or {},
    )


def _care(entry: Document) -> Care:
    at = datetime.fromisoformat(entry["at"])
    return Care(entry["by"]["name"], at, _instant(entry["until"]))


def _fact(entry: Document) -> Fact:
    at = datetime.fromisoformat(entry["at"])
    return Fact(entry["check"], entry["kind"], entry["params"], at)


def _event(entry: Document) -> Event:
    at = datetime.fromisoformat(entry["at"])
    return Event(at, entry["what"], entry["by"]["name"], entry["data"])


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _name(actor: Mapping[str, Any] | None) -> str | None:
    return actor["name"] if actor else None

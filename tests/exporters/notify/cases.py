"""Incidents and receivers for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitord.model.alerts import Message
from monitord.model.incidents import (
    Aspect,
    Cause,
    Certainty,
    FaultKey,
    Incident,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.secrets import Secret
from monitord.model.settings import Notify
from monitord.model.states import NO_REASON

START = datetime(2026, 11, 22, 5, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """So many seconds after `START`."""
    return START + timedelta(seconds=seconds)


def incident(ident: str = "i1", opened: datetime = START, **changes: Any) -> Incident:
    """One of one site, of the team `truc`."""
    made = Incident(
        id=ident,
        key=FaultKey(Scope.SITE, "x-yen-cat", Aspect.SILENCE),
        cause=Cause.CIRCUIT,
        certainty=Certainty.SUSPECTED,
        owner=Owner.PROVIDER,
        severity=Severity.CRITICAL,
        urgency=Urgency.PAGE,
        reason=NO_REASON,
        team="truc",
        sites=("x-yen-cat",),
        most_sites=1,
        since=opened,
        decided_at=opened,
        opened_at=opened,
    )
    return replace(made, **changes)


def receiver(ident: str = "r", **changes: Any) -> Notify:
    """One that wants everything."""
    return replace(Notify(ident, Secret("env", "URL")), **changes)


def worded(each: Incident, to: Notify) -> Message:
    """What would come from the catalogue."""
    state = "mới" if each.open else "đã khắc phục"
    return Message(f"{each.id} {state}", f"Sự cố {each.id}: {each.severity}")

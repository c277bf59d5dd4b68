"""Incidents and windows to keep, with everything in them that there can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitord.model.facts import Fact
from monitord.model.incidents import (
    MONITORD,
    Acknowledgement,
    Actor,
    AlertSet,
    Aspect,
    Cause,
    Certainty,
    Escalation,
    FaultKey,
    Happening,
    Incident,
    IncidentChange,
    IncidentEvent,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.maintenance import Cover, Window
from monitord.model.messages import Heartbeat, Transition
from monitord.model.states import NO_REASON, Reason, State

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, UTC)
MINUTE = timedelta(minutes=1)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
CLERK = Actor("nguyễn văn a", "socket")

PLAIN = Incident(
    id="261122-K7QF",
    key=FaultKey(Scope.SITE, "h-a", Aspect.SILENCE),
    cause=Cause.CIRCUIT,
    certainty=Certainty.SUSPECTED,
    owner=Owner.PROVIDER,
    severity=Severity.CRITICAL,
    urgency=Urgency.PAGE,
    reason=NO_REASON,
    team=None,
    sites=("h-a",),
    most_sites=1,
    since=NOON - MINUTE,
    decided_at=NOON - MINUTE,
    opened_at=NOON,
)
"""With nothing in it that can be missing, and a mapping that cannot be changed."""

FULL = replace(
    PLAIN,
    id="261122-ABCD",
    reason=Reason("circuit.silent", {"circuit": "TSL-1", "loss": 1.0, "lost": 5}),
    team="truc-tinh",
    sites=("h-a", "x-b", "x-c"),
    most_sites=3,
    corrected=True,
    acknowledged=Acknowledgement(CLERK, NOON, NOON + MINUTE),
    escalations=(Escalation("lanh-dao", NOON),),
    provider_ticket="VNPT-77",
    reported_at=NOON,
    accepted_at=NOON + MINUTE,
    conference_id="hn-1",
    overrun="w-1",
    flapping=True,
    reopened=2,
    evidence=(Fact("h-a/rt/icmp", "path", {"hops": 3, "last": "10.0.0.1"}, NOON),),
    alerts=(
        AlertSet({"alertname": "SiteDown", "site": "h-a"}, NOON, NOON + MINUTE, silent=True),
        AlertSet({"alertname": "CircuitDown"}, NOON + MINUTE),
    ),
)
"""With everything."""

NIGHT = Window(
    id="m-1",
    cover=Cover("site", "h-a"),
    start=datetime(2026, 11, 29, 22, tzinfo=HANOI),
    seconds=4 * 3600.0,
    why="thay cáp",
    who="VNPT",
    announced_at=NOON,
    source="command",
)


def event(
    incident: Incident, what: Happening, at: datetime = NOON, by: Actor = MONITORD, **data: str
) -> IncidentEvent:
    """Something that happened to it."""
    return IncidentEvent(incident=incident.id, at=at, what=what, by=by, data=data)


def opened(incident: Incident, at: datetime = NOON) -> IncidentChange:
    """Its opening."""
    return IncidentChange(incident, (event(incident, Happening.OPENED, at),))


def beat(seq: int, at: datetime, isolated: bool = False, boot: str = "b") -> Heartbeat:
    """A sign of life."""
    return Heartbeat(
        poller="local",
        boot_id=boot,
        seq=seq,
        inventory_revision="r",
        check="",
        observed_at=at,
        isolated=isolated,
    )


def transition(seq: int, since: datetime = NOON, check: str = "h-a/rt/icmp") -> Transition:
    """A check goes down."""
    return Transition(
        poller="local",
        boot_id="b",
        seq=seq,
        inventory_revision="r",
        check=check,
        observed_at=since + MINUTE,
        previous=State.UP,
        state=State.DOWN,
        reason=Reason("silent", {"lost": 5, "loss": 1.0, "name": "bộ"}) if seq % 2 else NO_REASON,
        flapping=seq % 3 == 0,
        since=since,
        decided_at=since + MINUTE,
    )

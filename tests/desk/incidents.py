"""Incidents and windows to keep on a desk: one of each kind that people meet."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitord.model.facts import Fact
from monitord.model.incidents import (
    Acknowledgement,
    Actor,
    Aspect,
    Cause,
    Certainty,
    Escalation,
    FaultKey,
    Incident,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.maintenance import Cover, Window
from monitord.model.states import Reason

LINE, DISTRICT, MCU, OVER = "261122-K7QF", "261122-K9AB", "261122-M2CD", "261121-P4XY"
"""Ids: a line that is down, a district's cut off by it, an MCU that is taken care of, one over."""


def incidents(now: datetime) -> list[Incident]:
    """Four, in the province of `tests.exporters.province`."""
    return [line_down(now), district_down(now), mcu_degraded(now), over(now)]


def line_down(now: datetime) -> Incident:
    """One site's line is dead, by all that is known."""
    began = now - timedelta(minutes=12)
    return Incident(
        id=LINE,
        key=FaultKey(Scope.SITE, "xa-00030", Aspect.SILENCE),
        cause=Cause.CIRCUIT,
        certainty=Certainty.SUSPECTED,
        owner=Owner.PROVIDER,
        severity=Severity.CRITICAL,
        urgency=Urgency.PAGE,
        reason=Reason("icmp.silent", {"lost": 720}),
        team="truc-tinh",
        sites=("xa-00030",),
        most_sites=1,
        since=began,
        decided_at=began + timedelta(seconds=5),
        opened_at=began + timedelta(seconds=6),
        evidence=(
            Fact(
                "xa-00030/rt/icmp",
                "path",
                {"hops": 4, "last": "10.20.0.1", "reached": 0},
                began + timedelta(seconds=9),
            ),
        ),
    )


def district_down(now: datetime) -> Incident:
    """A district and all that hangs below it; nobody has answered, so the next team was told."""
    began = now - timedelta(hours=1, minutes=5)
    return Incident(
        id=DISTRICT,
        key=FaultKey(Scope.SITE, "xa-00001", Aspect.SILENCE),
        cause=Cause.POWER,
        certainty=Certainty.CONFIRMED,
        owner=Owner.UTILITY,
        severity=Severity.CRITICAL,
        urgency=Urgency.PAGE,
        reason=Reason("icmp.silent", {"lost": 3900}),
        team="truc-tinh",
        sites=("xa-00001", "xa-00028", "xa-00029"),
        most_sites=3,
        since=began,
        decided_at=began + timedelta(seconds=5),
        opened_at=began + timedelta(seconds=6),
        escalations=(Escalation("lanh-dao", began + timedelta(minutes=15)),),
    )


def mcu_degraded(now: datetime) -> Incident:
    """An MCU complains; somebody takes care, and has told its maker."""
    began = now - timedelta(days=1, hours=2)
    return Incident(
        id=MCU,
        key=FaultKey(Scope.MCU, "xa-00000/vc", Aspect.TROUBLE),
        cause=Cause.MCU,
        certainty=Certainty.CONFIRMED,
        owner=Owner.OPERATOR,
        severity=Severity.WARNING,
        urgency=Urgency.MORNING,
        reason=Reason("snmp.mcu-status", {"value": "major"}),
        team=None,
        sites=("xa-00000",),
        most_sites=2,
        since=began,
        decided_at=began,
        opened_at=began,
        acknowledged=Acknowledgement(Actor("hung", "socket"), began + timedelta(minutes=4)),
        provider_ticket="BH-2211",
        reported_at=began + timedelta(minutes=6),
    )


def over(now: datetime) -> Incident:
    """One of yesterday that is closed."""
    began = now - timedelta(days=1)
    return Incident(
        id=OVER,
        key=FaultKey(Scope.PROVIDER, "vnpt", Aspect.SILENCE),
        cause=Cause.PROVIDER,
        certainty=Certainty.CONFIRMED,
        owner=Owner.PROVIDER,
        severity=Severity.CRITICAL,
        urgency=Urgency.PAGE,
        reason=Reason("none"),
        team="truc-tinh",
        sites=("xa-00004", "xa-00005", "xa-00006"),
        most_sites=9,
        since=began,
        decided_at=began,
        opened_at=began,
        restored_at=began + timedelta(hours=1),
        closed_at=began + timedelta(hours=1, seconds=30),
    )


def windows(now: datetime) -> list[Window]:
    """One of the inventory that comes again each month, and one that was announced for tonight."""
    monthly = Window(
        id="bao-duong-mcu",
        cover=Cover("mcu", "trung-tam"),
        start=now - timedelta(days=20),
        seconds=4 * 3600,
        repeat="FREQ=MONTHLY;BYDAY=1SU",
        why="Bảo dưỡng MCU",
        who="Đơn vị vận hành",
    )
    tonight = Window(
        id="m-1",
        cover=Cover("site", "xa-00001"),
        start=now + timedelta(hours=10),
        seconds=5400,
        why="Thay bộ lưu điện",
        who="hung",
        announced_at=now - timedelta(days=3),
        source="command",
    )
    return [monthly, tonight]

"""Incidents of golden months: what matters to the ledger, the rest as it mostly is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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
from monitord.model.inventory import Inventory
from monitord.model.ledger import Affected
from monitord.model.states import NO_REASON
from tests.sla.golden.reading import instant

DETECTED = timedelta(seconds=6)
"""How long after the first lost echo a fault is known."""


def incident(told: Mapping[str, Any], zone: ZoneInfo) -> Incident:
    """`of: circuit TSL-A silence`; open where `until` is not told."""
    scope, subject, aspect = told["of"].split()
    since = instant(told["since"], zone)
    until = instant(told["until"], zone) if "until" in told else None
    decided = since + DETECTED
    return Incident(
        id=told["id"],
        key=FaultKey(Scope(scope), subject, Aspect(aspect)),
        cause=Cause(told["cause"]),
        certainty=Certainty(told["certainty"]),
        owner=Owner(told["owner"]),
        severity=Severity(told.get("severity", "critical")),
        urgency=Urgency.PAGE,
        reason=NO_REASON,
        team=None,
        sites=tuple(told.get("sites", {})),
        most_sites=len(told.get("sites", {})) or 1,
        since=since,
        decided_at=decided,
        opened_at=decided,
        restored_at=until,
        closed_at=until,
        merged_into=told.get("merged_into"),
        corrected=told.get("corrected") == "yes",
        provider_ticket=told.get("ticket"),
        reported_at=_at(told, "reported", zone),
        flapping=told.get("flapping") == "yes",
    )


def affected(
    told: Mapping[str, Any], made: Incident, inventory: Inventory, zone: ZoneInfo
) -> Sequence[Affected]:
    """`sites: {xa-a: "2026-10-03 10:00 to 2026-10-03 11:00"}`; without it the subject's own."""
    if "sites" not in told:
        return [Affected(_own(made.key, inventory), made.since, made.closed_at)]
    found = []
    for site, stretch in told["sites"].items():
        joined, _, left = stretch.partition(" to ")
        found.append(Affected(site, instant(joined, zone), instant(left, zone) if left else None))
    return found


def _own(key: FaultKey, inventory: Inventory) -> str:
    if key.scope is Scope.CIRCUIT:
        return inventory.circuits[key.subject].site
    return key.subject.partition("/")[0]


def _at(told: Mapping[str, Any], key: str, zone: ZoneInfo) -> datetime | None:
    return instant(told[key], zone) if key in told else None

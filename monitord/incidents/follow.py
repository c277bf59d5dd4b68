"""An open incident follows its fault, as far as the fault knows better. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitord.incidents import sets
from monitord.incidents.routing import judged_labels
from monitord.model.facts import Fact
from monitord.model.incidents import (
    MONITORD,
    Certainty,
    Fault,
    Happening,
    Incident,
    IncidentChange,
    IncidentEvent,
    Severity,
)
from monitord.model.states import Param

MOST_FACTS = 40
"""So many pieces of evidence are kept, and all that the fault itself still names."""
_JUDGED = ("cause", "certainty", "owner", "severity", "urgency")


def followed(
    incident: Incident, fault: Fault, sites: Sequence[str], now: datetime, *, steady: bool = False
) -> IncidentChange | None:
    """What is new about it; None: nothing.

    `sites`: those that it is counted for. `steady`: what it is and how bad it is stays, as not
    enough has been measured yet to know better.
    """
    after = _evidenced(_counted(incident, sites), fault)
    after = replace(after, flapping=fault.flapping, window=fault.window)
    if not steady:
        after = _judged(after, fault, now)
    if after == incident:
        return None
    return IncidentChange(after, tuple(_events(incident, after, now)))


def attended(before: Incident, after: Incident, now: datetime) -> datetime | None:
    """Since when nobody takes care, after its severity may have changed."""
    if after.severity is not Severity.CRITICAL or after.acknowledged:
        return None
    return before.unattended_since or now


def _counted(incident: Incident, sites: Sequence[str]) -> Incident:
    most = max(incident.most_sites, len(sites))
    return replace(incident, sites=tuple(sites), most_sites=most)


def _evidenced(incident: Incident, fault: Fault) -> Incident:
    """What was found is kept, also when it is not to be found any more; the oldest such goes."""
    known = {_name(fact) for fact in incident.evidence}
    fresh = [fact for fact in fault.evidence if _name(fact) not in known]
    if not fresh:
        return incident
    facts = [*incident.evidence, *fresh]
    current = {_name(fact) for fact in fault.evidence}
    past = [index for index, fact in enumerate(facts) if _name(fact) not in current]
    dropped = set(past[: max(0, len(facts) - MOST_FACTS)])
    kept = tuple(fact for index, fact in enumerate(facts) if index not in dropped)
    return replace(incident, evidence=kept)


def _name(fact: Fact) -> tuple[str, str, datetime]:
    """By what a fact is told from another one."""
    return fact.check, fact.kind, fact.observed_at


def _judged(incident: Incident, fault: Fault, now: datetime) -> Incident:
    """How bad it is now, and what it is, where the fault knows better; its alerts follow."""
    after = replace(incident, severity=fault.severity, urgency=fault.urgency)
    if _knows_better(incident, fault):
        after = replace(
            after,
            cause=fault.cause,
            certainty=fault.certainty,
            owner=fault.owner,
            reason=fault.reason,
        )
    return replace(
        after,
        unattended_since=attended(incident, after, now),
        alerts=sets.relabelled(after.alerts, judged_labels(after), now),
    )


def _knows_better(incident: Incident, fault: Fault) -> bool:
    """Neither a person's word is changed by the rules, nor what is certain by what is suspected."""
    certain = Certainty.CONFIRMED
    return not incident.corrected and (
        fault.certainty is certain or incident.certainty is not certain
    )


def impact(before: Incident, after: Incident, now: datetime) -> Iterator[IncidentEvent]:
    """The line that says that other sites suffer now; none when they are the same."""
    if after.sites != before.sites:
        counts = {"sites": len(after.sites), "sites_before": len(before.sites)}
        yield _event(after, Happening.IMPACT, counts, now)


def _events(before: Incident, after: Incident, now: datetime) -> Iterator[IncidentEvent]:
    yield from impact(before, after, now)
    judged = differences(before, after)
    if judged:
        yield _event(after, Happening.CAUSE, judged, now)
    if after.evidence is not before.evidence:
        new = after.evidence[-1]
        yield _event(after, Happening.EVIDENCE, {"kind": new.kind, "check": new.check}, now)


def _event(
    incident: Incident, what: Happening, data: Mapping[str, Param], now: datetime
) -> IncidentEvent:
    return IncidentEvent(incident=incident.id, at=now, what=what, by=MONITORD, data=data)


def differences(before: Incident, after: Incident) -> dict[str, Param]:
    """What is judged otherwise than before: the new value, and the old one beside it."""
    data: dict[str, Param] = {}
    for name in _JUDGED:
        old, new = getattr(before, name), getattr(after, name)
        if old is not new:
            data |= {name: str(new), f"{name}_before": str(old)}
    return data

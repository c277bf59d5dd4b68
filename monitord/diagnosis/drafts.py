"""A fault of something that answers, put together in one place. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from monitord.diagnosis.facts import evidence
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.weight import Impact
from monitord.model.incidents import Cause, Certainty, Fault, FaultKey, Owner
from monitord.model.inventory import Device
from monitord.model.states import Param, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """What is wrong with one device, as one of its checks or an observation says."""

    device: Device
    since: datetime
    decided_at: datetime
    flapping: bool
    certainty: Certainty
    reason: Reason

    @property
    def named(self) -> Reason:
        """The reason, with the device without its site."""
        device: dict[str, Param] = {"device": self.device.id.split("/")[1]}
        return Reason(self.reason.code, {**self.reason.params, **device})


def draft(
    sight: Sight,
    key: FaultKey,
    *,
    place: str,
    symptom: Symptom,
    cause: Cause,
    owner: Owner,
    impact: Impact,
    sites: tuple[str, ...],
    covers: Iterable[str] = (),
    race: bool = False,
    window: str | None = None,
    reason: Reason | None = None,
) -> Fault:
    """`place`: the site where it was observed; `reason`: another than the symptom's own."""
    return Fault(
        key=key,
        cause=cause,
        certainty=symptom.certainty,
        owner=owner,
        severity=impact.value.severity,
        urgency=impact.value.urgency,
        reason=reason or symptom.named,
        sites=sites,
        covers=frozenset(covers),
        since=symptom.since,
        decided_at=symptom.decided_at,
        race=race,
        flapping=symptom.flapping,
        window=window,
        evidence=evidence(sight.world.facts.get(place, ()), symptom.since),
    )

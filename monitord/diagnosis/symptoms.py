"""What the checks and observations of a device complain of, sorted by what that means. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from monitord.diagnosis.drafts import Symptom
from monitord.diagnosis.facts import holding
from monitord.diagnosis.sight import Sight
from monitord.model.facts import CheckNow, Fact
from monitord.model.incidents import Certainty
from monitord.model.inventory import Device
from monitord.model.states import Reason, State

SIGNALLING = frozenset(
    {"snmp.not-registered"}
    | {
        f"{probe}.{what}"
        for probe in ("sip", "h323")
        for what in ("silent", "refused", "malformed", "error", "tls", "certificate-ended")
    }
)
"""It cannot call, or does not answer calls."""
SIGNALLING_SOON = frozenset({"sip.certificate-ends"})
"""It still can."""
QUALITY = frozenset(
    {"icmp.loss", "icmp.rtt", "icmp.late", "rtp.loss", "rtp.jitter", "rtp.delay", "rtp.rtt"}
    | {"rtp.mos", "snmp.call-loss", "snmp.call-jitter", "snmp.call-latency", "snmp.path-loss"}
    | {"snmp.path-delay", "snmp.path-jitter", "snmp.path-mos", "snmp.interface-full"}
)
"""Over the limits. A stream or poll that is not answered says nothing of the line."""
PARTS = frozenset({"snmp.part-failed"})
MCU = frozenset(
    {"snmp.mcu-status", "snmp.alarms", "snmp.ports", "snmp.part-failed", "snmp.cpu"}
    | {"snmp.memory", "snmp.storage", "snmp.temperature"}
)
"""An MCU that answers and is not well."""
_MEASURED_PROBES = frozenset({"icmp", "rtp"})


def silent(device: Device, sight: Sight) -> Symptom | None:
    """It does not answer, when it should; None: it does, or that is not known.

    Nor is it known right after its site has come back: it may be on its way.
    """
    if sight.reach(device) is not State.DOWN:
        return None
    check = sight.down(device)
    name = device.id.split("/")[1]
    reason = Reason("equipment.silent", {"device": name})
    symptom = _by_check(device, check, Certainty.SUSPECTED, reason)
    began = sight.world.came_back.get(device.site)
    if began is None or began < check.since:
        return symptom
    until = began + timedelta(seconds=sight.world.rules.recovery)
    if sight.world.now < until:
        return None
    return replace(symptom, decided_at=max(symptom.decided_at, until))


def complaints(device: Device, codes: frozenset[str], sight: Sight) -> Iterator[Symptom]:
    """Its checks that are degraded for one of these reasons."""
    for probe, check in sight.world.checks.get(device.id, {}).items():
        if check.state is State.DEGRADED and check.reason.code in codes:
            told = probe not in _MEASURED_PROBES and not check.reason.code.endswith(".silent")
            certainty = Certainty.CONFIRMED if told else Certainty.SUSPECTED
            yield _by_check(device, check, certainty, check.reason)


def observed(device: Device, kind: str, code: str, sight: Sight) -> Iterator[Symptom]:
    """What was observed of it and still holds; `code`: the reason that says so."""
    for fact in holding(sight.world.facts.get(device.site, ()), kind):
        if fact.check.rsplit("/", 1)[0] == device.id:
            yield _by_fact(device, fact, code)


def first(symptoms: Iterator[Symptom]) -> Symptom | None:
    """The one that began first, so that another one more changes nothing."""
    return min(symptoms, key=lambda symptom: (symptom.since, symptom.device.id), default=None)


def _by_check(device: Device, check: CheckNow, certainty: Certainty, reason: Reason) -> Symptom:
    return Symptom(
        device=device,
        since=check.since,
        decided_at=check.decided_at,
        flapping=check.flapping,
        certainty=certainty,
        reason=reason,
    )


def _by_fact(device: Device, fact: Fact, code: str) -> Symptom:
    params = {n: v for n, v in fact.params.items() if n in ("protocol", "part")}
    return Symptom(
        device=device,
        since=fact.observed_at,
        decided_at=fact.observed_at,
        flapping=False,
        certainty=Certainty.CONFIRMED,
        reason=Reason(code, params),
    )

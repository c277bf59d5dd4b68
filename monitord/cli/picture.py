"""The API's documents as dataclasses: what `status` and the wall draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from monitord.cli.quality.picture import Answer, Stream, answer, stream
from monitord.model.snapshot import Verdict
from monitord.model.states import Param, Reason, State

Document: TypeAlias = Mapping[str, Any]
"""A JSON object as it came."""


BROKEN = (KeyError, IndexError, TypeError, ValueError, AttributeError)
"""What reading a document raises that is not as expected."""


class UnexpectedDocumentError(Exception):
    """What answered does not speak monitord's API, or another version of it."""


@dataclass(frozen=True, slots=True)
class Said:
    """One reading: a quantity of a device as the device itself says it."""

    quantity: str
    labels: Mapping[str, str]
    value: float | str
    """A word for a quantity that is a state."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check. What comes after `rtt` is only in a site's own document."""

    probe: str
    state: State
    reason: Reason
    flapping: bool
    since: datetime
    loss: float | None
    rtt: float | None
    """Seconds; this and the next three are None when nothing was measured lately."""
    rtt_min: float | None
    rtt_max: float | None
    rtt_variation: float | None
    said: tuple[Said, ...]
    """Of the probe `snmp`; empty when nothing was read lately."""
    aliases: Mapping[str, str]
    """By interface what its device's configuration calls it."""
    totals: Mapping[str, int]
    """Those that are numbers."""
    stream: Stream | None = None
    """Of the probe `rtp`; None when none was answered lately."""
    answer: Answer | None = None
    """Of the probes `sip` and `h323`; None when none was good lately."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device and its checks; `id` without the site's."""

    id: str
    role: str
    address: str
    state: State
    checks: tuple[Check, ...]
    identity: Mapping[str, str]
    """`vendor`, `model`, `software`, `serial`, `name`, as far as it says; only in a site's own
    document."""


@dataclass(frozen=True, slots=True)
class Circuit:
    """A rented line of a site; only in a site's own document."""

    id: str
    provider: str
    role: str
    medium: str | None
    bandwidth: float | None
    """bit/s."""
    state: State
    since: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """An observation: something that a device showed at an instant."""

    device: str
    kind: str
    params: Mapping[str, Param]
    at: datetime


@dataclass(frozen=True, slots=True)
class Site:
    """A site as the centre judges it. `uplink` to `facts` are only in its own document."""

    id: str
    name: str
    level: str
    parent: str | None
    path: str
    service: str
    state: State
    reason: Reason
    since: datetime
    devices: tuple[Device, ...]
    uplink: str | None
    mcu: str | None
    team: str | None
    """Its name."""
    circuits: tuple[Circuit, ...]
    facts: tuple[Fact, ...]
    """Newest first."""
    incident: str | None = None
    """The open incident that explains its state."""
    cause: str | None = None
    """Of that incident."""
    window: str | None = None
    """The maintenance window in force that it is in."""


@dataclass(frozen=True, slots=True)
class Picture:
    """All sites at one instant of the daemon's clock, in the order of the inventory."""

    taken_at: datetime
    isolated: bool
    organization: str
    verdict: Verdict
    sites: tuple[Site, ...]
    names: Mapping[str, str]
    """The name of every site, by id."""


def picture(document: Document) -> Picture:
    """The document of `/api/v1/sites`. Raises UnexpectedDocumentError."""
    try:
        verdict = document["verdict"]
        states = {State(name): int(count) for name, count in verdict["states"].items()}
        sites = tuple(_site(entry) for entry in document["sites"])
        return Picture(
            taken_at=taken_at(document),
            isolated=bool(document["isolated"]),
            organization=str(document["organization"]["name"]),
            verdict=Verdict(int(verdict["total"]), states),
            sites=sites,
            names={one.id: one.name for one in sites},
        )
    except BROKEN as error:
        raise UnexpectedDocumentError(repr(error)) from error


def taken_at(document: Document) -> datetime:
    """When a document was made, in the organization's zone. Raises what is in `BROKEN`."""
    return datetime.fromisoformat(document["taken_at"]).astimezone(ZoneInfo(document["timezone"]))


def site(document: Document) -> Site:
    """The document of `/api/v1/sites/{id}`. Raises UnexpectedDocumentError."""
    try:
        return _site(document)
    except BROKEN as error:
        raise UnexpectedDocumentError(repr(error)) from error


def _site(entry: Document) -> Site:
    uplink = entry.get("uplink")
    return Site(
        id=entry["id"],
        name=entry["name"],
        level=entry["level"],
        parent=entry["parent"],
        path=entry["path"],
        service=entry["service"],
        state=State(entry["state"]),
        reason=_reason(entry["reason"]),
        since=datetime.fromisoformat(entry["since"]),
        devices=tuple(_device(device) for device in entry["devices"]),
        uplink=uplink["id"] if uplink else None,
        mcu=entry.get("mcu"),
        team=entry.get("team_name") or entry.get("team"),
        circuits=tuple(circuit(line) for line in entry.get("circuits", ())),
        facts=tuple(_fact(fact) for fact in entry.get("facts", ())),
        incident=entry.get("incident"),
        cause=entry.get("cause"),
        window=entry.get("window"),
    )


def _device(entry: Document) -> Device:
    return Device(
        id=entry["id"],
        role=entry["role"],
        address=entry["address"],
        state=State(entry["state"]),
        checks=tuple(_check(check) for check in entry["checks"]),
        identity=entry.get("identity", {}),
    )


def _check(entry: Document) -> Check:
    return Check(
        probe=entry["probe"],
        state=State(entry["state"]),
        reason=_reason(entry["reason"]),
        flapping=bool(entry["flapping"]),
        since=datetime.fromisoformat(entry["since"]),
        loss=entry["loss"],
        rtt=entry["rtt"],
        rtt_min=entry.get("rtt_min"),
        rtt_max=entry.get("rtt_max"),
        rtt_variation=entry.get("rtt_variation"),
        said=tuple(_said(reading) for reading in entry.get("readings", ())),
        aliases=entry.get("aliases", {}),
        totals={k: n for k, n in entry.get("totals", {}).items() if isinstance(n, int)},
        stream=stream(entry) if entry.get("result") else None,
        answer=answer(entry["answer"]) if entry.get("answer") else None,
    )


def _said(entry: Document) -> Said:
    return Said(entry["quantity"], entry["labels"], entry["value"])


def _fact(entry: Document) -> Fact:
    return Fact(
        device=entry["check"].split("/")[1],
        kind=entry["kind"],
        params=entry["params"],
        at=datetime.fromisoformat(entry["at"]),
    )


def circuit(entry: Document) -> Circuit:
    """One rented line. Raises what is in `BROKEN`."""
    return Circuit(
        id=entry["id"],
        provider=entry["provider"],
        role=entry["role"],
        medium=entry["medium"],
        bandwidth=entry["bandwidth"],
        state=State(entry["state"]),
        since=datetime.fromisoformat(entry["since"]),
    )


def _reason(entry: Document) -> Reason:
    return Reason(entry["code"], entry["params"])

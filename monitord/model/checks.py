"""Which checks an inventory asks for on a day, and what a new inventory changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from monitord.model.inventory import Device, Inventory, Presence
from monitord.model.modules import Module
from monitord.model.settings import CheckSettings, RtpCheck, SnmpCheck
from monitord.model.snmp import SnmpLogin
from monitord.model.ways import Ways


@dataclass(frozen=True, slots=True)
class Means:
    """What polls need beyond the inventory itself, as it was when that was loaded."""

    modules: Mapping[str, Module] = field(default_factory=dict)
    """Shipped ones and the user's own, by id. The inventory names no other."""
    logins: Mapping[str, SnmpLogin] = field(default_factory=dict)
    """By credential; one whose secret could not be read is absent."""
    keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Of test streams, by credential; one that could not be read is absent."""


@dataclass(frozen=True, slots=True)
class Line:
    """A circuit that ends behind an interface of the device."""

    circuit: str
    role: Literal["primary", "backup"]
    interface: str
    """As the agent names it: ifName, or its number."""
    owner: str | None = None
    """The site whose circuit it is, where that is another than the device's."""


@dataclass(frozen=True, slots=True)
class Agent:
    """What it takes to poll a device."""

    modules: tuple[Module, ...]
    login: SnmpLogin | None
    """None: there is no credential, or its secret could not be read."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pipe:
    """A circuit on the way to a device."""

    circuit: str
    room: float
    """bit/s that all test streams through it together may take at any moment."""


@dataclass(frozen=True, slots=True)
class Reflector:
    """What it takes to send test streams to a device."""

    pipes: tuple[Pipe, ...] = ()
    """Those circuits on the way whose bandwidth is known."""
    locked: bool = False
    """Whether its credential has a key, so that only signed packets are answered."""
    key: bytes | None = field(default=None, repr=False)
    """That key (RFC 8762, 4.4); None without one, or when it could not be read."""


@dataclass(frozen=True, slots=True)
class Check:
    """One probe on one device. Equal checks are run by the same stream, reload or not."""

    id: str
    """`site/device/probe`."""
    address: str
    presence: Presence
    timezone: str
    settings: CheckSettings
    agent: Agent | None = None
    """For SNMP only."""
    reflector: Reflector | None = None
    """For RTP only."""


@dataclass(frozen=True, slots=True)
class CheckChanges:
    """Check ids by what a new inventory does to them; what is in none of them is unchanged."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def checks_of(inventory: Inventory, day: date, means: Means) -> dict[str, Check]:
    """The checks of all sites in force on `day`, by id, in the order of the inventory."""
    zone, lines = inventory.organization.timezone, _lines(inventory, day)
    room = _Room(inventory, day)
    checks = (
        Check(
            f"{device.id}/{probe}",
            device.address,
            device.presence,
            zone,
            settings,
            _agent(device, settings, lines, means) if isinstance(settings, SnmpCheck) else None,
            _reflector(inventory, device, room, means) if isinstance(settings, RtpCheck) else None,
        )
        for site in inventory.sites.values()
        if site.active(day)
        for device in site.devices
        for probe, settings in device.checks.items()
    )
    return {check.id: check for check in checks}


def compare(old: Mapping[str, Check], new: Mapping[str, Check]) -> CheckChanges:
    """What it takes to get from `old` to `new`."""
    return CheckChanges(
        added=tuple(ident for ident in new if ident not in old),
        changed=tuple(ident for ident in new if ident in old and old[ident] != new[ident]),
        removed=tuple(ident for ident in old if ident not in new),
    )


def _agent(
    device: Device, settings: SnmpCheck, lines: Mapping[str, Sequence[Line]], means: Means
) -> Agent:
    return Agent(
        tuple(means.modules[name] for name in settings.modules),
        means.logins.get(device.credential or ""),
        tuple(lines.get(device.id, ())),
    )


class _Room:
    """What the circuits on the way to a site leave for test streams on a day."""

    def __init__(self, inventory: Inventory, day: date) -> None:
        self._ways = Ways(inventory)
        self._share = inventory.daemon.rtp_share
        self._day = day
        self._pipes: dict[str, tuple[Pipe, ...]] = {}

    def pipes(self, site: str) -> tuple[Pipe, ...]:
        """Those in force whose bandwidth is known, from the root down."""
        if site not in self._pipes:
            self._pipes[site] = tuple(
                Pipe(stretch.circuit.id, round(self._share * stretch.circuit.bandwidth))
                for stretch in self._ways.to(site)
                if stretch.circuit.bandwidth and stretch.active(self._day)
            )
        return self._pipes[site]


def _reflector(inventory: Inventory, device: Device, room: _Room, means: Means) -> Reflector:
    credential = inventory.credentials.get(device.credential or "")
    if credential is None or credential.rtp is None:
        return Reflector(room.pipes(device.site))
    return Reflector(room.pipes(device.site), locked=True, key=means.keys.get(credential.id))


def _lines(inventory: Inventory, day: date) -> dict[str, list[Line]]:
    """By device: the circuits in force that end behind its interfaces, whatever site has them."""
    lines: dict[str, list[Line]] = {}
    for site in inventory.sites.values():
        for circuit in site.circuits if site.active(day) else ():
            if circuit.device and circuit.interface and circuit.active(day):
                owner = None if circuit.device.startswith(f"{site.id}/") else site.id
                line = Line(circuit.id, circuit.role, circuit.interface, owner)
                lines.setdefault(circuit.device, []).append(line)
    return lines

"""What an incident is about, looked up in the inventory: whom to call, which line, what to dial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitord.alerts.words import first
from monitord.model.incidents import Aspect, Incident, Scope
from monitord.model.inventory import (
    Circuit,
    Contact,
    Device,
    Inventory,
    McuGroup,
    Party,
    Provider,
    Site,
    Team,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """None: there is none, or the inventory does not have it (any more)."""

    incident: Incident
    site: Site | None
    """Where to look."""
    circuit: Circuit | None
    """The line that is meant: the broken one, else the site's primary one."""
    backup: Circuit | None
    """The site's other line."""
    circuits: tuple[Circuit, ...]
    """Lines of a provider that has a wide outage, at the sites that suffer."""
    provider: Provider | None
    mcu: Device | None
    """The MCU that is meant."""
    other_mcu: Device | None
    """What stands in for it, or for the MCU on which the site meets."""
    dial: str | None
    """What to dial to reach the site over what stands in."""
    group: McuGroup | None
    team: Team | None
    contact: Contact | None
    """Who is called at the site."""
    utility: Party | None
    operator: Party | None
    upstream: Party | None
    test_call: str | None


def matter_of(incident: Incident, inventory: Inventory, day: date) -> Matter:
    """What `incident` is about, by the inventory as it stands on `day`."""
    site = _site(incident, inventory)
    lines = [line for line in site.circuits if line.active(day)] if site else []
    circuit = _circuit(incident, inventory, lines)
    backup = _other(circuit, lines)
    mcu, group = _mcu(incident, inventory, site)
    organization = inventory.organization
    return Matter(
        incident=incident,
        site=site,
        circuit=circuit,
        backup=backup,
        circuits=tuple(_hit(incident, inventory, day)),
        provider=_provider(incident, inventory, circuit),
        mcu=mcu,
        other_mcu=_stand_in(incident, mcu, group, inventory),
        dial=_dial(site, backup),
        group=group,
        team=_team(incident, inventory, site),
        contact=_called(site),
        utility=inventory.utilities.get(site.utility) if site and site.utility else None,
        operator=_operator(group, organization.operator),
        upstream=organization.upstream,
        test_call=organization.test_call,
    )


def _site(incident: Incident, inventory: Inventory) -> Site | None:
    subject = incident.key.subject
    match incident.key.scope:
        case Scope.SITE | Scope.CENTRE:
            return inventory.sites.get(subject)
        case Scope.CIRCUIT:
            line = inventory.circuits.get(subject)
            return inventory.sites.get(line.site) if line else None
        case Scope.MCU:
            group = inventory.mcu_groups.get(subject)
            device = group.primary if group else subject
            return inventory.sites.get(device.split("/")[0])
        case _:
            return None


def _circuit(incident: Incident, inventory: Inventory, lines: Sequence[Circuit]) -> Circuit | None:
    """The line that is to be reported; while another stands in, the reason names that one."""
    if incident.key.scope is Scope.CIRCUIT:
        return inventory.circuits.get(incident.key.subject)
    named = inventory.circuits.get(str(incident.reason.params.get("circuit")))
    if named is not None and incident.key.aspect is not Aspect.STANDBY:
        return named
    return min(lines, key=lambda line: line.role != "primary", default=None)


def _other(circuit: Circuit | None, lines: Iterable[Circuit]) -> Circuit | None:
    others = [line for line in lines if circuit is not None and line.id != circuit.id]
    return min(others, key=lambda line: line.role != "backup", default=None)


def _provider(incident: Incident, inventory: Inventory, circuit: Circuit | None) -> Provider | None:
    if incident.key.scope is Scope.PROVIDER:
        return inventory.providers.get(incident.key.subject)
    return inventory.providers.get(circuit.provider) if circuit else None


def _hit(incident: Incident, inventory: Inventory, day: date) -> Iterator[Circuit]:
    if incident.key.scope is not Scope.PROVIDER:
        return
    for ident in incident.sites:
        site = inventory.sites.get(ident)
        for line in site.circuits if site else ():
            if line.provider == incident.key.subject and line.active(day):
                yield line


def _mcu(
    incident: Incident, inventory: Inventory, site: Site | None
) -> tuple[Device | None, McuGroup | None]:
    meant = incident.key.subject if incident.key.scope is Scope.MCU else site and site.mcu
    if not meant:
        return None, None
    group = inventory.mcu_groups.get(meant) or _group_of(meant, inventory)
    device = group.primary if group and meant == group.id else meant
    return inventory.devices.get(device), group


def _group_of(mcu: str, inventory: Inventory) -> McuGroup | None:
    return next((g for g in inventory.mcu_groups.values() if mcu in g.members), None)


def _stand_in(
    incident: Incident, mcu: Device | None, group: McuGroup | None, inventory: Inventory
) -> Device | None:
    """The one that the reason names, else one that can be dialled; a dead group has none."""
    key = incident.key
    if key.scope is Scope.MCU and key.aspect is Aspect.SILENCE:
        return None
    named = inventory.devices.get(str(incident.reason.params.get("backup")))
    if named is not None and named != mcu:
        return named
    others = [m for m in group.members if mcu is not None and m != mcu.id] if group else []
    found = [inventory.devices[other] for other in others if other in inventory.devices]
    return min(found, key=lambda device: device.dial is None, default=None)


def _dial(site: Site | None, backup: Circuit | None) -> str | None:
    """Of what the backup line ends at, else of a device on which people meet."""
    if site is None or backup is None:
        return None
    at_the_end = [device for device in site.devices if device.id == backup.device]
    meeting = [device for device in site.devices if device.role in ("endpoint", "pc")]
    return next((device.dial for device in at_the_end + meeting if device.dial), None)


def _team(incident: Incident, inventory: Inventory, site: Site | None) -> Team | None:
    named = incident.team or (site.team if site else None)
    return inventory.teams.get(named) if named else None


def _called(site: Site | None) -> Contact | None:
    return first(site.contacts) if site else None


def _operator(group: McuGroup | None, operator: Party | None) -> Party | None:
    """Of the MCUs, with the hotline of the organization's operator where it is the same."""
    if group is None or group.operator is None:
        return operator
    same = operator is not None and operator.name == group.operator
    return operator if same else Party(group.operator)

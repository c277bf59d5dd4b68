"""A province made by hand: a centre, districts below it, communes below them."""

from __future__ import annotations

from monitord.model.inventory import (
    Circuit,
    Device,
    Inventory,
    Organization,
    Provider,
    Role,
    Site,
    Sla,
    Uplink,
)
from monitord.model.settings import DaemonSettings, IcmpCheck

CENTRE, CENTRE_MCU = "127.1.0.1", "127.1.0.10"
WITNESS = "127.0.0.53"


def device(site: str, ident: str, address: str, role: Role = "endpoint") -> Device:
    """A device with an ICMP check."""
    return Device(
        id=f"{site}/{ident}",
        site=site,
        name=None,
        role=role,
        profile=role,
        address=address,
        presence="always",
        credential=None,
        dial=None,
        cascade_to=None,
        checks={"icmp": IcmpCheck()},
    )


def site(
    ident: str,
    parent: Site | None,
    devices: tuple[Device, ...],
    circuits: tuple[Circuit, ...] = (),
    uplink: Uplink | None = None,
) -> Site:
    """A site that hangs on its parent unless it says otherwise."""
    if uplink is None and parent is not None:
        uplink = Uplink("site", parent.id)
    return Site(
        id=ident,
        name=ident,
        level="province" if parent is None else "commune",
        parent=parent.id if parent else None,
        path=f"{parent.path if parent else ''}/{ident}",
        uplink=uplink,
        mcu=None,
        team=None,
        service="live",
        contacts=(),
        circuits=circuits,
        devices=devices,
    )


def circuit(ident: str, of: str, provider: str) -> Circuit:
    """A primary line."""
    return Circuit(ident, of, provider, "primary", None, None, None, None)


def inventory(*sites: Site, witnesses: tuple[str, ...] = (WITNESS,)) -> Inventory:
    """An inventory of these sites."""
    devices = [device for each in sites for device in each.devices]
    circuits = [circuit for each in sites for circuit in each.circuits]
    return Inventory(
        revision="0" * 16,
        organization=Organization("x", "Tỉnh X"),
        levels=(),
        daemon=DaemonSettings(witnesses=witnesses),
        providers={name: Provider(name, name, None, Sla()) for name in ("vnpt", "viettel")},
        credentials={},
        teams={},
        hours={},
        profiles={},
        mcu_groups={},
        sites={each.id: each for each in sites},
        devices={each.id: each for each in devices},
        circuits={each.id: each for each in circuits},
    )


def province() -> Inventory:
    """A centre; district d1 (VNPT) with communes c1, c2; d2 (Viettel, without a router) with c3.

    127.1.<district>.<…> for districts, 127.<district + 1>.<commune>.<…> for communes; .1 is the
    router, .2 the endpoint.
    """
    centre = site(
        "centre",
        None,
        (device("centre", "rt", CENTRE, "router"), device("centre", "mcu", CENTRE_MCU, "mcu")),
    )
    d1 = site(
        "d1",
        centre,
        (device("d1", "rt", "127.1.1.1", "router"), device("d1", "vc", "127.1.1.2")),
        (circuit("L-1", "d1", "vnpt"),),
    )
    d2 = site("d2", centre, (device("d2", "vc", "127.1.2.2"),), (circuit("L-2", "d2", "viettel"),))
    communes = [
        site(
            ident,
            parent,
            (
                device(ident, "rt", f"127.{two}.{third}.1", "router"),
                device(ident, "vc", f"127.{two}.{third}.2"),
            ),
        )
        for ident, parent, two, third in (("c1", d1, 2, 1), ("c2", d1, 2, 2), ("c3", d2, 3, 1))
    ]
    return inventory(centre, d1, d2, *communes)

"""The reflectors of a province: who listens on which port."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from monitord.model.settings import RtpCheck
from monitord.simulator.agents import Instead, Visit
from monitord.simulator.packet import UDP
from monitord.simulator.rtp.reflector import Reflector
from monitord.simulator.terrain import Terrain

Expect: TypeAlias = Callable[[Reflector, Visit], None]
"""Sees to it that the reflector is asked when the packet is there."""


class RtpProvince:
    """An agent (`monitord.simulator.agents.Agent`) for all ports and devices."""

    def __init__(self, terrain: Terrain, keys: Mapping[str, bytes]) -> None:
        """`keys` of test streams, by credential."""
        self.reflectors = reflectors(terrain, keys)
        self.expect: Expect | None = None
        """Nobody answers without."""

    @property
    def kinds(self) -> set[tuple[int, int]]:
        """The keys under which it is in the table of agents."""
        return {(UDP, reflector.port) for reflector in self.reflectors.values()}

    def __call__(self, visit: Visit) -> Sequence[bytes] | Instead:
        """The answer is given later: when the packet is there, after all that came before it."""
        reflector = self.reflectors.get(visit.device or "")
        if reflector is None or visit.packet.kind[1] != reflector.port:
            return Instead.CLOSED
        if self.expect is None or reflector.deaf:
            return ()
        self.expect(reflector, visit)
        return Instead.LATER


def reflectors(terrain: Terrain, keys: Mapping[str, bytes]) -> dict[str, Reflector]:
    """By device, of every one that has an address and an RTP check."""
    inventory, found = terrain.inventory, {}
    for device in inventory.devices.values():
        check = device.checks.get("rtp")
        if isinstance(check, RtpCheck) and device.id in terrain.addresses:
            credential = inventory.credentials.get(device.credential or "")
            locked = credential is not None and credential.rtp is not None
            key = keys.get(device.credential or "") if locked else None
            elsewhere = neighbour(terrain, device.id)
            found[device.id] = Reflector(
                check.port, check.mode, elsewhere, key, deaf=locked and key is None
            )
    return found


def neighbour(terrain: Terrain, device: str) -> bytes | None:
    """The address of another device of the same family: of its site, where there is one."""
    own = terrain.addresses[device]
    site = terrain.inventory.devices[device].site
    near = (each.id for each in terrain.inventory.sites[site].devices)
    for ident in (*near, *terrain.addresses):
        address = terrain.addresses.get(ident, own)
        if address != own and len(address) == len(own):
            return address
    return None

"""Where every address of the inventory is: the routers before it, and how far away it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from zlib import crc32

from monitord.model.inventory import Device, Inventory, Site
from monitord.simulator.fault import Target, Way

PER_HOP = 0.0008
"""Seconds of delay that a healthy line adds, there and back."""
OWN_DELAY = 0.002
"""Seconds at most that a device adds, more or less by its own nature."""
JITTER = 0.1
"""Jitter of a healthy line as a share of its delay."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A point on the way: a router, the device itself, or a site that has no router to show."""

    address: bytes | None
    """Packed; None for a site without a router, which takes no TTL."""
    device: str | None = None
    site: str | None = None
    """None for a witness, which no site's fault befalls."""
    witness: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """An address that the province answers for."""

    hops: tuple[Hop, ...]
    """From the centre outwards; the last is the device itself."""
    healthy: Way
    """Delay and jitter of the way to it and back when all is well."""

    @property
    def each_way(self) -> Way:
        """Half of them, for one direction."""
        return Way(delay=self.healthy.delay / 2, jitter=self.healthy.jitter / 2)


class Terrain:
    """The places of an inventory, and which of them a target means.

    Host names, and addresses that the kernel answers itself (127.0.0.1, ::1), have no place.
    """

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.addresses = {
            ident: address
            for ident, device in inventory.devices.items()
            if (address := packed(device.address)) is not None
        }
        """The packed address of each device that has a place, by the device's id."""
        self.routers = {site.id: self._router(site) for site in inventory.sites.values()}
        self.subtrees = {s.id: frozenset(s.path.strip("/").split("/")) for s in self._sites}
        self.customers = frozenset(
            (circuit.provider, circuit.site)
            for circuit in inventory.circuits.values()
            if circuit.role == "primary"
        )
        self.places: Mapping[bytes, Place] = dict(self._places())

    def hits(self, target: Target, hop: Hop) -> bool:
        """Whether `target` means the point `hop`."""
        match target.kind:
            case "device":
                return hop.device == target.id
            case "site":
                return hop.site == target.id
            case "subtree":
                return hop.site is not None and target.id in self.subtrees[hop.site]
            case "provider":
                return (target.id, hop.site) in self.customers
            case "all":
                return hop.site is not None
            case "witnesses":
                return hop.witness

    def uplinks(self, site: Site) -> tuple[Site, ...]:
        """The sites that the traffic of `site` passes, from the centre to `site` itself."""
        chain = [site]
        while (above := self._above(chain[-1])) is not None and above not in chain:
            chain.append(above)
        return tuple(reversed(chain))

    @property
    def _sites(self) -> Iterator[Site]:
        yield from self.inventory.sites.values()

    def _above(self, site: Site) -> Site | None:
        ident = site.uplink.id if site.uplink else site.parent
        if site.uplink and site.uplink.kind == "circuit":
            ident = self.inventory.circuits[site.uplink.id].site
            ident = site.parent if ident == site.id else ident
        return self.inventory.sites[ident] if ident else None

    def _router(self, site: Site) -> Hop:
        """The point that traffic into `site` passes."""
        for device in site.devices:
            if device.role == "router" and device.id in self.addresses:
                return Hop(self.addresses[device.id], device.id, site.id)
        return Hop(None, None, site.id)

    def _places(self) -> Iterator[tuple[bytes, Place]]:
        for site in self._sites:
            routers = tuple(self.routers[above.id] for above in self.uplinks(site))
            for device in site.devices:
                if device.id in self.addresses:
                    yield self.addresses[device.id], self._place(device, routers)
        by_address = {address: ident for ident, address in self.addresses.items()}
        for witness in map(packed, self.inventory.daemon.witnesses):
            if witness is not None:
                hop = Hop(witness, by_address.get(witness), None, witness=True)
                yield witness, Place((hop,), Way(delay=PER_HOP / 2, jitter=PER_HOP / 20))

    def _place(self, device: Device, routers: tuple[Hop, ...]) -> Place:
        itself = Hop(self.addresses[device.id], device.id, device.site)
        before = routers[:-1] if routers[-1].device == device.id else routers
        own = crc32(device.id.encode()) / 2**32 * OWN_DELAY
        delay = len(routers) * PER_HOP + own
        return Place((*before, itself), Way(delay=delay, jitter=delay * JITTER))


def packed(address: str) -> bytes | None:
    """The packed form of an IP address; None for a host name or an address of this machine."""
    try:
        ip = ip_address(address)
    except ValueError:
        return None
    return None if str(ip) in ("127.0.0.1", "::1") else ip.packed

"""What of each site never changes while an inventory is in force, worked out once. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitord.model.inventory import Circuit, Device, Role, Service, Site

IN_SERVICE: frozenset[Service] = frozenset({"live", "temporary"})
"""Sites planned or on trial are probed and shown; nobody is told of them."""
TERMINALS: frozenset[Role] = frozenset({"endpoint", "pc"})
"""What people sit before. They stand in for each other."""


@dataclass(frozen=True, slots=True)
class Place:
    """A site in force."""

    site: Site
    in_service: bool
    above: str | None
    """The site at the upper end of its uplink; None for a root."""
    line: str | None
    """The circuit that it hangs on, where that is another site's."""
    gates: tuple[Device, ...]
    """The devices whose silence is the site's: its routers; all of them where it has none."""
    inside: tuple[Device, ...]
    """Those behind the gates."""
    primaries: tuple[Circuit, ...]
    """In force, as the next."""
    backups: tuple[Circuit, ...]
    provider: str | None
    """Of all its primary circuits; None where it has none, or of several providers."""

    @property
    def ident(self) -> str:
        """The site's id."""
        return self.site.id

    @property
    def has_router(self) -> bool:
        """Whether what is silent at its gates is a router."""
        return bool(self.gates) and self.gates[0].role == "router"


def place(
    site: Site, sites: Mapping[str, Site], circuits: Mapping[str, Circuit], day: date
) -> Place:
    """What is fixed about `site`; `sites`: those in force."""
    routers = tuple(device for device in site.devices if device.role == "router")
    active = [circuit for circuit in site.circuits if circuit.active(day)]
    primaries = tuple(circuit for circuit in active if circuit.role == "primary")
    providers = {circuit.provider for circuit in primaries}
    return Place(
        site=site,
        in_service=site.service in IN_SERVICE,
        above=site_above(site, sites, circuits),
        line=_line(site, circuits),
        gates=routers or site.devices,
        inside=tuple(d for d in site.devices if d.role != "router") if routers else (),
        primaries=primaries,
        backups=tuple(circuit for circuit in active if circuit.role == "backup"),
        provider=providers.pop() if len(providers) == 1 else None,
    )


def site_above(
    site: Site, sites: Mapping[str, Site], circuits: Mapping[str, Circuit]
) -> str | None:
    """The site at the upper end of the uplink, when it is in force."""
    if site.uplink is None:
        return None
    uplink = site.uplink
    above = uplink.id if uplink.kind == "site" else circuits[uplink.id].site
    if above == site.id:
        above = site.parent or ""
    return above if above in sites else None


def _line(site: Site, circuits: Mapping[str, Circuit]) -> str | None:
    if site.uplink is None or site.uplink.kind == "site":
        return None
    return None if circuits[site.uplink.id].site == site.id else site.uplink.id

"""What no field says alone: addresses used twice, and sites with nothing to judge them by."""

from __future__ import annotations

from datetime import date

from monitord.inventory.addresses import parse_ip
from monitord.inventory.findings import Findings
from monitord.inventory.index import Index
from monitord.inventory.nodes import Map
from monitord.inventory.units import parse_date


def check_addresses(index: Index, findings: Findings) -> None:
    """Add a finding for an address that two devices have at the same time.

    A device lives as long as its site, so an address may pass from a site that ends to another.
    """
    owners: dict[str, list[tuple[str, date, date]]] = {}
    for name, device in index.devices.items():
        typed = device.node.text("address")
        if typed is None:
            continue
        site = index.sites[device.site]
        first, last = _day(site, "from", date.min), _day(site, "until", date.max)
        others = owners.setdefault(_canonical(typed), [])
        clash = next((other for other, a, b in others if a <= last and first <= b), None)
        if clash:
            findings.value(device.node, "address", "duplicate-address", address=typed, other=clash)
        others.append((name, first, last))


def check_devices_present(index: Index, findings: Findings) -> None:
    """Add a finding for a site in service that has no device."""
    for site in index.sites.values():
        excused = "until" in site or "merged_into" in site or site.text("service") == "planned"
        if not excused and not site.value("devices"):
            findings.value(site, "id", "no-devices")


def check_levels(root: Map, findings: Findings) -> None:
    """Add a finding for a level that is listed twice."""
    first: dict[str, int] = {}
    for level in root.maps("levels"):
        ident = level.text("id")
        if ident in first:
            findings.value(level, "id", "duplicate-level", id=ident, first=first[ident])
        elif ident:
            first[ident] = level.place[0]


def _canonical(address: str) -> str:
    """One spelling of an address: IPv6 has several, a name ignores case, IPv4 has only one."""
    try:
        return parse_ip(address) if ":" in address else address.lower()
    except ValueError:
        return address


def _day(site: Map, field: str, otherwise: date) -> date:
    """A day of the site; `otherwise` when it is not given, or no day."""
    try:
        return parse_date(site.text(field) or "")
    except ValueError:
        return otherwise

"""Whom to call, and what to dial. Only people who are to be called; of them only how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporters.card.card import Row
from monitord.model.inventory import Circuit, Contact, Device, Inventory, Party, Site
from monitord.texts import Texts

MOST = 3
"""People of one team."""


def numbers(
    words: Texts, site: Site, lines: Sequence[Circuit], inventory: Inventory
) -> Iterator[Row]:
    """Those to call, the first to be called first."""
    found = [
        *_people(site, inventory),
        ("utility", _party(inventory.utilities.get(site.utility) if site.utility else None)),
        *_mcus(site, inventory),
        ("backup-circuit", _instead(site, lines)),
        ("test-call", inventory.organization.test_call),
        ("operator", _party(inventory.organization.operator)),
    ]
    for name, number in found:
        if number:
            yield Row(words.say(f"card.number.{name}"), number)


def provider_of(line: Circuit, inventory: Inventory) -> str:
    """A line's provider and its hotline."""
    provider = inventory.providers.get(line.provider)
    return _joined(provider.name, provider.hotline) if provider else line.provider


def _people(site: Site, inventory: Inventory) -> Iterator[tuple[str, str | None]]:
    team = inventory.teams.get(site.team) if site.team else None
    if team is not None:
        yield "on-call", _called(team.contacts) or team.name
        yield "group", team.group
    yield "contact", _called(site.contacts)


def _called(contacts: Sequence[Contact]) -> str:
    """Those who can be reached, and how."""
    reached = [(c.name, c.phone or c.zalo) for c in contacts if c.phone or c.zalo]
    return "; ".join(_joined(name, number) for name, number in reached[:MOST])


def _mcus(site: Site, inventory: Inventory) -> Iterator[tuple[str, str | None]]:
    group = inventory.mcu_groups.get(site.mcu) if site.mcu else None
    primary = group.primary if group else site.mcu
    groups = [group] if group else inventory.mcu_groups.values()
    others = [m for g in groups if primary in g.members for m in g.members if m != primary]
    yield "mcu", _dials(inventory.devices.get(ident) for ident in [primary or ""])
    yield "backup-mcu", _dials(inventory.devices.get(ident) for ident in others)


def _dials(devices: Iterator[Device | None]) -> str:
    return ", ".join(device.dial for device in devices if device and device.dial)


def _instead(site: Site, lines: Sequence[Circuit]) -> str | None:
    """What to dial to reach the site over its backup line, where that has a device of its own."""
    primary = {line.device for line in lines if line.role == "primary"}
    ends = {line.device for line in lines if line.role == "backup"} - primary
    return next((each.dial for each in site.devices if each.id in ends and each.dial), None)


def _party(party: Party | None) -> str | None:
    return _joined(party.name, party.hotline) if party else None


def _joined(name: str, number: str | None) -> str:
    return f"{name} {number}" if number else name

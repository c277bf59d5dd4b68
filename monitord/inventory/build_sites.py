"""The tree of sites made flat: ids qualified, settings merged, what is inherited resolved."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from monitord.inventory.codecs import codecs
from monitord.inventory.schema.checks import ChecksEntry
from monitord.inventory.schema.document import Document
from monitord.inventory.schema.entry import ContactEntry
from monitord.inventory.schema.sites import CircuitEntry, DeviceEntry, SiteEntry
from monitord.inventory.settings import merge
from monitord.model.inventory import Circuit, Contact, Device, Hours, Presence, Site, Uplink
from monitord.model.settings import CheckSettings


class SiteBuilder:
    """Collects the sites of a document in the order of the file."""

    def __init__(
        self, document: Document, circuits: Collection[str], hours: Mapping[str, Hours]
    ) -> None:
        """`circuits` are the ids of all circuits, `hours` the hours by id."""
        self.profiles = document.profiles
        self.codecs = codecs(document.codecs)
        self.keyed = {ident for ident, entry in document.credentials.items() if entry.rtp}
        self.circuits = circuits
        self.hours = hours
        self.sites: dict[str, Site] = {}
        self._profile_checks: dict[tuple[str, bool], Mapping[str, CheckSettings]] = {}
        for entry in document.sites:
            self._add(entry, None)

    def _add(self, entry: SiteEntry, parent: Site | None) -> None:
        """Add a site and, after it, all below it."""
        site = Site(
            id=entry.id,
            name=entry.name,
            level=entry.level,
            parent=parent.id if parent else None,
            path=f"{parent.path if parent else ''}/{entry.id}",
            uplink=self._uplink(entry, parent),
            mcu=entry.mcu or (parent.mcu if parent else None),
            team=entry.team or (parent.team if parent else None),
            service=entry.service,
            contacts=contacts(entry.contacts),
            circuits=tuple(_circuit(entry.id, circuit) for circuit in entry.circuits),
            devices=tuple(self._device(entry.id, device) for device in entry.devices),
            address=entry.address,
            utility=entry.utility or (parent.utility if parent else None),
            hours=self.hours[entry.hours] if entry.hours else (parent.hours if parent else None),
            from_=entry.from_,
            until=entry.until,
            merged_into=entry.merged_into,
        )
        self.sites[site.id] = site
        for below in entry.sites:
            self._add(below, site)

    def _uplink(self, entry: SiteEntry, parent: Site | None) -> Uplink | None:
        if entry.uplink is None:
            return Uplink("site", parent.id) if parent else None
        return Uplink("circuit" if entry.uplink in self.circuits else "site", entry.uplink)

    def _device(self, site: str, entry: DeviceEntry) -> Device:
        profile = self.profiles[entry.profile]
        return Device(
            id=qualified(site, entry.id),
            site=site,
            name=entry.name,
            role=entry.role or profile.role,
            profile=entry.profile,
            address=entry.address,
            presence=self._presence(entry.presence or profile.presence or "always"),
            credential=entry.credential or profile.credential,
            dial=entry.dial,
            cascade_to=entry.cascade_to,
            checks=self._checks(entry),
        )

    def _presence(self, word: str) -> Presence:
        match word:
            case "always" | "conference":
                return word
            case _:
                return self.hours[word]

    def _checks(self, entry: DeviceEntry) -> Mapping[str, CheckSettings]:
        """The merged checks; devices that override nothing share those of their profile."""
        profile = self.profiles[entry.profile]
        keyed = (entry.credential or profile.credential) in self.keyed
        if entry.checks.model_fields_set:
            return merge(profile.checks, entry.checks, self.codecs, keyed)
        kind = (entry.profile, keyed)
        if kind not in self._profile_checks:
            self._profile_checks[kind] = merge(profile.checks, ChecksEntry(), self.codecs, keyed)
        return self._profile_checks[kind]


def _circuit(site: str, entry: CircuitEntry) -> Circuit:
    return Circuit(
        id=entry.id,
        site=site,
        provider=entry.provider,
        role=entry.role,
        medium=entry.medium,
        bandwidth=entry.bandwidth,
        device=qualified(site, entry.device) if entry.device else None,
        interface=entry.interface,
        from_=entry.from_,
        until=entry.until,
        merged_into=entry.merged_into,
    )


def qualified(site: str, device: str) -> str:
    """The full id of a device that is named from within `site`."""
    return device if "/" in device else f"{site}/{device}"


def contacts(entries: list[ContactEntry]) -> tuple[Contact, ...]:
    """Persons to call."""
    return tuple(
        Contact(entry.name, entry.phone, entry.zalo, entry.email, entry.role) for entry in entries
    )

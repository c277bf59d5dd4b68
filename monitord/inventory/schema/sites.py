"""The tree of sites, with their circuits and devices."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from monitord.inventory.fields import Address, Day, Ident, Rate, Text, problem
from monitord.inventory.schema.checks import ChecksEntry
from monitord.inventory.schema.entry import ContactEntry, Entry
from monitord.model.inventory import Role, Service


class Lasting(Entry):
    """Something that comes and goes: from its first day to its last, both included."""

    id: Ident
    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    merged_into: Ident | None = None

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Lasting:
        """Refuse a last day before the first."""
        if self.from_ and self.until and self.until < self.from_:
            raise problem("ends-before", field="until", first=self.from_.isoformat())
        return self


class DeviceEntry(Entry):
    """Something with an address."""

    id: Ident
    name: Text | None = None
    profile: Ident
    role: Role | None = None
    address: Address
    presence: Ident | None = None
    credential: Ident | None = None
    dial: Text | None = None
    cascade_to: Text | None = None
    checks: ChecksEntry = ChecksEntry()


class CircuitEntry(Lasting):
    """A rented line."""

    provider: Ident
    role: Literal["primary", "backup"] = "primary"
    medium: Text | None = None
    bandwidth: Rate | None = None
    device: Text | None = None
    interface: Text | None = None


class SiteEntry(Lasting):
    """A site and all below it."""

    name: Text
    level: Ident
    uplink: Ident | None = None
    mcu: Text | None = None
    team: Ident | None = None
    service: Service = "live"
    contacts: list[ContactEntry] = Field(default_factory=list)
    address: Text | None = None
    utility: Ident | None = None
    hours: Ident | None = None
    circuits: list[CircuitEntry] = Field(default_factory=list)
    devices: list[DeviceEntry] = Field(default_factory=list)
    sites: list[SiteEntry] = Field(default_factory=list)

"""From the nested document to the flat model.

Called only for a document whose references are all right.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from monitord.inventory.build_daemon import daemon, secret, window
from monitord.inventory.build_sites import SiteBuilder, contacts
from monitord.inventory.schema.credentials import SnmpCredentialEntry
from monitord.inventory.schema.document import (
    Document,
    OrganizationEntry,
    PartyEntry,
    SignatoryEntry,
    SlaEntry,
)
from monitord.model.inventory import (
    Credential,
    Credit,
    Hours,
    Inventory,
    Level,
    McuGroup,
    Organization,
    Party,
    Profile,
    Provider,
    Signatory,
    Sla,
    SnmpCredential,
    Team,
)


def build(
    document: Document, circuits: Collection[str], revision: str, directory: Path
) -> Inventory:
    """The inventory that `document` describes.

    `circuits` are the ids of all its circuits; secret files are relative to `directory`.
    """
    hours = {i: Hours(i, entry.days, entry.from_, entry.to) for i, entry in document.hours.items()}
    sites = SiteBuilder(document, circuits, hours).sites
    organization = organization_of(document.organization)
    return Inventory(
        revision=revision,
        organization=organization,
        levels=tuple(Level(level.id, level.name) for level in document.levels),
        daemon=daemon(document.daemon, directory),
        providers=_providers(document),
        credentials=_credentials(document, directory),
        teams=_teams(document),
        hours=hours,
        profiles={i: Profile(i, p.role) for i, p in document.profiles.items()},
        mcu_groups=_mcu_groups(document),
        sites=sites,
        devices={d.id: d for site in sites.values() for d in site.devices},
        circuits={c.id: c for site in sites.values() for c in site.circuits},
        utilities={i: _party(entry) for i, entry in document.utilities.items()},
        maintenance=tuple(window(w, organization.timezone) for w in document.maintenance),
    )


def organization_of(entry: OrganizationEntry) -> Organization:
    """Whose system it is, with defaults."""
    parties = {"operator": entry.operator, "upstream": entry.upstream}
    outside = {name: _party(party) for name, party in parties.items() if party}
    signs = {"signatory": _signatory(entry.signatory)} if entry.signatory else {}
    return Organization(**entry.given() | outside | signs)


def _signatory(entry: SignatoryEntry) -> Signatory:
    return Signatory(entry.name, entry.title, entry.address)


def _party(entry: PartyEntry) -> Party:
    return Party(entry.name, entry.hotline)


def _providers(document: Document) -> dict[str, Provider]:
    return {
        ident: Provider(
            ident,
            entry.name,
            entry.hotline,
            _sla(entry.sla),
            contacts(entry.contacts),
            _signatory(entry.signatory) if entry.signatory else None,
        )
        for ident, entry in document.providers.items()
    }


def _sla(entry: SlaEntry) -> Sla:
    given = {name: value for name, value in entry.given().items() if name != "suspected"}
    names = {"counts": "suspected", "after": "suspected_after"}
    given |= {names[name]: value for name, value in entry.suspected.given().items()}
    tiers = tuple(Credit(tier.below, tier.credit) for tier in entry.credits)
    return Sla(**given | {"credits": tiers})


def _teams(document: Document) -> dict[str, Team]:
    return {
        ident: Team(
            ident,
            entry.name,
            contacts(entry.contacts),
            entry.escalate_to,
            entry.escalate_after,
            entry.group,
        )
        for ident, entry in document.teams.items()
    }


def _mcu_groups(document: Document) -> dict[str, McuGroup]:
    return {
        ident: McuGroup(ident, tuple(entry.members), entry.primary, entry.operator)
        for ident, entry in document.mcu_groups.items()
    }


def _credentials(document: Document, directory: Path) -> dict[str, Credential]:
    return {
        ident: Credential(
            ident,
            _snmp(entry.snmp, directory) if entry.snmp else None,
            secret(entry.rtp.key, directory) if entry.rtp else None,
        )
        for ident, entry in document.credentials.items()
    }


def _snmp(entry: SnmpCredentialEntry, directory: Path) -> SnmpCredential:
    auth, priv = (
        next((name, secret(key, directory)) for name, key in keys.items()) if keys else None
        for keys in (entry.auth, entry.priv)
    )
    community = secret(entry.community, directory) if entry.community else None
    return SnmpCredential(entry.version, community, entry.user, auth, priv)

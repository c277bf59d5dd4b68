"""From the nested document to the flat model.

Called only for a document whose references are all right.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from monitord.inventory.build_sites import SiteBuilder, contacts
from monitord.inventory.schema.credentials import SecretEntry, SnmpCredentialEntry
from monitord.inventory.schema.document import Document
from monitord.model.inventory import (
    Credential,
    Hours,
    Inventory,
    Level,
    McuGroup,
    Organization,
    Profile,
    Provider,
    Sla,
    SnmpCredential,
    Team,
)
from monitord.model.secrets import Secret
from monitord.model.settings import DaemonSettings


def build(
    document: Document, circuits: Collection[str], revision: str, directory: Path
) -> Inventory:
    """The inventory that `document` describes.

    `circuits` are the ids of all its circuits; secret files are relative to `directory`.
    """
    hours = {i: Hours(i, entry.days, entry.from_, entry.to) for i, entry in document.hours.items()}
    sites = SiteBuilder(document, circuits, hours).sites
    return Inventory(
        revision=revision,
        organization=Organization(**document.organization.given()),
        levels=tuple(Level(level.id, level.name) for level in document.levels),
        daemon=_daemon(document),
        providers=_providers(document),
        credentials=_credentials(document, directory),
        teams=_teams(document),
        hours=hours,
        profiles={i: Profile(i, p.role) for i, p in document.profiles.items()},
        mcu_groups=_mcu_groups(document),
        sites=sites,
        devices={d.id: d for site in sites.values() for d in site.devices},
        circuits={c.id: c for site in sites.values() for c in site.circuits},
    )


def _daemon(document: Document) -> DaemonSettings:
    given = document.daemon.given()
    return DaemonSettings(**given | {"witnesses": tuple(given.get("witnesses", ()))})


def _providers(document: Document) -> dict[str, Provider]:
    return {
        ident: Provider(
            ident, entry.name, entry.hotline, Sla(**entry.sla.given()), contacts(entry.contacts)
        )
        for ident, entry in document.providers.items()
    }


def _teams(document: Document) -> dict[str, Team]:
    return {
        ident: Team(
            ident, entry.name, contacts(entry.contacts), entry.escalate_to, entry.escalate_after
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
            _secret(entry.rtp.key, directory) if entry.rtp else None,
        )
        for ident, entry in document.credentials.items()
    }


def _snmp(entry: SnmpCredentialEntry, directory: Path) -> SnmpCredential:
    auth, priv = (
        next((name, _secret(secret, directory)) for name, secret in keys.items()) if keys else None
        for keys in (entry.auth, entry.priv)
    )
    community = _secret(entry.community, directory) if entry.community else None
    return SnmpCredential(entry.version, community, entry.user, auth, priv)


def _secret(entry: SecretEntry, directory: Path) -> Secret:
    if entry.env is not None:
        return Secret("env", entry.env)
    return Secret("file", str(directory / (entry.file or "")))

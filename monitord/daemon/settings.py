"""The daemon's settings: from the inventory, overruled by flags and environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from monitord.model.doors import Tls
from monitord.model.inventory import Inventory
from monitord.model.settings import DaemonSettings, IncidentRules

OFF = "off"
SOME_TLS = Tls("", "")
"""Stands for whichever: files may change, whether there are any may not."""


def overrule(settings: DaemonSettings, overrides: Mapping[str, Any]) -> DaemonSettings:
    """`settings` with what was given on the command line.

    None there means "not given"; `off` turns off what has no use; `tls` is two paths,
    either None. Of `incidents` only those rules are overruled that are named.
    """
    given: dict[str, Any] = {
        name: None if value == OFF else value
        for name, value in overrides.items()
        if value is not None
    }
    if "incidents" in given:
        given["incidents"] = replace(settings.incidents, **given["incidents"])
    if "tls" in given:
        given["tls"] = _tls(settings.tls, *given["tls"])
    return replace(settings, **given) if given else settings


def _tls(settings: Tls | None, certificate: str | None, key: str | None) -> Tls:
    """What was given over what the file has; an empty path where neither says one."""
    below = settings or SOME_TLS
    return Tls(certificate or below.certificate, key or below.key)


def overruled(inventory: Inventory, overrides: Mapping[str, Any]) -> Inventory:
    """`inventory` with its daemon's settings overruled: its checks follow from some of them."""
    return replace(inventory, daemon=overrule(inventory.daemon, overrides))


def lasting(settings: DaemonSettings) -> DaemonSettings:
    """Only what is in force until the daemon ends, whatever is reloaded."""
    return replace(
        settings,
        witnesses=(),
        snmp_modules=None,
        rtp_share=0.0,
        tls=SOME_TLS if settings.tls else None,
        users={},
        insecure_listen=False,
        dashboard_url=None,
        runbook_url=None,
        incidents=IncidentRules(),
    )


def own_modules(overrides: Mapping[str, Any]) -> Path | None:
    """The folder of SNMP modules that was given on the command line, if any."""
    folder = overrides.get("snmp_modules")
    return None if folder is None else Path(folder)

"""Open incidents, looked up by the sites that suffer from them."""

from __future__ import annotations

from collections.abc import Iterable

from monitord.model.incidents import Incident, Severity


def explaining(incidents: Iterable[Incident]) -> dict[str, str]:
    """By site: the id of the incident that explains it; of several the worst.

    Of those that stop meetings the widest, for it explains the others; of warnings the narrowest:
    a dead backup MCU touches every site, and says nothing of a bad line.
    """
    found: dict[str, str] = {}
    for incident in sorted(incidents, key=_worst_first):
        for site in incident.sites:
            found.setdefault(site, incident.id)
    return found


def _worst_first(incident: Incident) -> tuple[bool, bool, int, str]:
    well = incident.restored_at is not None
    mild = incident.severity is not Severity.CRITICAL
    wide = len(incident.sites)
    return well, mild, wide if mild else -wide, incident.id

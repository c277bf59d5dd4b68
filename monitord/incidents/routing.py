"""Where a fault belongs, who is told of it, and under which labels. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitord.model.incidents import ALERT_NAMES, Fault, FaultKey, Incident, Scope
from monitord.model.inventory import Inventory, Service, Site, Team

RESERVED = frozenset(
    {
        "alertname", "severity", "urgency", "scope", "site", "cause", "owner", "team", "incident",
        "escalated", "overrun", "circuit", "provider", "mcu", "monitor",
    }
)  # fmt: skip
"""Labels of monitord's own, whatever an inventory calls its levels."""

_IN_SERVICE: frozenset[Service] = frozenset({"live", "temporary"})


class Routing:
    """What an inventory says about the place of a fault."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._zone = ZoneInfo(inventory.organization.timezone)
        self._levels = {level.id: level_label(level.id) for level in inventory.levels}
        self._root = next((s.id for s in inventory.sites.values() if s.parent is None), None)
        self._places: dict[str, Mapping[str, str]] = {}

    def day(self, now: datetime) -> date:
        """The day on the organization's wall."""
        return now.astimezone(self._zone).date()

    def knows(self, key: FaultKey, day: date) -> bool:
        """Whether what a fault is about is in the inventory, and in force on `day`."""
        found = self._inventory
        if key.scope is Scope.CIRCUIT:
            line = found.circuits.get(key.subject)
            return line is not None and line.active(day) and self._active(line.site, day)
        if key.scope is Scope.MCU:
            return key.subject in found.mcu_groups or (
                key.subject in found.devices and self._active(_site(key.subject), day)
            )
        if key.scope is Scope.PROVIDER:
            return key.subject in found.providers
        return key.scope is Scope.MONITOR or self._active(key.subject, day)

    def serves(self, sites: Sequence[str]) -> bool:
        """Whether one of these is in service or has left; of none: nobody is told for their sake.

        What a planned site suffers from is nobody's incident, and is not well either.
        """
        known = (self._inventory.sites.get(ident) for ident in sites)
        return not sites or any(each is None or each.service in _IN_SERVICE for each in known)

    def site(self, key: FaultKey) -> str | None:
        """The site at which it is; None for what has no place of its own, as a provider."""
        if key.scope in (Scope.SITE, Scope.CENTRE):
            return key.subject
        if key.scope is Scope.CIRCUIT:
            line = self._inventory.circuits.get(key.subject)
            return line.site if line else None
        if key.scope is Scope.MCU:
            group = self._inventory.mcu_groups.get(key.subject)
            return _site(group.primary if group else key.subject)
        return None

    def team(self, key: FaultKey, sites: Sequence[str] = ()) -> str | None:
        """Who is told: the team of its site; of what has none, that of all `sites` together.

        None: the inventory names nobody.
        """
        place = self._place(key, sites)
        site = self._inventory.sites.get(place or "")
        return site.team if site else None

    def next_team(self, team: str) -> Team | None:
        """To whom a team's unattended incidents go on; None: nobody is above it."""
        known = self._inventory.teams.get(team)
        return self._inventory.teams.get(known.escalate_to or "") if known else None

    def patience(self, team: str) -> float | None:
        """Seconds until an unattended critical incident goes on to the next team; None: never."""
        known = self._inventory.teams.get(team)
        return known.escalate_after if known and self.next_team(team) else None

    def labels(self, incident: Incident) -> dict[str, str]:
        """Those of its alerts, as they are fixed when it opens."""
        labels = self.labels_of(incident, incident.id, incident.sites)
        labels.pop("team", None)
        return labels if incident.team is None else {**labels, "team": incident.team}

    def labels_of(self, what: Fault | Incident, ident: str, sites: Sequence[str]) -> dict[str, str]:
        """Those of a fault that is to become the incident `ident`, and makes `sites` suffer."""
        key, team = what.key, self.team(what.key, sites)
        labels = {
            "alertname": ALERT_NAMES[key.scope, key.aspect],
            **judged_labels(what),
            "scope": key.scope.value,
            "incident": ident,
            **self._ancestors(self._place(key, sites)),
            **self._subject(key),
        }
        if team is not None:
            labels["team"] = team
        return labels

    def _subject(self, key: FaultKey) -> dict[str, str]:
        """What names it, beside the site at which it is."""
        labels: dict[str, str] = {}
        site = self.site(key)
        if site is not None:
            labels["site"] = site
        if key.scope not in (Scope.SITE, Scope.CENTRE):
            labels[key.scope.value] = key.subject
        line = self._inventory.circuits.get(key.subject) if key.scope is Scope.CIRCUIT else None
        if line is not None:
            labels["provider"] = line.provider
        return labels

    def _ancestors(self, place: str | None) -> Mapping[str, str]:
        """By level: the sites from the root down to `place`, itself among them."""
        if place is None or place not in self._inventory.sites:
            return {}
        if place not in self._places:
            self._places[place] = {
                self._levels.get(site.level, level_label(site.level)): site.id
                for site in self._line(place)
            }
        return self._places[place]

    def _line(self, place: str) -> list[Site]:
        """From the root down to `place`."""
        idents = self._inventory.sites[place].path.strip("/").split("/")
        return [self._inventory.sites[i] for i in idents if i in self._inventory.sites]

    def _place(self, key: FaultKey, sites: Sequence[str]) -> str | None:
        """Its site; of what has none, the lowest one above all `sites`, else the root."""
        if key.scope is not Scope.PROVIDER:
            return self.site(key) or self._root
        known = [self._inventory.sites[i] for i in sites if i in self._inventory.sites]
        if not known:
            return self._root
        common = known[0].path.strip("/").split("/")
        for site in known[1:]:
            path = site.path.strip("/").split("/")
            common = [a for a, b in zip(common, path, strict=False) if a == b]
        return common[-1] if common else self._root

    def _active(self, ident: str, day: date) -> bool:
        site = self._inventory.sites.get(ident)
        return site is not None and site.active(day)


def judged_labels(what: Fault | Incident) -> dict[str, str]:
    """The labels that can change while an incident lasts."""
    return {
        "severity": what.severity.value,
        "urgency": what.urgency.value,
        "cause": what.cause.value,
        "owner": what.owner.value,
    }


def level_label(level: str) -> str:
    """A level's id as the name of a label: `quan-huyen` becomes `quan_huyen`."""
    name = re.sub(r"[^a-zA-Z0-9_]", "_", level)
    return f"level_{name}" if name in RESERVED or not name[0].isalpha() else name


def _site(device: str) -> str:
    return device.split("/", maxsplit=1)[0]

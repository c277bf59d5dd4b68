"""What may stand in a step: numbers and names of one incident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitord.alerts.matter import Matter
from monitord.alerts.words import Words, on_call, reached
from monitord.model.incidents import Incident
from monitord.model.inventory import Contact, Device, Party, Provider, Site, Team

MOST_CIRCUITS = 20
"""Circuit ids in one step; of the rest, how many."""


@dataclass(frozen=True, slots=True)
class Told:
    """How those to call are written: with their names, or (`brief`) their numbers only."""

    words: Words
    brief: bool = False

    def party(self, name: str, number: str | None) -> str:
        """Somebody to call."""
        return number if self.brief and number else self.words.called(name, number)

    def person(self, contact: Contact | None) -> str | None:
        """A person to call; None: nobody."""
        return self.party(contact.name, reached(contact)) if contact else None

    def company(self, company: Party | Provider | None) -> str | None:
        """A company to call; None: none."""
        return self.party(company.name, company.hotline) if company else None


def places_of(told: Told, matter: Matter) -> dict[str, str | None]:
    """By the names that steps in the catalogue use (`place.*` says what each is); None: unknown."""
    incident, words = matter.incident, told.words
    return {
        **_there(told, matter.site, matter.contact),
        **_lines(told, matter),
        **_mcus(told, matter),
        **_help(told, matter.team, matter),
        "incident": incident.id,
        "hour": words.hour(incident.since),
        "ticket": incident.provider_ticket,
        "path": last_hop(words, incident),
    }


def last_hop(words: Words, incident: Incident) -> str | None:
    """What the path trace said; None: there was none."""
    traces = (fact.params for fact in incident.evidence if fact.kind == "path")
    params = next(traces, None)
    return None if params is None else words.path(params)


def _there(told: Told, site: Site | None, contact: Contact | None) -> Mapping[str, str | None]:
    meeting = [d for d in site.devices if d.role in ("endpoint", "pc")] if site else []
    return {
        "site": site.id if site else None,
        "name": site.name if site else None,
        "number": next((device.dial for device in meeting if device.dial), None),
        "site_contact": told.person(contact),
    }


def _lines(told: Told, matter: Matter) -> Mapping[str, str | None]:
    return {
        "circuit": matter.circuit.id if matter.circuit else None,
        "circuits": _several(told.words, [line.id for line in matter.circuits]),
        "backup": matter.backup.id if matter.backup else None,
        "dial": matter.dial,
        "provider": told.company(matter.provider),
    }


def _mcus(told: Told, matter: Matter) -> Mapping[str, str | None]:
    return {
        "mcu": _named(matter.mcu),
        "other_mcu": _named(matter.other_mcu),
        "mcu_number": matter.other_mcu.dial if matter.other_mcu else None,
        "operator": told.company(matter.operator),
    }


def _help(told: Told, team: Team | None, matter: Matter) -> Mapping[str, str | None]:
    return {
        "contact": told.person(on_call(team)),
        "group": team.group if team else None,
        "utility": told.company(matter.utility),
        "upstream": told.company(matter.upstream),
        "test_call": matter.test_call,
    }


def _named(device: Device | None) -> str | None:
    return device.name or device.id if device else None


def _several(words: Words, idents: list[str]) -> str | None:
    shown = ", ".join(idents[:MOST_CIRCUITS])
    rest = len(idents) - MOST_CIRCUITS
    return words.say("alert.more-circuits", names=shown, n=rest) if rest > 0 else shown or None

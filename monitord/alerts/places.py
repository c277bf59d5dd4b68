"""What may stand in a step: numbers and names of one incident."""

from __future__ import annotations

from monitord.alerts.matter import Matter
from monitord.alerts.words import Words, on_call
from monitord.model.inventory import Provider


def places_of(words: Words, matter: Matter) -> dict[str, str | None]:
    """By the names that steps in the catalogue use; None: not known."""
    incident = matter.incident
    group = matter.team.group if matter.team else None
    return {
        "site": matter.site.id if matter.site else None,
        "name": matter.site.name if matter.site else None,
        "since": words.instant(incident.since),
        "circuit": matter.circuit.id if matter.circuit else None,
        "backup": matter.backup.id if matter.backup else None,
        "provider": provider(words, matter.provider),
        "contact": words.person(on_call(matter.team)),
        "site_contact": words.person(matter.contact),
        "group": group,
        "ticket": incident.provider_ticket,
        "utility": words.party(matter.utility),
        "operator": words.party(matter.operator),
        "upstream": words.party(matter.upstream),
        "test_call": matter.test_call,
        "dial": matter.dial,
        "mcu": matter.mcu.id if matter.mcu else None,
        "other_mcu": matter.other_mcu.id if matter.other_mcu else None,
        "mcu_number": matter.other_mcu.dial if matter.other_mcu else None,
        "incident": incident.id,
    }


def provider(words: Words, found: Provider | None) -> str | None:
    """A provider and its hotline."""
    return words.called(found.name, found.hotline) if found else None

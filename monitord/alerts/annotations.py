"""The annotations of an incident's alerts: everything that somebody needs who reads one."""

from __future__ import annotations

from collections.abc import Mapping

from monitord.alerts.clerk import clerk
from monitord.alerts.description import describe, headline, impact
from monitord.alerts.evidence import evidence
from monitord.alerts.matter import Matter, matter_of
from monitord.alerts.places import Told, places_of
from monitord.alerts.steps import book, numbered, steps
from monitord.alerts.words import Words
from monitord.model.incidents import Incident
from monitord.model.inventory import Inventory


def annotated(words: Words, inventory: Inventory, incident: Incident) -> Mapping[str, str]:
    """By name; those of which nothing is known are left out."""
    matter = matter_of(incident, inventory, incident.since.astimezone(words.zone).date())
    what = headline(words, inventory, incident)
    prefix = book(words.texts, "technician", incident)
    places = places_of(Told(words), matter)
    found = {
        "summary": words.say("alert.summary", what=what, impact=impact(words, incident)),
        "description": describe(words, inventory, matter),
        "what_to_do": numbered(steps(words.texts, prefix, places)),
        "clerk": clerk(words, matter),
        "circuit": places["circuit"],
        "hotline": places["provider"],
        "contact": places["site_contact"],
        "evidence": evidence(words, incident),
        "runbook_url": runbook_url(inventory, incident, words.texts.language),
        "dashboard_url": dashboard_url(inventory, matter),
    }
    return {name: text for name, text in found.items() if text}


def runbook_url(inventory: Inventory, incident: Incident, language: str) -> str | None:
    """Where the page of the cause is; None: nobody said where."""
    url = inventory.daemon.runbook_url
    return url and url.replace("{cause}", incident.cause).replace("{language}", language)


def dashboard_url(inventory: Inventory, matter: Matter) -> str | None:
    """Where the site is shown; None: nobody said where, or it is about no site."""
    url = inventory.daemon.dashboard_url
    if url is None or ("{site}" in url and matter.site is None):
        return None
    return url.replace("{site}", matter.site.id if matter.site else "")

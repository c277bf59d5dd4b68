"""What is told of an incident to people where there is no Alertmanager."""

from __future__ import annotations

from monitord.alerts.annotations import annotated
from monitord.alerts.description import headline, impact, sentence
from monitord.alerts.plain import shortened, undiacritical
from monitord.alerts.words import Words
from monitord.model.alerts import Message
from monitord.model.incidents import Cause, Incident
from monitord.model.inventory import Inventory
from monitord.model.settings import Notify


def message_of(incident: Incident, inventory: Inventory, language: str) -> Message:
    """The message as chats and e-mail take it."""
    words = Words.of(inventory, language)
    told = annotated(words, inventory, incident)
    parts = [told["description"]]
    if incident.open:
        parts += [words.say("message.do"), told.get("what_to_do", "")]
        parts += [words.say("message.clerk"), told.get("clerk", "")]
    parts += [told.get("evidence", ""), told.get("runbook_url", "")]
    parts.append(words.say("message.incident", incident=incident.id))
    return Message(title_of(words, inventory, incident), "\n".join(p for p in parts if p))


def message_for(notify: Notify, incident: Incident, inventory: Inventory) -> Message:
    """The message as one receiver takes it."""
    language = notify.language or inventory.organization.locale
    make = plain_message if notify.plain else message_of
    return make(incident, inventory, language)


def title_of(words: Words, inventory: Inventory, incident: Incident) -> str:
    """One line: how bad, and what."""
    what = headline(words, inventory, incident)
    if not incident.open:
        return words.say("message.resolved", what=what)
    severity = sentence(words.say(f"severity.{incident.severity}"))
    return words.say("message.firing", severity=severity, what=what)


def plain_message(incident: Incident, inventory: Inventory, language: str) -> Message:
    """The message as an SMS takes it: the body says all, without diacritics, in 160 characters."""
    words = Words.of(inventory, language)
    what = headline(words, inventory, incident)
    if incident.open:
        places = {
            "since": words.instant(incident.since),
            "impact": sentence(impact(words, incident)),
            "cause": _cause(words, incident),
        }
        text = shortened(words, "sms.firing", what, incident=incident.id, **places)
    else:
        at = words.instant(incident.restored_at or incident.closed_at or incident.since)
        text = shortened(words, "sms.resolved", what, incident=incident.id, at=at)
    return Message(undiacritical(title_of(words, inventory, incident)), text)


def _cause(words: Words, incident: Incident) -> str:
    cause = words.say(f"cause.{incident.cause}")
    if incident.cause is Cause.UNDETERMINED:
        return sentence(cause)
    return sentence(f"{words.say(f'certainty.{incident.certainty}')} {cause}")

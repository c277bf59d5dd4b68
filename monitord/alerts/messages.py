"""What is told of an incident to people where there is no Alertmanager."""

from __future__ import annotations

from monitord.alerts.annotations import annotated
from monitord.alerts.description import headline, impact, sentence
from monitord.alerts.plain import shortened, undiacritical
from monitord.alerts.words import Words
from monitord.model.alerts import Message
from monitord.model.incidents import Cause, Incident
from monitord.model.inventory import Inventory


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


def title_of(words: Words, inventory: Inventory, incident: Incident) -> str:
    """One line: how bad, and what."""
    what = headline(words, inventory, incident)
    if not incident.open:
        into = incident.merged_into
        return words.say(f"message.{ending(incident)}", what=what, into=into)
    severity = sentence(words.say(f"severity.{incident.severity}"))
    return words.say("message.firing", severity=severity, what=what)


def plain_message(incident: Incident, inventory: Inventory, language: str) -> Message:
    """The message as an SMS takes it: the body says all, without diacritics, in 160 characters."""
    words = Words.of(inventory, language)
    what = headline(words, inventory, incident)
    if incident.open:
        text = shortened(words, "sms.firing", what, **_firing(words, incident))
    else:
        at = words.instant(incident.restored_at or incident.closed_at or incident.since)
        key = f"sms.{ending(incident)}"
        text = shortened(words, key, what, incident=incident.id, at=at)
    return Message(undiacritical(title_of(words, inventory, incident)), text)


def ending(incident: Incident) -> str:
    """How it came to its end: well again, taken over by a wider one, or called over."""
    if incident.merged_into:
        return "merged"
    return "closed" if incident.restored_at is None else "resolved"


def _firing(words: Words, incident: Incident) -> dict[str, str]:
    return {
        "incident": incident.id,
        "since": words.instant(incident.since),
        "impact": sentence(impact(words, incident)),
        "cause": _cause(words, incident),
    }


def _cause(words: Words, incident: Incident) -> str:
    cause = words.say(f"cause.{incident.cause}")
    if incident.cause is Cause.UNDETERMINED:
        return sentence(cause)
    return sentence(f"{words.say(f'certainty.{incident.certainty}')} {cause}")

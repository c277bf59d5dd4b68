"""What the conclusion rests on, in lines, the latest first."""

from __future__ import annotations

from collections.abc import Iterator

from monitord.alerts.words import Words
from monitord.model.facts import Fact
from monitord.model.incidents import Aspect, Incident

MOST = 8
"""Facts."""
_SILENT = frozenset({Aspect.SILENCE, Aspect.STANDBY, Aspect.BACKUP})
"""`Incident.since` of these is when the first echo was sent that got no reply."""


def evidence(words: Words, incident: Incident) -> str:
    """The lines, empty when there is nothing."""
    return "\n".join(_lines(words, incident))


def _lines(words: Words, incident: Incident) -> Iterator[str]:
    for fact in incident.evidence[:MOST]:
        at = words.moment(fact.observed_at)
        yield words.say("evidence.seen", at=at, what=fact_words(words, fact), check=fact.check)
    if incident.key.aspect in _SILENT:
        yield words.say("evidence.last-reply", at=words.moment(incident.since))


def fact_words(words: Words, fact: Fact) -> str:
    """One fact; `echoes` are the loss of the time before (`loss_ratio`, `window_seconds`)."""
    if fact.kind == "path":
        return words.say("evidence.path", where=words.path(fact.params))
    if fact.kind == "echoes":
        shown = {name: words.texts.quantity(name, value) for name, value in fact.params.items()}
        return words.say("evidence.echoes", **shown)
    return words.texts.observation(fact.kind, fact.params)

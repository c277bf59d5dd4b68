"""What the conclusion rests on, in lines, the latest first."""

from __future__ import annotations

from collections.abc import Iterator

from monitord.alerts.words import Words
from monitord.model.facts import Fact
from monitord.model.incidents import Incident

MOST = 8
"""Lines."""


def evidence(words: Words, incident: Incident) -> str:
    """The lines, empty when there is nothing."""
    return "\n".join(_lines(words, incident))


def _lines(words: Words, incident: Incident) -> Iterator[str]:
    for fact in incident.evidence[:MOST]:
        at = words.instant(fact.observed_at)
        yield words.say("evidence.seen", at=at, what=fact_words(words, fact), check=fact.check)


def fact_words(words: Words, fact: Fact) -> str:
    """One fact."""
    if fact.kind == "path":
        return words.say("evidence.path", where=words.path(fact.params))
    return words.texts.observation(fact.kind, fact.params)

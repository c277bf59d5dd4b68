"""For the clerk at the site: at most six steps in at most 400 characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitord.alerts.matter import Matter
from monitord.alerts.places import Told, places_of
from monitord.alerts.steps import Places, book, numbered, say, steps
from monitord.alerts.words import Words
from monitord.model.incidents import Cause, Incident, Scope
from monitord.texts import Texts

MOST = 400
"""Characters, for one message on a telephone."""
WIDE = frozenset({Cause.PROVIDER, Cause.MCU, Cause.UPSTREAM, Cause.MONITOR})
"""Causes that many sites have at once: they write to the group and do not call."""
LONG_WORDED = ("circuit", "backup", "site", "provider", "utility", "contact", "group")
"""Places whose texts the site card has too: left out when nothing else makes it short enough."""


def clerk(words: Words, matter: Matter) -> str:
    """The steps: in full, else briefly, always in `MOST` characters."""
    text = ""
    for text in _tries(words, matter):
        if len(text) <= MOST:
            return text
    return f"{text[: MOST - 1]}…"


def _tries(words: Words, matter: Matter) -> Iterator[str]:
    """The same said ever more briefly: numbers without names, less talk, what the card has too."""
    full = places_of(Told(words), matter)
    brief = places_of(Told(words, brief=True), matter)
    for places, form in ((full, ""), (brief, ""), (full, ".short"), (brief, ".short")):
        yield _worded(words.texts, matter.incident, places, form)
    shortest: Mapping[str, str | None] = {**brief, **dict.fromkeys(LONG_WORDED)}
    yield _worded(words.texts, matter.incident, shortest, ".short")


def _worded(texts: Texts, incident: Incident, places: Places, form: str) -> str:
    opening = say(texts, f"clerk.first{form}", places)
    between = steps(texts, book(texts, "clerk", incident), places, start=2)
    closing = _closing(texts, incident, places, form)
    return numbered([step for step in (opening, *between, closing) if step], " ")


def _closing(texts: Texts, incident: Incident, places: Places, form: str) -> str | None:
    if incident.cause in WIDE or incident.key.scope is Scope.MCU:
        return say(texts, "clerk.last.group", places)
    return say(texts, f"clerk.last{form}", places)

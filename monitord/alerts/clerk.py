"""For the clerk at the site: at most six steps in at most 400 characters."""

from __future__ import annotations

from monitord.alerts.matter import Matter
from monitord.alerts.places import places_of
from monitord.alerts.steps import book, numbered, say, steps
from monitord.alerts.words import Words
from monitord.model.incidents import Cause

MOST = 400
"""Characters, for one message on a telephone."""
WIDE = frozenset({Cause.PROVIDER, Cause.MCU, Cause.UPSTREAM, Cause.MONITOR})
"""Causes that many sites have at once: they write to the group and do not call."""


def clerk(words: Words, matter: Matter) -> str:
    """The steps, without a first or last one only where they would not fit."""
    places = places_of(words, matter)
    told = list(steps(words.texts, book(words.texts, "clerk", matter.incident), places, start=2))
    opening = say(words.texts, "clerk.first", places)
    key = "clerk.last.group" if matter.incident.cause in WIDE else "clerk.last"
    closing = say(words.texts, key, places)
    return numbered([step for step in (opening, *told, closing) if step], " ")[:MOST]

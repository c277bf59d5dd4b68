"""What to do now: numbered steps of the catalogue with this incident's numbers and names in them.

A step is a text `<book>.<number>`; it is told when all its places are known, else its `.else`, then
its `.else.else`, as far as there are any. So people can add, change and remove steps in the
catalogue alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from string import Formatter

from monitord.model.incidents import Incident
from monitord.texts import Texts

Places = Mapping[str, str | None]
"""What may stand in a step, by name; None: not known."""


def book(texts: Texts, who: str, incident: Incident) -> str:
    """Under which key the steps for `who` (`clerk`, `technician`) are: of its aspect, or cause."""
    special = f"{who}.{incident.cause}.{incident.key.aspect}"
    return special if f"{special}.2" in texts.entries else f"{who}.{incident.cause}"


def steps(texts: Texts, prefix: str, places: Places, start: int = 1) -> Iterator[str]:
    """The steps under a key, from number `start` on."""
    for number in count(start):
        key = f"{prefix}.{number}"
        if key not in texts.entries:
            return
        told = say(texts, key, places)
        if told is not None:
            yield told


def say(texts: Texts, key: str, places: Places) -> str | None:
    """One step; None when it needs what is not known and says nothing else instead."""
    while key in texts.entries:
        words = texts.entries[key]
        if all(places.get(name) for name in fields(words)):
            return words.format_map(places)
        key = f"{key}.else"
    return None


@cache
def fields(words: str) -> tuple[str, ...]:
    """The names of the places in a text of the catalogue."""
    return tuple(name for _, name, _, _ in Formatter().parse(words) if name)


def numbered(told: Iterator[str] | list[str], separator: str = "\n") -> str:
    """Steps, each with its number before it."""
    return separator.join(f"{number}. {step}" for number, step in enumerate(told, 1))

"""Ids of incidents: short, sayable over the telephone, and hard to mishear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from secrets import randbits

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U, which are misread, misheard, or make words."""
LETTERS = 4
_BITS = 5
_PLACES = tuple(range((LETTERS - 1) * _BITS, -1, -_BITS))
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0"})


class Ids:
    """Makes ids like `261122-K7QF`: the day on the wall, and something random.

    `zone`: whose day it is. `draw(n)`: an integer of `n` random bits. There are a million a day:
    who asks must look whether one was given out before.
    """

    def __init__(self, zone: tzinfo, draw: Callable[[int], int] = randbits) -> None:
        self._zone = zone
        self._draw = draw
        self._day: tuple[datetime | None, str] = (None, "")

    def __call__(self, at: datetime) -> str:
        """A new id for what opens at this instant."""
        number = self._draw(LETTERS * _BITS)
        tail = "".join([ALPHABET[(number >> place) & 31] for place in _PLACES])
        if self._day[0] != at:
            self._day = at, f"{at.astimezone(self._zone):%y%m%d}"
        return f"{self._day[1]}-{tail}"


def as_meant(ident: str) -> str:
    """An id as a person typed it: in any case, with O for 0, I or L for 1, the dash left out."""
    said = "".join(letter for letter in ident.upper() if letter.isalnum()).translate(_MEANT)
    day, tail = said[:-LETTERS], said[-LETTERS:]
    return f"{day}-{tail}" if day else tail

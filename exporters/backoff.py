"""How long to leave somebody alone who has just failed."""

from __future__ import annotations

from random import Random


class Backoff:
    """Seconds until the next try: doubled by each failure up to `most`, and never quite the same.

    Those who failed together do not come back together: up to a quarter is taken off at random.
    """

    def __init__(self, first: float, most: float, chance: Random | None = None) -> None:
        self._first = first
        self._most = most
        self._chance = chance or Random()  # noqa: S311 - nobody gains by guessing it
        self._next = first

    def failed(self) -> float:
        """Seconds to wait now."""
        wait, self._next = self._next, min(2 * self._next, self._most)
        return wait * self._chance.uniform(0.75, 1.0)

    def succeeded(self) -> None:
        """Begin small again."""
        self._next = self._first

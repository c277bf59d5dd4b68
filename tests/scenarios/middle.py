"""Where scenarios that run at the same time wait for each other."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition

PATIENCE = 180.0
"""Seconds until the last has arrived."""


class Middle:
    """Where all scenarios wait for each other, and then something happens once; again and again."""

    def __init__(self, parties: int, happens: Callable[[], None]) -> None:
        self.parties = parties
        self.happens = happens
        self.news = Condition()
        self.waiting = 0
        self.times = 0

    def arrive(self) -> None:
        """Wait until all others have arrived or left."""
        with self.news:
            before = self.times
            self.waiting += 1
            self._look()
            there = self.news.wait_for(lambda: self.times > before, PATIENCE)
            assert there, "not all have arrived"

    def leave(self) -> None:
        """Nobody need wait for this one any more."""
        with self.news:
            self.parties -= 1
            self._look()

    def _look(self) -> None:
        if self.waiting == self.parties > 0:
            self.happens()
            self.waiting = 0
            self.times += 1
            self.news.notify_all()

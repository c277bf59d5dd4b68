"""Who is asked again when something falls silent: what it hangs on, for that may be the cause."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from monitord.model.messages import AnyCommand, Recheck

VALID = timedelta(seconds=2)
"""An echo sent later tells nothing that its turn would not."""
SPACING = timedelta(seconds=0.5)
"""Thirty communes that fall silent together ask for the same router."""


class Rechecks:
    """Sends `Recheck` commands, each check's seldom enough."""

    def __init__(self, ask: Callable[[AnyCommand], object]) -> None:
        self._ask = ask
        self._asked: dict[str, datetime] = {}

    def forget(self) -> None:
        """Nobody was asked of late, by a clock that was set."""
        self._asked.clear()

    def request(self, checks: Iterable[str], now: datetime) -> None:
        """Have these checked out of turn."""
        for check in checks:
            before = self._asked.get(check)
            if before is None or not before <= now < before + SPACING:
                self._asked[check] = now
                name = f"recheck:{check}:{now.timestamp():.6f}"
                self._ask(Recheck(id=name, check=check, expires_at=now + VALID))

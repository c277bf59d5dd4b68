"""Whether a password is right: bcrypt in threads, few at a time, and what was right is remembered.

Prometheus shows its password each 15 seconds: a check of 0.2 s each time would be 1.5 % of a core.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable

AT_ONCE = 2
"""Checks that run."""
WAITING = 32
"""Checks that run or wait; more are refused at once."""
LIFE = 60.0
"""Seconds for which a right password is remembered."""
MOST_KNOWN = 256
MOST_BYTES = 72
"""Of a password: bcrypt takes no more."""
COST = 12
"""Of the hash that stands for a user who is not there, where nobody has a password."""


class BusyError(Exception):
    """Too many passwords are being checked."""


class Passwords:
    """Checks passwords. `now` is a steady clock, in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._key = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, float] = OrderedDict()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    def knows(self, name: str, hashed: str, password: str) -> bool:
        """Whether this was right a moment ago. Costs nothing."""
        return self._now() < self._known.get(self._mark(name, hashed, password), 0.0)

    def knew(self, name: str, hashed: str, password: str) -> bool:
        """Whether this was right once: it is no guess."""
        return self._mark(name, hashed, password) in self._known

    async def check(self, name: str, hashed: str, password: str) -> bool:
        """Whether it is right; takes as long when it is not. Raises BusyError."""
        if self._waiting >= WAITING:
            raise BusyError
        self._waiting += 1
        try:
            async with self._turn:
                right = await asyncio.to_thread(_right, hashed, password)
        finally:
            self._waiting -= 1
        if right:
            self._remember(self._mark(name, hashed, password))
        return right

    def _remember(self, mark: bytes) -> None:
        self._known[mark] = self._now() + LIFE
        self._known.move_to_end(mark)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def _mark(self, name: str, hashed: str, password: str) -> bytes:
        """No password is kept, and another hash in the inventory is another mark."""
        parts = (part.encode("utf-8", "surrogatepass") for part in (name, hashed, password))
        return hmac.digest(self._key, b"\0".join(parts), "sha256")


def stand_in(hashes: Iterable[str]) -> str:
    """A hash that no password has, as costly as the costliest of `hashes`."""
    cost = max((int(each[4:6]) for each in hashes), default=COST)
    return f"$2b${cost:02}${'.' * 53}"


def _right(hashed: str, password: str) -> bool:
    """In a thread: bcrypt takes a fraction of a second, without the interpreter's lock."""
    import bcrypt  # noqa: PLC0415 - only where somebody has a password

    given = password.encode("utf-8", "surrogatepass")
    fits = len(given) <= MOST_BYTES and b"\0" not in given
    right = bcrypt.checkpw(given if fits else b"x", hashed.encode())
    return right and fits

"""How many connections there may be, and for how long they may keep everybody waiting.

Who comes too much pushes out whoever of the same address has said nothing for longest: a thousand
connections that never ask anything keep nobody from asking. Times are seconds of a steady clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

MOST = 512
"""Connections in all."""
MOST_EACH = 64
"""Connections of one address."""
HEAD = 10.0
"""Seconds for a whole request line and its headers, the handshake of TLS among them."""
TAKE = 30.0
"""Seconds for a reader to take what waits for it."""


@dataclass(slots=True, eq=False)
class Place:
    """What one connection takes up. It is waited for until its request is there."""

    address: str
    since: float
    """Since when it has been as it is."""
    drop: Callable[[], object] = field(default=lambda: None)
    """Ends the connection at once."""
    waiting: bool = True
    """Nothing is being answered: it may be pushed out."""
    until: float | None = None
    """When it has taken too long; None: it may take its time."""
    unread: Callable[[], int] = field(default=lambda: 1)
    """Bytes that it could have read and has not."""

    def expect(self, now: float) -> None:
        """A request is to come, or has begun to."""
        if self.until is None or not self.waiting:
            self.until = now + HEAD
        self.waiting = True

    def answer(self) -> None:
        """The request is there."""
        self.waiting, self.until = False, None

    def rest(self, now: float) -> None:
        """It was answered, and may ask again."""
        self.waiting, self.since = True, now
        self.until = now + TAKE if self.unread() else None

    def stall(self, now: float) -> None:
        """It does not take what it asked for."""
        self.until = now + TAKE

    def late(self, now: float) -> bool:
        """Whether it has kept everybody waiting for too long."""
        return self.until is not None and now >= self.until


class Places:
    """The places of one kind of door. `refused` counts by reason."""

    def __init__(
        self, refused: Callable[[str], object], most: int = MOST, each: int = MOST_EACH
    ) -> None:
        self._refused = refused
        self._most = most
        self._each = each
        self._taken: dict[Place, None] = {}
        self._of: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._taken)

    def enter(self, address: str, now: float) -> Place | None:
        """A place for a new connection; None when there is none to be had."""
        if self._of[address] >= self._each and not self._push_out(address):
            return None
        if len(self._taken) >= self._most and not self._push_out(None):
            return None
        place = Place(address, now)
        place.expect(now)
        self._taken[place] = None
        self._of[address] += 1
        return place

    def leave(self, place: Place) -> None:
        """The connection is gone. May be called again."""
        if place not in self._taken:
            return
        del self._taken[place]
        self._of[place.address] -= 1
        if not self._of[place.address]:
            del self._of[place.address]

    def make_room(self) -> bool:
        """Push out whoever has waited longest, whatever its address; False: nobody waits."""
        return self._push_out(None)

    def sweep(self, now: float) -> None:
        """End what has taken too long."""
        for place in [place for place in self._taken if place.late(now)]:
            if place.waiting or place.unread():
                self._refused("slow")
                self._end(place)
            else:
                place.until = None

    def _push_out(self, address: str | None) -> bool:
        self._refused("connections")
        waiting = (
            place
            for place in self._taken
            if place.waiting and (address is None or place.address == address)
        )
        longest = min(waiting, key=lambda place: place.since, default=None)
        if longest is None:
            return False
        self._end(longest)
        return True

    def _end(self, place: Place) -> None:
        self.leave(place)
        place.drop()

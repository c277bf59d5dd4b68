"""Takes each event once, and never an older one after a newer one. Pure.

Channels between pollers and the centre may duplicate, delay and reorder. Order is by `seq` within
one boot of a poller; a new boot replaces the old one.
"""

from __future__ import annotations

from monitord.model.messages import Event

MOST_AHEAD = 10_000
"""Events taken while an earlier one is missing: so many later, it will not come any more."""


class Inbox:
    """What has been seen of every poller."""

    def __init__(self) -> None:
        self.duplicates = 0
        self.outdated = 0
        """Events of a boot that is over, or older than what was already taken of their check."""
        self._boots: dict[str, _Boot] = {}
        self._over: set[tuple[str, str]] = set()

    def takes(self, event: Event) -> bool:
        """Whether this event is new."""
        if (event.poller, event.boot_id) in self._over:
            self.outdated += 1
            return False
        boot = self._boots.get(event.poller)
        if boot is None or boot.ident != event.boot_id:
            if boot is not None:
                self._over.add((event.poller, boot.ident))
            boot = self._boots[event.poller] = _Boot(event.boot_id)
        if not boot.add(event.seq):
            self.duplicates += 1
            return False
        return True

    def is_newest(self, event: Event, about: str = "") -> bool:
        """Whether nothing newer of the same kind about the same check has been taken.

        `about`: what of the check, where several things of it are told.
        """
        newest = self._boots[event.poller].newest
        key = (type(event), event.check, about)
        if event.seq < newest.get(key, 0):
            self.outdated += 1
            return False
        newest[key] = event.seq
        return True


class _Boot:
    """One run of a poller: the sequence numbers seen are all up to `floor` and a few above it."""

    def __init__(self, ident: str) -> None:
        self.ident = ident
        self.newest: dict[tuple[type[Event], str, str], int] = {}
        self._floor = 0
        self._above: set[int] = set()

    def add(self, seq: int) -> bool:
        """Note `seq`; False when it was known."""
        if seq <= self._floor or seq in self._above:
            return False
        self._above.add(seq)
        if len(self._above) > MOST_AHEAD:
            self._floor = min(self._above) - 1
        while self._floor + 1 in self._above:
            self._floor += 1
            self._above.remove(self._floor)
        return True

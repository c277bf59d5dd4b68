"""The streams that are being reflected: each has sequence numbers of its own."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeAlias

from probes.rtp.packets.numbers import ahead
from probes.rtp.reflector.window import Window

Key: TypeAlias = tuple[str, int, str, int]
"""Address, port, kind, and SSRC or SSID."""
SECOND = 1_000_000_000
RUNNING = SECOND
"""Nanoseconds since its last packet for which a session never makes room for a new one. Who would
keep every place taken has to send as many packets a second as there are places."""
PAUSE = 10 * SECOND
"""Nanoseconds without a packet after which a lower sequence number begins a new stream: not every
sender has an SSID to tell it by."""


class Session:
    """One stream."""

    __slots__ = ("number", "seen_at", "sequence", "window")

    def __init__(self, now: int, sequence: int, window: Window | None) -> None:
        self.number = 0
        """The reflector's next sequence number: so many packets of it were answered."""
        self.seen_at = now
        self.sequence = sequence
        """The sender's last."""
        self.window = window
        """None without a key: nothing tells a replay from a duplicate of the network's then."""


class Sessions:
    """Sessions by key, the longest idle one first."""

    def __init__(self, most: int, idle: float) -> None:
        self._most = most
        self._idle = int(idle * SECOND)
        self._known: OrderedDict[Key, Session] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: Key, now: int) -> Session | None:
        """The session; None when there is none, or it was idle too long. `now`: monotonic, ns."""
        session = self._known.get(key)
        if session is not None and now - session.seen_at > self._idle:
            del self._known[key]
            return None
        return session

    def follow(self, key: Key, session: Session, sequence: int, bits: int, now: int) -> Session:
        """The same session, with one more packet of it to be answered."""
        idle = now - session.seen_at
        if idle >= PAUSE and not ahead(sequence, session.sequence, bits):
            session.number = 0
        session.seen_at = now
        session.sequence = sequence
        self._known.move_to_end(key)
        return session

    def begin(self, key: Key, sequence: int, window: Window | None, now: int) -> Session | None:
        """A new session; None when as many as there may be are running."""
        self.expire(now)
        if len(self._known) >= self._most:
            oldest = next(iter(self._known))
            if now - self._known[oldest].seen_at < RUNNING:
                return None
            del self._known[oldest]
        session = self._known[key] = Session(now, sequence, window)
        return session

    def expire(self, now: int) -> None:
        """Forget those that were idle too long."""
        while self._known:
            oldest = next(iter(self._known))
            if now - self._known[oldest].seen_at <= self._idle:
                return
            del self._known[oldest]

"""What the engines of others said their time was, so that what they said before is known as old."""

from __future__ import annotations

WINDOW = 150.0
"""Seconds (RFC 3414, 3.2.7)."""
LAST_BOOTS = 2**31 - 1
"""An engine that cannot count on is not believed."""


class Clocks:
    """The latest boots and time of each engine, as the non-authoritative side keeps them."""

    def __init__(self) -> None:
        self._latest: dict[bytes, tuple[int, int, float]] = {}

    def accept(self, engine: bytes, boots: int, time: int, now: float) -> bool:
        """Whether an authenticated message is from within the window (RFC 3414, 3.2.7 b).

        `time` in the engine's seconds, `now` in ours (monotonic). What comes first is believed.
        """
        known = self._latest.get(engine)
        if boots >= LAST_BOOTS:
            return False
        if known is not None:
            known_boots, known_time, heard = known
            estimate = known_time + now - heard
            if boots < known_boots or (boots == known_boots and time < estimate - WINDOW):
                return False
            if boots == known_boots and time <= known_time:
                return True
        self._latest[engine] = (boots, time, now)
        return True

"""How long something has been in each state since the daemon started. Pure: times are arguments."""

from __future__ import annotations

from monitord.model.states import State


class TimeBook:
    """Seconds by state; their sum is the time since the book was opened. Only grows.

    Times are seconds of CLOCK_MONOTONIC. A change is booked when it was decided: a counter cannot
    take back the seconds between the first lost echo and the decision.
    """

    __slots__ = ("_at", "_seconds", "_state")

    def __init__(self, state: State, now: float) -> None:
        self._seconds = dict.fromkeys(State, 0.0)
        self._state = state
        self._at = now

    def turn(self, state: State, now: float) -> None:
        """It is in `state` from `now` on."""
        self._seconds[self._state] += now - self._at
        self._state, self._at = state, now

    def read(self, now: float) -> dict[State, float]:
        """Seconds by state up to `now`."""
        seconds = dict(self._seconds)
        seconds[self._state] += now - self._at
        return seconds

"""What every check's state machine shares: a state with a reason, and how both come to change."""

from __future__ import annotations

from dataclasses import dataclass

from monitord.health.flapping import Flapping
from monitord.model.states import Reason, State

_FLAPS = (State.UP, State.DEGRADED, State.DOWN)


@dataclass(frozen=True, slots=True)
class Change:
    """A decision. `since` and `decided` are CLOCK_MONOTONIC nanoseconds."""

    previous: State
    state: State
    reason: Reason
    flapping: bool
    since: int
    decided: int


class Health:
    """How a check is. A subclass per probe says what its facts bring about.

    Deterministic: the same calls give the same changes. Methods that take a fact return the change
    that it brings about, or None.
    """

    def __init__(self, interval: float, now: int) -> None:
        self.interval = interval
        """Seconds between two probes; see `pace`."""
        self.state = State.UNKNOWN
        self.reason = Reason("starting")
        self.since = now
        self._flapping = Flapping()
        self._measured_at = self._paced_at = now

    @property
    def flapping(self) -> bool:
        """Whether the state changes so often that each change says little."""
        return self._flapping.active

    def pace(self, interval: float, now: int) -> None:
        """Probed every `interval` seconds from now on; what came of slower ones is not overdue."""
        self.interval = interval
        self._paced_at = now

    def give_up(self, since: int, decided: int, reason: Reason) -> Change | None:
        """Nothing is known any more: isolated, the name does not resolve, nothing was sent."""
        self._forget()
        if self.state is State.UNKNOWN:
            if self.reason == reason:
                return None
            since = self.since  # unknown for another reason than before
        return self._change(State.UNKNOWN, reason, since, decided)

    def tick(self, now: int, patience: int) -> Change | None:
        """Time passed: silence of the monitor itself, and the end of flapping.

        `patience`: nanoseconds without any fate after which the state is not known any more.
        """
        waited = now - max(self._measured_at, self._paced_at)
        if self.state is not State.UNKNOWN and waited > patience:
            return self.give_up(self._measured_at, now, Reason("not-measured"))
        if self._flapping.calmed(now):
            return self._now(self.state, now)
        return None

    def _forget(self) -> None:
        """Drop the runs that would have led to a decision."""
        raise NotImplementedError

    def _change(self, state: State, reason: Reason, since: int, decided: int) -> Change:
        previous, self.state, self.reason, self.since = self.state, state, reason, since
        if previous in _FLAPS and state in _FLAPS:
            self._flapping.changed(decided)
        return self._now(previous, decided)

    def _now(self, previous: State, decided: int) -> Change:
        return Change(previous, self.state, self.reason, self.flapping, self.since, decided)

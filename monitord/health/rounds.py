"""What the state machines share whose checks ask now and then: polls, test streams, questions.

Each time that such a check asks is a *round*. A check is never down for one: whether the device is
there is for its echoes to say.
"""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from monitord.health.change import Change, Health
from monitord.health.rules import Fault
from monitord.model.states import NO_REASON, Param, Reason, State

DEVICE_SILENT = "device-silent"
FROM_THE_DEVICE = frozenset({"port-unreachable", "reset", "closed"})
"""What the device itself says when it refuses: it is there, and what was asked for is not. Every
other ICMP error comes from a router, and says that nothing was heard of the device."""


class Failed(Protocol):
    """A round that brought nothing, CLOCK_MONOTONIC nanoseconds."""

    @property
    def started(self) -> int:
        """When it began."""

    @property
    def ended(self) -> int:
        """When it was given up."""


F = TypeVar("F", bound=Failed)


class RoundHealth(Health):
    """How a check is that asks in rounds. Times are CLOCK_MONOTONIC nanoseconds."""

    def __init__(self, probe: str, interval: float, enough: int, longest: float, now: int) -> None:
        """`enough` rounds in a row decide; each takes `longest` seconds at most."""
        super().__init__(interval, now)
        self._probe = probe
        self._enough = enough
        self._longest = longest
        self._run = self._same = self._first = 0
        self._unmeasured_run = self._first_unmeasured = 0
        self._last = ""
        self._outside = False

    @property
    def patience(self) -> int:
        """Nanoseconds without any fate after which nothing is known."""
        return int((2 * self.interval + self._longest) * 1e9)

    @property
    def waits_for_device(self) -> bool:
        """Whether the state says no more than that the device as a whole is silent."""
        return self.state is State.OFF or self.reason.code.endswith(f".{DEVICE_SILENT}")

    def unmeasured(self, started: int, decided: int, why: str) -> Change | None:
        """A round whose fate is not known, through the monitor's own fault (`why` is a code)."""
        self._unmeasured_run += 1
        if self._unmeasured_run == 1:
            self._first_unmeasured = started
        if self._unmeasured_run < self._enough:
            return None
        return self.give_up(max(self._first_unmeasured, self.since), decided, Reason(why))

    def _measured(self, at: int) -> None:
        self._measured_at = at
        self._unmeasured_run = 0

    def _device_silent(self, round_: Failed) -> Change | None:
        """The device's echoes are unanswered as well: this round says nothing new."""
        reason = Reason(f"{self._probe}.{DEVICE_SILENT}")
        return self.give_up(max(round_.started, self.since), round_.ended, reason)

    def _count(self, round_: Failed, what: str, *, outside: bool) -> None:
        """One more of a run of bad ones; opening and closing time begin a new one."""
        if outside is not self._outside:
            self._forget()
        self._same = self._same + 1 if what == self._last else 1
        self._last, self._outside = what, outside
        self._run += 1
        if self._run == 1:
            self._first = round_.started

    def _off(self, reason: Reason, decided: int) -> Change | None:
        """Silence outside the device's hours."""
        if self.state is State.OFF:
            return None
        return self._change(State.OFF, reason, max(self._first, self.since), decided)

    def _degrade(self, reason: Reason, decided: int) -> Change | None:
        """A run is long enough. Another reason is told once it has come as often in a row."""
        if self.state is not State.DEGRADED:
            return self._change(State.DEGRADED, reason, max(self._first, self.since), decided)
        if about(self.reason) == about(reason) or self._same < self._enough:
            return None
        return self._change(State.DEGRADED, reason, self.since, decided)

    def _forget(self) -> None:
        self._run = self._same = self._first = 0
        self._last, self._outside = "", False


class AnswerHealth(RoundHealth, Generic[F]):
    """How a check is whose every round is a question: what it brought is an answer or a failure.

    - up: one answer, and no fault that it tells of; degraded while it tells of one;
      what was unknown stays so while a first answer is not enough to tell;
    - degraded: so many rounds in a row without an answer of use, whatever each of them met with;
      since the first of them. Another outcome is told once it has come as often in a row;
    - off: as many outside the device's hours, when nothing is heard; at once if its echoes are
      unanswered too;
    - unknown: nothing is heard of a device whose echoes are unanswered as well, so the round says
      nothing new; as many rounds in a row that the monitor could not send; no fate for two
      intervals and the time-outs; isolation; no login, no address.
    """

    def answered(self, at: int, fault: Fault | None, *, undecided: bool = False) -> Change | None:
        """There was an answer at `at`; `fault`: what is wrong all the same.

        `undecided`: something may be, and more answers are needed to know.
        """
        self._measured(at)
        self._forget()
        if fault is None and undecided and self.state is State.UNKNOWN:
            return None
        if fault is None:
            return None if self.state is State.UP else self._change(State.UP, NO_REASON, at, at)
        if self.state is State.DEGRADED:
            if _alike(fault.reason, self.reason):
                return None
            return self._change(State.DEGRADED, fault.reason, self.since, at)
        since = max(fault.since, self.since) if self.state is State.UP else at
        return self._change(State.DEGRADED, fault.reason, since, at)

    def failed(self, answer: F, *, expected: bool, silent: bool) -> Change | None:
        """A round brought nothing. `expected`: the device should be answering now.

        `silent`: its echoes are not answered either.
        """
        self._measured(answer.ended)
        unheard = self._unheard(answer)
        outside = not expected and unheard
        if silent and expected and unheard:
            return self._device_silent(answer)
        self._count(answer, self._kind(answer), outside=outside)
        if self._run < self._enough and not (outside and silent):
            return None
        if outside:
            return self._off(self._outside_hours(self._run), answer.ended)
        return self._degrade(self._failure(answer, self._run), answer.ended)

    def _unheard(self, answer: F) -> bool:
        """Whether nothing was heard of the device."""
        raise NotImplementedError

    def _kind(self, answer: F) -> str:
        """What tells this failure from another."""
        raise NotImplementedError

    def _failure(self, answer: F, rounds: int) -> Reason:
        """Why nothing of use was heard `rounds` times in a row."""
        raise NotImplementedError

    def _outside_hours(self, rounds: int) -> Reason:
        raise NotImplementedError


def about(reason: Reason) -> tuple[str, Param]:
    """What a reason is about, whatever its figures are."""
    return reason.code, reason.params.get("direction", "")


def _alike(one: Reason, other: Reason) -> bool:
    """The same reason, whatever the number was when it was given; another word is news."""
    return one.code == other.code and _lasting(one) == _lasting(other)


def _lasting(reason: Reason) -> dict[str, Param]:
    return {
        name: value
        for name, value in reason.params.items()
        if isinstance(value, str) or name.split("_")[0] != "value"
    }

"""The state machine of an SNMP check: what became of its polls in, changes of state out.

- never down: whether the device is there is for its echoes to say;
- up: one answer, and no rule that holds (`monitord.health.rules`); degraded while one does;
- degraded: 2 polls in a row (`SnmpCheck.failures`) without an answer of use, whatever each of them
  met with; since the first of them. Another outcome is told once it has come as often in a row;
- off: as many outside the device's hours, when nothing is heard; at once if its echoes are
  unanswered too;
- unknown: nothing is heard of a device whose echoes are unanswered as well, so the poll says
  nothing new; as many polls in a row that the monitor could not send; no fate for two intervals
  and the time-outs; isolation; no login, no address.
"""

from __future__ import annotations

from monitord.health.change import Change, Health
from monitord.health.rules import Fault
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import Outcome, SnmpAnswer
from monitord.model.states import NO_REASON, Param, Reason, State

FROM_THE_DEVICE = "port-unreachable"
"""The one ICMP error that the device itself sends: it is there, and its agent is not."""


def unheard(answer: SnmpAnswer) -> bool:
    """Whether nothing was heard of the device: silence, or a router that says no."""
    if answer.outcome is Outcome.REFUSED:
        return answer.error != FROM_THE_DEVICE
    return answer.outcome is Outcome.TIMEOUT


class PollHealth(Health):
    """How a device's agent is. Times are CLOCK_MONOTONIC nanoseconds."""

    def __init__(self, settings: SnmpCheck, now: int) -> None:
        super().__init__(settings.interval, now)
        self._failures = settings.failures
        self._timeouts = (settings.retries + 1) * settings.timeout
        self._run = self._same = self._first = 0
        self._unmeasured_run = self._first_unmeasured = 0
        self._last: Outcome | None = None
        self._outside = False

    @property
    def patience(self) -> int:
        """Nanoseconds without any fate after which nothing is known."""
        return int((2 * self.interval + self._timeouts) * 1e9)

    @property
    def waits_for_device(self) -> bool:
        """Whether the state says no more than that the device as a whole is silent."""
        return self.state is State.OFF or self.reason.code == "snmp.device-silent"

    def answered(self, at: int, fault: Fault | None) -> Change | None:
        """The agent answered at `at`; `fault` is what the rules say about it."""
        self._measured_at = at
        self._forget()
        self._unmeasured_run = 0
        if fault is None:
            return None if self.state is State.UP else self._change(State.UP, NO_REASON, at, at)
        if self.state is State.DEGRADED:
            if _alike(fault.reason, self.reason):
                return None
            return self._change(State.DEGRADED, fault.reason, self.since, at)
        since = max(fault.since, self.since) if self.state is State.UP else at
        return self._change(State.DEGRADED, fault.reason, since, at)

    def failed(self, answer: SnmpAnswer, *, expected: bool, silent: bool) -> Change | None:
        """A poll brought nothing. `expected`: the device should be answering now.

        `silent`: its echoes are not answered either.
        """
        self._measured_at = answer.ended
        self._unmeasured_run = 0
        outside = not expected and unheard(answer)
        if silent and expected and unheard(answer):
            return self.give_up(answer.started, answer.ended, Reason("snmp.device-silent"))
        self._count(answer, outside)
        if self._run < self._failures and not (outside and silent):
            return None
        if outside:
            if self.state is State.OFF:
                return None
            reason = Reason("snmp.outside-hours", {"polls": self._run})
            return self._change(State.OFF, reason, self._first, answer.ended)
        return self._degraded(answer)

    def unmeasured(self, started: int, decided: int, why: str) -> Change | None:
        """A poll whose fate is not known, through the monitor's own fault (`why` is a code)."""
        self._unmeasured_run += 1
        if self._unmeasured_run == 1:
            self._first_unmeasured = started
        if self._unmeasured_run < self._failures:
            return None
        return self.give_up(self._first_unmeasured, decided, Reason(why))

    def _degraded(self, answer: SnmpAnswer) -> Change | None:
        reason = _failure(answer, self._run)
        if self.state is not State.DEGRADED:
            return self._change(State.DEGRADED, reason, self._first, answer.ended)
        if self.reason.code == reason.code or self._same < self._failures:
            return None
        return self._change(State.DEGRADED, reason, self.since, answer.ended)

    def _count(self, answer: SnmpAnswer, outside: bool) -> None:
        """One more of a run; opening and closing time begin a new one."""
        if outside is not self._outside:
            self._forget()
        self._same = self._same + 1 if answer.outcome is self._last else 1
        self._last, self._outside = answer.outcome, outside
        self._run += 1
        if self._run == 1:
            self._first = answer.started

    def _forget(self) -> None:
        self._run = self._same = self._first = 0
        self._last, self._outside = None, False


def _failure(answer: SnmpAnswer, polls: int) -> Reason:
    """Why nothing of use was heard `polls` times in a row."""
    match answer.outcome:
        case Outcome.REFUSED:
            return Reason("snmp.refused", {"kind": answer.error, "polls": polls})
        case Outcome.AUTH:
            return Reason("snmp.auth", {"error": answer.error})
        case Outcome.MALFORMED:
            return Reason("snmp.malformed")
        case Outcome.ERROR_STATUS:
            return Reason("snmp.error-status", {"error": answer.error})
        case Outcome.NO_OBJECT:
            return Reason("snmp.nothing")
        case _:
            return Reason("snmp.silent", {"polls": polls})


def _alike(one: Reason, other: Reason) -> bool:
    """The same reason, whatever the number was when it was given; another word is news."""
    return one.code == other.code and _lasting(one) == _lasting(other)


def _lasting(reason: Reason) -> dict[str, Param]:
    return {
        name: value
        for name, value in reason.params.items()
        if isinstance(value, str) or name.split("_")[0] != "value"
    }

"""The state machine of one ICMP stream: the fates of echoes in, changes of state out.

Rules, with the defaults of `Limits`:

- down: 5 echoes lost in a row, while the device is expected to answer; since the first of them.
  Outside its hours the same silence is *off*.
- up: 2 answered in a row (one, when nothing was known before); since the first answer.
- degraded: in the last 120 s at least 3 lost and over 10 %, or a mean RTT over 400 ms; up again at
  half that loss and four fifths of that RTT, on an answer. The loss limit is what keeps 1 % of
  random loss on 1,242 devices from ever looking like a fault: 13 lost among 120 come up less than
  once in a thousand such hours. A window that is not yet `FULL_ENOUGH` is taken to be, or three
  lost after a start would already be "over 10 %".
- a late reply is evidence of life: it ends a run of losses, and a device whose replies are all
  late is degraded, not down.
- unknown: 5 in a row whose fate could not be measured, no fate for that long, or isolation.
"""

from __future__ import annotations

from monitord.health.change import Change, Health
from monitord.health.window import Window
from monitord.model.echo import IcmpError
from monitord.model.settings import Limits
from monitord.model.states import NO_REASON, Reason, State

LOSS_EASE, RTT_EASE = 0.5, 0.8
"""A degraded check is up again below these shares of its limits, so that it does not dither."""
FULL_ENOUGH = 0.6
"""Of the echoes of a full window. The first eight lost may then be called quality; that a start
at 1 % of random loss brings eight forth at once is a matter of one in a million per device."""
FEWEST_RTTS = 10
"""A mean of fewer, right after a start or an outage, says nothing about the line."""
_SILENT = (State.DOWN, State.OFF)
_ANSWERING = (State.UP, State.DEGRADED)


class EchoHealth(Health):
    """How the device at the other end of a stream is."""

    def __init__(self, limits: Limits, interval: float, now: int) -> None:
        super().__init__(interval, now)
        self.limits = limits
        self.window = Window(limits.window)
        self._expected = True
        self._lost_run = self._reply_run = self._late_run = self._unmeasured_run = 0
        self._first_lost = self._first_answer = self._first_unmeasured = 0

    @property
    def loss_before(self) -> float | None:
        """Ratio lost in the window before the present run of losses; None when nothing was sent."""
        lost = self.window.lost - self._lost_run
        sent = self.window.answered + lost
        return lost / sent if sent > 0 and lost >= 0 else None

    def answered(self, received: int, rtt: int | None) -> Change | None:
        """An echo was answered in time. `rtt` in nanoseconds; None when it was not measured."""
        self._measured_at = received
        self._lost_run = self._unmeasured_run = self._late_run = 0
        self._reply_run += 1
        if self._reply_run == 1:
            self._first_answer = received
        if self.state in _SILENT:
            if self._reply_run < self.limits.up_after:
                return None
            self.window.clear()
            self.window.add_answered(received, rtt)
            return self._change(State.UP, NO_REASON, self._first_answer, received)
        self.window.add_answered(received, rtt)
        if self.state is State.UNKNOWN:
            return self._change(State.UP, NO_REASON, received, received)
        if self.state is State.DEGRADED and not (self._lossy(LOSS_EASE) or self._slow(RTT_EASE)):
            return self._change(State.UP, NO_REASON, received, received)
        return self._worsened(received)

    def late(self, received: int) -> Change | None:
        """A lost echo's reply came after the time-out: the device lives."""
        self._measured_at = received
        self._lost_run = self._unmeasured_run = 0
        self._late_run += 1
        if self.state in _ANSWERING or self._late_run < self.limits.up_after:
            return None
        self.window.clear()
        return self._change(State.DEGRADED, Reason("icmp.late"), received, received)

    def lost(
        self, sent: int, decided: int, expected: bool, error: IcmpError | None = None
    ) -> Change | None:
        """An echo sent at `sent` was lost; `expected`: the device should be answering now."""
        self._measured_at = decided
        self._reply_run = self._unmeasured_run = 0
        if self._lost_run:
            self._late_run = 0
        if expected != self._expected:
            self._expected = expected
            self._lost_run = 0
        self._lost_run += 1
        if self._lost_run == 1:
            self._first_lost = sent
        self.window.add_lost(sent)
        if self.state is State.DOWN and not expected:
            return self._change(State.OFF, self._silence(error), sent, decided)
        if self.state is State.DOWN or (self.state is State.OFF and not expected):
            return None
        if self._lost_run >= self.limits.down_after:
            state = State.DOWN if expected else State.OFF
            return self._change(state, self._silence(error), self._first_lost, decided)
        return self._worsened(decided)

    def unmeasured(self, sent: int, decided: int, why: str) -> Change | None:
        """An echo's fate is not known, through the monitor's own fault (`why` is a code)."""
        self._unmeasured_run += 1
        if self._unmeasured_run == 1:
            self._first_unmeasured = sent
        if self._unmeasured_run < self.limits.down_after:
            return None
        return self.give_up(self._first_unmeasured, decided, Reason(why))

    def give_up(self, since: int, decided: int, reason: Reason) -> Change | None:
        """Nothing is known any more: what follows is judged on its own."""
        change = super().give_up(since, decided, reason)
        if change is not None:
            self.window.clear()
        return change

    def _forget(self) -> None:
        self._lost_run = self._reply_run = self._late_run = 0

    def _worsened(self, now: int) -> Change | None:
        """From up to degraded, when the window says so."""
        if self.state is not State.UP:
            return None
        limits = self.limits
        if self._lossy(1.0):
            loss = round(self.window.loss or 0.0, 4)
            reason = Reason("icmp.loss", {"loss_ratio": loss, "limit_ratio": limits.loss})
        elif self._slow(1.0):
            rtt = round(self.window.rtt or 0.0, 6)
            reason = Reason("icmp.rtt", {"rtt_seconds": rtt, "limit_seconds": limits.rtt})
        else:
            return None
        return self._change(State.DEGRADED, reason, now, now)

    def _lossy(self, ease: float) -> bool:
        """Whether more echoes were lost than `ease` times the limit allows."""
        window, limits = self.window, self.limits
        if window.lost < limits.min_lost:
            return False
        enough = FULL_ENOUGH * limits.window / self.interval
        return window.lost > limits.loss * ease * max(window.answered + window.lost, enough)

    def _slow(self, ease: float) -> bool:
        """Whether the mean RTT, of more than a few echoes, is over `ease` times the limit."""
        if self.window.rtt_count < FEWEST_RTTS:
            return False
        return self.window.rtt_sum > self.limits.rtt * ease * 1e9 * self.window.rtt_count

    def _silence(self, error: IcmpError | None) -> Reason:
        if not self._expected:
            return Reason("icmp.outside-hours", {"lost": self._lost_run})
        if error is None:
            return Reason("icmp.silent", {"lost": self._lost_run})
        return Reason(
            "icmp.refused", {"kind": error.kind, "origin": error.origin, "lost": self._lost_run}
        )

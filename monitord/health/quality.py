"""The state machine of a check of quality: what became of its streams in, changes of state out.

- never down: whether the device is there is for its echoes to say;
- degraded: 2 streams in a row (`RtpCheck.streams`) that break a limit (`monitord.health.limits`)
  or bring no reply of use, whatever each of them met with; since the first of them. Where that was
  loss, together they must have lost more than chance makes of a line at its limit: else more
  streams decide. Another reason or direction is told once it has come as often in a row;
- up: as many good ones in a row after that, one when nothing was known before;
- off: nothing is heard outside the device's hours, and its echoes are unanswered too; where it is
  asked for none or they say nothing yet, 2 such streams in a row;
- unknown: nothing is heard of a device whose echoes are unanswered as well, so the stream says
  nothing new; 2 in a row that the monitor could not send or hear; no fate for two intervals and
  the stream; isolation; no key, no room, no address.

A stream that contradicts the state wants another at once (`unsettled`): a change is known after two
streams, not after two intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitord.health.change import Change
from monitord.health.limits import broken, by_chance
from monitord.health.rounds import FROM_THE_DEVICE, RoundHealth, about
from monitord.model.quality import Direction, StreamOutcome, StreamResult
from monitord.model.settings import RtpCheck
from monitord.model.states import NO_REASON, Reason, State

TAIL = 5.0
"""Seconds, more than a stream goes on after its last packet: closing packets, late replies."""


def unheard(result: StreamResult) -> bool:
    """Whether nothing was heard of the device: silence, or a router that says no."""
    if result.outcome is StreamOutcome.REFUSED:
        return result.error not in FROM_THE_DEVICE
    return result.outcome is StreamOutcome.SILENT


def incomplete(result: StreamResult) -> bool:
    """Whether anything did not come back, so that it matters whether the monitor could hear."""
    leg = result.legs.get(Direction.ROUND_TRIP)
    return unheard(result) or (leg is not None and leg.lost > 0)


@dataclass(slots=True)
class _Sample:
    """The packets of a run of streams that lost too many of them, and did nothing else wrong."""

    lost: int = 0
    sent: int = 0
    sure: bool = False
    """Whether a stream of the run had another reason, in which chance has no part."""

    def add(self, reason: Reason, result: StreamResult) -> None:
        """One more stream of the run."""
        if reason.code != "rtp.loss":
            self.sure = True
            return
        leg = result.legs[Direction(str(reason.params["direction"]))]
        self.lost += leg.lost
        self.sent += leg.sent

    def by_chance(self, limit: float | None) -> bool:
        """Whether the line may be within its limit all the same."""
        return not self.sure and limit is not None and by_chance(self.lost, self.sent, limit)


class QualityHealth(RoundHealth):
    """How what a device receives and sends is. Times are CLOCK_MONOTONIC nanoseconds."""

    def __init__(self, settings: RtpCheck, now: int) -> None:
        super().__init__("rtp", settings.interval, settings.streams, settings.duration + TAIL, now)
        self._limits = settings.limits
        self._good = self._first_good = 0
        self._sample = _Sample()

    @property
    def unsettled(self) -> bool:
        """Whether the last streams contradict the state, and are too few to change it."""
        if self.state is State.OFF and self._outside:
            return False
        return 0 < (self._good if self.state is State.DEGRADED else self._run) < self._enough

    def streamed(
        self, result: StreamResult, *, expected: bool, answering: bool | None
    ) -> Change | None:
        """A stream has ended whose outcome is the network's or the device's doing.

        `expected`: the device should be answering now. `answering`: whether its echoes are
        answered; None when that is not known.
        """
        self._measured(result.ended)
        reason = self._complaint(result)
        if reason is None:
            return self._well(result)
        self._good = 0
        silent = unheard(result)
        if silent and answering is False and expected:
            return self._device_silent(result)
        outside = silent and not expected and answering is not True
        if not outside and self.state is State.DEGRADED and about(self.reason) == about(reason):
            self._forget()
            return None
        self._count(result, "".join(map(str, about(reason))), outside=outside)
        self._sample.add(reason, result)
        if self._run < self._enough and not (outside and answering is False):
            return None
        if outside:
            return self._off(Reason("rtp.outside-hours", {"streams": self._run}), result.ended)
        if self._sample.by_chance(self._limits.loss):
            return None
        return self._degrade(self._counted(reason), result.ended)

    def _well(self, result: StreamResult) -> Change | None:
        """A good stream."""
        good = self._good + 1
        self._forget()
        if self.state is State.UP:
            return None
        self._good = good
        if self._good == 1:
            self._first_good = max(result.started, self.since)
        if self.state is State.DEGRADED and self._good < self._enough:
            return None
        return self._change(State.UP, NO_REASON, self._first_good, result.ended)

    def _complaint(self, result: StreamResult) -> Reason | None:
        """What is wrong with a stream; None for a good one."""
        match result.outcome:
            case StreamOutcome.OK:
                return broken(result, self._limits)
            case StreamOutcome.REFUSED:
                return Reason("rtp.refused", {"kind": result.error})
            case StreamOutcome.AUTH:
                return Reason("rtp.auth")
            case StreamOutcome.MALFORMED:
                return Reason("rtp.malformed")
            case _:
                return Reason("rtp.silent")

    def _counted(self, reason: Reason) -> Reason:
        """Silence and refusal say how often."""
        if reason.code not in ("rtp.silent", "rtp.refused"):
            return reason
        return Reason(reason.code, {**reason.params, "streams": self._run})

    def _forget(self) -> None:
        super()._forget()
        self._good = 0
        self._sample = _Sample()

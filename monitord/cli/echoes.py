"""What `check` measures: a device's echoes counted, and a verdict over them."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from monitord.model.echo import IcmpError
from monitord.model.settings import Limits
from monitord.model.states import State


@dataclass(slots=True)
class EchoTally:
    """Counts the fates of `awaited` echoes; an `EchoSink`."""

    awaited: int
    rtts: list[float] = field(default_factory=list)
    """Seconds, of the replies whose RTT was measured."""
    received: int = 0
    lost: int = 0
    """Includes the refused."""
    late: int = 0
    duplicates: int = 0
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and origin."""
    unmeasured: Counter[str] = field(default_factory=Counter)
    """By the code of the reason."""
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def told(self) -> int:
        """Echoes whose fate is known."""
        return self.received + self.lost + self.unmeasured.total()

    @property
    def loss(self) -> float | None:
        """Ratio of echoes lost; None when no fate was measured."""
        measured = self.received + self.lost
        return self.lost / measured if measured else None

    @property
    def rtt(self) -> tuple[float, float, float] | None:
        """Least, mean and greatest RTT in seconds; None when none was measured."""
        if not self.rtts:
            return None
        return min(self.rtts), sum(self.rtts) / len(self.rtts), max(self.rtts)


class TallySink:
    """Hears the fates for a tally."""

    def __init__(self, tally: EchoTally) -> None:
        self.tally = tally

    def answered(self, sent: int, received: int, rtt: int | None) -> None:
        """A reply in time."""
        self.tally.received += 1
        if rtt is not None:
            self.tally.rtts.append(rtt / 1e9)
        self._told()

    def lost(self, sent: int) -> None:
        """Silence."""
        self.tally.lost += 1
        self._told()

    def refused(self, sent: int, error: IcmpError) -> None:
        """An ICMP error: a loss with a witness."""
        self.tally.lost += 1
        self.tally.refused[error.kind, error.origin] += 1
        self._told()

    def unmeasured(self, sent: int, why: str) -> None:
        """Our own fault."""
        self.tally.unmeasured[why] += 1
        self._told()

    def late(self, sent: int, received: int) -> None:
        """Evidence of life."""
        self.tally.late += 1

    def duplicate(self, sent: int) -> None:
        """A second reply."""
        self.tally.duplicates += 1

    def _told(self) -> None:
        if self.tally.told >= self.tally.awaited:
            self.tally.complete.set()


def judged(tally: EchoTally, limits: Limits, expected: bool) -> State:
    """The state that these echoes speak for; `expected`: silence now would be a fault."""
    loss, rtt = tally.loss, tally.rtt
    if loss is None:
        return State.UNKNOWN
    if tally.received == 0 and tally.late == 0:
        return State.DOWN if expected else State.OFF
    slow = rtt is not None and rtt[1] > limits.rtt
    return State.DEGRADED if loss > limits.loss or slow else State.UP

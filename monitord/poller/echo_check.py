"""One ICMP stream: sends an echo at each turn, hears its fate, judges and counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from monitord.health.echoes import Change, EchoHealth
from monitord.health.evidence import ISOLATED_AFTER, Evidence
from monitord.model.echo import EchoEngine, IcmpError
from monitord.model.inventory import IcmpCheck
from monitord.model.states import Reason
from monitord.poller.tally import Tally

SETTLED = ISOLATED_AFTER + 10**9
"""Nanoseconds by which a held loss has been called real or not."""


class Outlook(Protocol):
    """Whether a device is expected to answer now; the calendar turns it at each edge."""

    @property
    def expected(self) -> bool:
        """Whether silence is a fault now."""


class Witness:
    """An address near the monitor: its answers are evidence, and nothing else is asked of it."""

    def __init__(self, address: str, engine: EchoEngine, evidence: Evidence) -> None:
        self._target = engine.target(address, timeout=0.8, size=56, dscp=0, ttl=64, source=None)
        self._engine = engine
        self._evidence = evidence

    def turn(self) -> None:
        """Send an echo."""
        self._engine.send(self._target, self)

    def answered(self, sent: int, received: int, rtt: int | None) -> None:
        """Whatever was lost before `sent` was really lost."""
        self._evidence.answered(sent)

    def lost(self, sent: int) -> None:
        """A silent witness proves nothing by itself."""

    def refused(self, sent: int, error: IcmpError) -> None:
        """Nor does one that is refused."""

    def unmeasured(self, sent: int, why: str) -> None:
        """Nor one that was not measured."""

    def late(self, sent: int, received: int) -> None:
        """Nor a late one."""

    def duplicate(self, sent: int) -> None:
        """Nor a second answer."""


class Listener(Protocol):
    """Hears what a stream decides."""

    def changed(self, check: EchoCheck, change: Change) -> None:
        """The check's state or flapping changed."""


@dataclass(slots=True)
class Surroundings:
    """What every stream of a poller shares."""

    engine: EchoEngine
    evidence: Evidence
    listener: Listener
    monotonic: Any
    """() -> nanoseconds of CLOCK_MONOTONIC."""


class EchoCheck:
    """A steady stream of echoes to one device. An `EchoSink`; times are monotonic nanoseconds."""

    probe = "icmp"

    def __init__(
        self, ident: str, settings: IcmpCheck, outlook: Outlook, surroundings: Surroundings
    ) -> None:
        self.id = ident
        self.settings = settings
        self.outlook = outlook
        self.address: str | None = None
        self.tally = Tally()
        self.last_measured: int | None = None
        self._around = surroundings
        self._target: Any = None
        self._no_target = Reason("starting")
        self._last_rtt: int | None = None
        self.health = EchoHealth(settings.limits, settings.interval, surroundings.monotonic())

    @property
    def interval(self) -> float:
        """Seconds between two echoes, as now in force."""
        return self.health.interval

    @interval.setter
    def interval(self, seconds: float) -> None:
        self.health.interval = seconds

    def aim(self, address: str | None, why: Reason) -> None:
        """Probe `address` from now on; None: there is none, because of `why`."""
        settings = self.settings
        self._no_target = why
        self.address = address
        self._target = address and self._around.engine.target(
            address,
            timeout=settings.timeout,
            size=settings.size,
            dscp=settings.dscp,
            ttl=settings.ttl,
            source=settings.source,
        )

    def turn(self) -> None:
        """Send an echo; without an address the state is not known."""
        if self._target is None:
            now = self._around.monotonic()
            self._report(self.health.give_up(now, now, self._no_target))
            return
        self.tally.sent += 1
        self._around.engine.send(self._target, self)

    def answered(self, sent: int, received: int, rtt: int | None) -> None:
        """A reply in time: also evidence that the monitor can hear."""
        self._around.evidence.answered(sent)
        self.last_measured = received
        tally = self.tally
        tally.received += 1
        if rtt is not None:
            tally.rtt(rtt, self._last_rtt)
            self._last_rtt = rtt
        change = self.health.answered(received, rtt)
        if change is not None:
            self._around.listener.changed(self, change)

    def lost(self, sent: int) -> None:
        """No reply in time: a loss once something sent later was answered."""
        self._settle(sent, None)

    def refused(self, sent: int, error: IcmpError) -> None:
        """An ICMP error: a loss too. It may be our own host's, so it needs the same evidence."""
        self._settle(sent, error)

    def unmeasured(self, sent: int, why: str) -> None:
        """The monitor's own fault, nobody's loss."""
        self.tally.unmeasured += 1
        self._report(self.health.unmeasured(sent, self._around.monotonic(), why))

    def late(self, sent: int, received: int) -> None:
        """A reply after the time-out: evidence of life, and of hearing."""
        self._around.evidence.answered(sent)
        self.last_measured = received
        self.tally.late += 1
        self._report(self.health.late(received))

    def duplicate(self, sent: int) -> None:
        """A second reply."""
        self.tally.duplicates += 1

    def tick(self) -> None:
        """Time passed: see `EchoHealth.tick`."""
        limits, settings = self.settings.limits, self.settings
        turns = limits.down_after * self.interval + settings.timeout
        patience = int(turns * 1e9) + SETTLED
        self._report(self.health.tick(self._around.monotonic(), patience))

    def isolated(self) -> None:
        """The monitor is cut off: nothing is known of this device."""
        now = self._around.monotonic()
        self._report(self.health.give_up(now, now, Reason("isolated")))

    def _settle(self, sent: int, error: IcmpError | None) -> None:
        """Count a loss as what it is, now or when that is known."""

        def settle(*, real: bool) -> None:
            if real:
                self._lost(sent, error)
            else:
                self.tally.unmeasured += 1

        verdict = self._around.evidence.verdict(sent)
        if verdict is None:
            self._around.evidence.hold(sent, settle)
        else:
            settle(real=verdict)

    def _lost(self, sent: int, error: IcmpError | None) -> None:
        now = self._around.monotonic()
        self.last_measured = now
        self.tally.lost += 1
        self.tally.refused += error is not None
        self._report(self.health.lost(sent, now, self.outlook.expected, error))

    def _report(self, change: Change | None) -> None:
        if change is not None:
            self._around.listener.changed(self, change)

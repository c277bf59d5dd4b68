"""One ICMP stream: sends an echo at each turn, hears its fate, judges and counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from monitord.health.change import Change
from monitord.health.echoes import EchoHealth
from monitord.health.evidence import Evidence
from monitord.model.echo import EchoEngine, IcmpError
from monitord.model.settings import IcmpCheck
from monitord.model.states import Reason
from monitord.poller.stream import Listener, Outlook
from monitord.poller.tally import Tally


@dataclass(slots=True)
class EchoSurroundings:
    """What every ICMP stream of a poller shares."""

    engine: EchoEngine
    evidence: Evidence
    listener: Listener
    monotonic: Callable[[], int]
    """Nanoseconds of CLOCK_MONOTONIC."""


class EchoCheck:
    """A steady stream of echoes to one device. An `EchoSink`; times are monotonic nanoseconds."""

    probe = "icmp"

    def __init__(
        self, ident: str, settings: IcmpCheck, outlook: Outlook, surroundings: EchoSurroundings
    ) -> None:
        self.id = ident
        self.settings = settings
        self.usual_interval = settings.interval
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
        self.health.pace(seconds, self._around.monotonic())

    def aim(self, address: str | None, why: Reason) -> None:
        """Probe `address` from now on; None: there is none, because of `why`."""
        self._no_target, self.address, self._target = why, address, None
        if address is None:
            return
        settings = self.settings
        try:
            self._target = self._around.engine.target(
                address,
                timeout=settings.timeout,
                size=settings.size,
                dscp=settings.dscp,
                ttl=settings.ttl,
                source=settings.source,
            )
        except ValueError as error:  # a name may resolve to another family than `source`
            self._no_target = Reason("address.unusable", {"cause": str(error)})

    def turn(self) -> None:
        """Send an echo; without an address the state is not known."""
        if self._target is None:
            now = self._around.monotonic()
            self._report(self.health.give_up(now, now, self._no_target))
            return
        self.tally.sent += 1
        self._around.engine.send(self._target, self)

    def recheck(self) -> None:
        """An echo out of turn is like any other."""
        self.turn()

    def end(self) -> None:
        """Nothing runs; the listener knows which streams have ended."""

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
        """The monitor's own fault, nobody's loss; but nothing was heard, as when all are silent."""
        self.tally.unmeasured += 1
        evidence = self._around.evidence
        if evidence.verdict(sent) is None:
            evidence.hold(sent, _counted)
        if not evidence.isolated:
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
        # By then a held loss has been called real or not.
        patience = int((turns + 1.0) * 1e9) + self._around.evidence.isolated_after
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


def _counted(*, real: bool) -> None:
    """An echo that is counted already, and waits only for proof that the monitor can hear."""

"""Sends a site's test streams and asks its endpoints once, with the daemon's own engines."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitord.cli.measure import resolved
from monitord.health.limits import broken
from monitord.health.quality import unheard
from monitord.health.signals import ending
from monitord.health.signals import unheard as unasked
from monitord.model.inventory import Device
from monitord.model.quality import StreamEngine, StreamOutcome, StreamResult
from monitord.model.settings import H323Check, RtpCheck, SipCheck
from monitord.model.signalling import SignalAnswer, SignalEngine, SignalOutcome
from monitord.model.states import Reason
from monitord.poller.quality_check import usual_dscp


@dataclass(frozen=True, slots=True)
class Streamed:
    """A device's test stream."""

    device: Device
    settings: RtpCheck
    result: StreamResult | None
    problem: str = ""
    """Why none could be sent: a text of the system, or empty when there is no key."""
    expected: bool = True
    """Whether the device should be answering now."""

    @property
    def complaint(self) -> Reason | None:
        """Which limit it breaks."""
        heard = self.result is not None and self.result.outcome is StreamOutcome.OK
        return broken(self.result, self.settings.limits) if self.result and heard else None

    @property
    def wrong(self) -> bool:
        """Whether it is not as it should be."""
        if self.result is None:
            return True
        if self.result.outcome is StreamOutcome.OK:
            return self.complaint is not None
        return self.expected or not unheard(self.result)


@dataclass(frozen=True, slots=True)
class Asked:
    """A device's answer to a question of signalling."""

    device: Device
    settings: SipCheck | H323Check
    answer: SignalAnswer | None
    problem: str = ""
    expected: bool = True

    @property
    def probe(self) -> str:
        """`sip` or `h323`."""
        return "sip" if isinstance(self.settings, SipCheck) else "h323"

    @property
    def complaint(self) -> Reason | None:
        """What is the matter with its certificate."""
        fault = ending(self.settings, self.answer, time.time()) if self.answer else None
        return fault.reason if fault else None

    @property
    def wrong(self) -> bool:
        """Whether it is not as it should be."""
        if self.answer is None:
            return True
        if self.answer.outcome is SignalOutcome.OK:
            return self.complaint is not None
        return self.expected or not unasked(self.answer)


@dataclass(slots=True)
class Rounds:
    """The test streams of some devices, one after the other, and what is asked of them meanwhile.

    `expected` are the ids of those that should be answering now; `keys` are by credential, and
    `locked` are the credentials that have one, readable or not.
    """

    streams: Sequence[tuple[Device, RtpCheck]]
    questions: Sequence[tuple[Device, SipCheck | H323Check]]
    keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    locked: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()
    running: tuple[Device, RtpCheck, float] | None = None
    """The stream that is being sent, and when it began on `time.monotonic`."""

    async def send(self, engine: StreamEngine) -> list[Streamed]:
        """One stream after the other: together they might be more than the line takes."""
        sent = [await self._stream(engine, *each) for each in self.streams]
        self.running = None
        return sent

    async def ask(self, engine: SignalEngine) -> list[Asked]:
        """All questions at once."""
        return list(await asyncio.gather(*(self._ask(engine, *each) for each in self.questions)))

    async def _stream(self, engine: StreamEngine, device: Device, check: RtpCheck) -> Streamed:
        credential = device.credential or ""
        if credential in self.locked and credential not in self.keys:
            return Streamed(device, check, None)
        try:
            target = engine.target(
                await resolved(device.address),
                port=check.port,
                mode=check.mode,
                codec=check.codec,
                duration=check.duration,
                dscp=usual_dscp(check.codec) if check.dscp is None else check.dscp,
                key=self.keys.get(credential),
            )
        except (OSError, ValueError) as error:
            return Streamed(device, check, None, why(error))
        self.running = (device, check, time.monotonic())
        result = await engine.run(target)
        return Streamed(device, check, result, expected=device.id in self.expected)

    async def _ask(
        self, engine: SignalEngine, device: Device, check: SipCheck | H323Check
    ) -> Asked:
        try:
            target = engine.target(await resolved(device.address), check)
        except (OSError, ValueError) as error:
            return Asked(device, check, None, why(error))
        answer = await engine.ask(target)
        return Asked(device, check, answer, expected=device.id in self.expected)


def why(error: OSError | ValueError) -> str:
    """The system's own words."""
    return getattr(error, "strerror", None) or str(error)

"""One check of quality: a test stream at each turn, when its lines have room, judged and told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeAlias

from monitord.health.change import Change
from monitord.health.quality import QualityHealth, incomplete
from monitord.model.checks import Reflector
from monitord.model.codecs import Codec
from monitord.model.quality import StreamEngine, StreamOutcome, StreamResult
from monitord.model.settings import RtpCheck
from monitord.model.states import Reason
from monitord.poller.gate import Gate
from monitord.poller.round_check import RoundCheck, RoundSurroundings
from monitord.poller.stream import Outlook

Run: TypeAlias = Callable[[], Awaitable[StreamResult]]
EF, AF41 = 46, 34
"""DSCP of voice and of interactive video (RFC 4594)."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """What a stream came to."""

    result: StreamResult
    measured: bool
    """False: it says nothing about the device, for the monitor could not send or hear."""
    change: Change | None


class StreamListener(Protocol):
    """Hears what becomes of test streams."""

    def streamed(self, check: QualityCheck, streamed: Streamed) -> None:
        """A stream has ended."""


class QualityCheck(RoundCheck):
    """Test streams to one device. One that contradicts the state is followed by another at once."""

    health: QualityHealth

    def __init__(
        self,
        ident: str,
        settings: RtpCheck,
        reflector: Reflector,
        outlook: Outlook,
        engine: StreamEngine | None,
        gate: Gate,
        listener: StreamListener,
        around: RoundSurroundings,
    ) -> None:
        super().__init__(ident, settings.interval, outlook, around)
        self.settings = settings
        self.health = QualityHealth(settings, around.monotonic())
        self._reflector = reflector
        self._engine = engine
        self._gate = gate
        self._listener = listener

    def _prepare(self, address: str) -> Run | Reason:
        engine, settings, reflector = self._engine, self.settings, self._reflector
        if engine is None:
            return Reason("engine.unavailable")
        if reflector.locked and reflector.key is None:
            return Reason("rtp.no-key")
        obstacle = self._gate.obstacle(settings.codec.rate, reflector.pipes)
        if obstacle is not None:
            return obstacle
        target = engine.target(
            address,
            port=settings.port,
            mode=settings.mode,
            codec=settings.codec,
            duration=settings.duration,
            dscp=usual_dscp(settings.codec) if settings.dscp is None else settings.dscp,
            key=reflector.key,
        )
        return partial(engine.run, target)

    async def _ask(self, target: Run) -> bool:
        async with self._gate.room(self.settings.codec.rate, self._reflector.pipes):
            result = await target()
        unsent = result.error if result.outcome is StreamOutcome.UNMEASURED else ""
        blind = self._blind(result.started, result.ended, unsent, unheard=incomplete(result))
        if blind is None:
            change = self.health.streamed(
                result, expected=self.outlook.expected, answering=self._answering
            )
        else:
            change = self.health.unmeasured(result.started, result.ended, blind)
        self._listener.streamed(self, Streamed(result, blind is None, change))
        return blind is None and self.health.unsettled


def usual_dscp(codec: Codec) -> int:
    """How packets of its medium are marked when nobody says otherwise."""
    return EF if codec.medium == "audio" else AF41

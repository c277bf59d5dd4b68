"""All that `check` measures at a site, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from monitord.cli.measure import Measured, Measurement
from monitord.cli.quality.asking import Asked, Rounds, Streamed, why
from probes.rtp.sender import RtpEngine
from probes.signalling import SignalEngine


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it."""

    devices: Sequence[Measured]
    streams: Sequence[Streamed]
    answers: Sequence[Asked]

    @property
    def wrong(self) -> bool:
        """Whether anything is not as it should be."""
        return (
            any(each.wrong for each in self.devices)
            or any(each.wrong for each in self.streams)
            or any(each.wrong for each in self.answers)
        )


class Whole:
    """Echoes, streams and questions of a site."""

    def __init__(
        self, echoes: Measurement, rounds: Rounds, ports: tuple[int, int] = (50_000, 50_999)
    ) -> None:
        """`ports`: from which streams are sent."""
        self.echoes = echoes
        self.rounds = rounds
        self._ports = ports

    async def run(self) -> Found:
        """Measure everything. Raises IcmpUnavailableError."""
        return Found(*await asyncio.gather(self.echoes.run(), self._streams(), self._answers()))

    async def _streams(self) -> list[Streamed]:
        """Opens no socket without a stream to send."""
        rounds = self.rounds
        if not rounds.streams:
            return []
        try:
            engine = RtpEngine.open(asyncio.get_running_loop(), self._ports)
        except OSError as error:
            return [Streamed(device, check, None, why(error)) for device, check in rounds.streams]
        try:
            return await rounds.send(engine)
        finally:
            engine.close()

    async def _answers(self) -> list[Asked]:
        rounds = self.rounds
        if not rounds.questions:
            return []
        try:
            engine = SignalEngine.open(asyncio.get_running_loop())
        except OSError as error:
            return [Asked(device, check, None, why(error)) for device, check in rounds.questions]
        try:
            return await rounds.ask(engine)
        finally:
            engine.close()

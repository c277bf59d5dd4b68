"""An engine for each test, on an event loop that nothing may block."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeAlias

import pytest
from blockbuster import BlockBuster

from monitord.model.codecs import Codec
from monitord.model.quality import Mode, StreamResult
from probes.rtp.discipline import Discipline
from probes.rtp.sender import engine as engine_module
from probes.rtp.sender.engine import RtpEngine
from tests.probes.rtp.sender.codecs import G711
from tests.probes.rtp.sender.reflecting import Reflector

PORTS = (51_000, 51_999)
Send: TypeAlias = Callable[..., Awaitable[StreamResult]]


@pytest.fixture(autouse=True)
def _nothing_blocks() -> Iterator[None]:
    """Fail a test in which the sender blocks the event loop."""
    detector = BlockBuster("probes.rtp.sender")
    detector.activate()
    yield
    detector.deactivate()


@pytest.fixture
async def engine() -> AsyncIterator[RtpEngine]:
    """An engine."""
    opened = RtpEngine.open(asyncio.get_running_loop(), PORTS)
    yield opened
    opened.close()


@pytest.fixture
def send(engine: RtpEngine) -> Send:
    """Send a stream of 20 packets to a reflector."""

    async def send_(
        to: Reflector,
        mode: Mode = Mode.RTP,
        *,
        codec: Codec = G711,
        duration: float = 0.4,
        key: bytes | None = None,
    ) -> StreamResult:
        target = engine.target(
            to.host,
            port=to.port,
            mode=mode,
            codec=codec,
            duration=duration,
            dscp=46,
            key=key,
        )
        return await engine.run(target)

    return send_


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own clock is kept, whatever this machine's is."""
    monkeypatch.setattr(
        engine_module, "discipline", lambda: Discipline(synchronised=True, error=0.001)
    )

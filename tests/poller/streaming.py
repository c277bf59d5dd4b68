"""Reflectors in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from monitord.model.checks import Check, Pipe, Reflector
from monitord.model.codecs import Codec
from monitord.model.inventory import Presence
from monitord.model.quality import Direction, Leg, Mode, StreamOutcome, StreamResult
from monitord.model.settings import RtpCheck
from tests.health.streaming import G711, lossy, result
from tests.poller.playing import PlayingEngine

WELL, LOST = lossy(), lossy(to_site=16)


@dataclass(frozen=True)
class Aimed:
    """What the engine prepares for a reflector."""

    address: str
    port: int
    mode: Mode
    codec: Codec
    duration: float
    dscp: int
    key: bytes | None


@dataclass
class StreamingEngine(PlayingEngine):
    """Streams that last no time, except those to `silent` addresses and those that are `held`."""

    legs: dict[str, Mapping[Direction, Leg]] = field(default_factory=dict)
    """By address: what comes of streams there; all is well without an entry."""
    outcomes: dict[str, tuple[StreamOutcome, str]] = field(default_factory=dict)
    aimed: list[Aimed] = field(default_factory=list)
    strays: dict[str, int] = field(default_factory=lambda: {"forged": 3})
    watch: Callable[[], None] = lambda: None
    """Called as each stream begins."""

    @property
    def sent(self) -> int:
        return 500 * self.begun.total()

    def target(
        self,
        address: str,
        *,
        port: int,
        mode: Mode,
        codec: Codec,
        duration: float,
        dscp: int,
        key: bytes | None,
    ) -> Aimed:
        self.prepared(address)
        self.aimed.append(Aimed(address, port, mode, codec, duration, dscp, key))
        return self.aimed[-1]

    async def run(self, target: Aimed) -> StreamResult:
        started, address = time.monotonic_ns(), target.address
        async with self.round(address, target.duration):
            self.watch()
        outcome, error = self.outcomes.get(address, (StreamOutcome.OK, ""))
        if address in self.silent:
            outcome = StreamOutcome.SILENT
        legs = self.legs.get(address, WELL) if outcome is StreamOutcome.OK else {}
        return replace(result(legs, outcome, error, started), ended=time.monotonic_ns())


def stream_check(
    ident: str,
    address: str,
    presence: Presence = "always",
    interval: float = 0.05,
    codec: Codec = G711,
    pipes: tuple[Pipe, ...] = (),
    reflector: Reflector | None = None,
    dscp: int | None = None,
) -> Check:
    """A quick check: degraded after two bad streams, at once."""
    settings = RtpCheck(codec, duration=0.01, interval=interval, dscp=dscp)
    return Check(
        ident, address, presence, "Asia/Ho_Chi_Minh", settings,
        reflector=reflector or Reflector(pipes),
    )  # fmt: skip

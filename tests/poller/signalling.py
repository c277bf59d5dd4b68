"""Endpoints in memory that answer SIP and H.323."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from monitord.model.checks import Check
from monitord.model.inventory import Presence
from monitord.model.settings import H323Check, SipCheck
from monitord.model.signalling import SignalAnswer, SignalOutcome
from tests.poller.playing import PlayingEngine

SERVED = SignalAnswer(SignalOutcome.OK, 0, 0, status=200, server="Codec/1.0")


@dataclass(frozen=True)
class Callee:
    """What the engine prepares for a device."""

    address: str
    settings: SipCheck | H323Check
    name: str


@dataclass
class SignallingEngine(PlayingEngine):
    """Answers every question at once, except those to `silent` addresses and those `held`."""

    answers: dict[str, SignalAnswer] = field(default_factory=dict)
    """By address: what is said there; 200 without an entry."""
    callees: list[Callee] = field(default_factory=list)
    strays: dict[str, int] = field(default_factory=lambda: {"late": 2})

    def target(self, address: str, settings: SipCheck | H323Check, *, name: str = "") -> Callee:
        self.prepared(address)
        self.callees.append(Callee(address, settings, name))
        return self.callees[-1]

    async def ask(self, target: Callee) -> SignalAnswer:
        started, address = time.monotonic_ns(), target.address
        async with self.round(address, target.settings.timeout):
            answer = self.answers.get(address, SERVED)
        if address in self.silent:
            answer = SignalAnswer(SignalOutcome.TIMEOUT, 0, 0)
        return replace(answer, started=started, ended=time.monotonic_ns())


def sip_check(
    ident: str, address: str, presence: Presence = "always", interval: float = 0.05
) -> Check:
    """A quick check over TLS: degraded after two questions without an answer."""
    settings = SipCheck("tls", interval=interval, timeout=0.01)
    return Check(ident, address, presence, "Asia/Ho_Chi_Minh", settings)


def h323_check(ident: str, address: str, interval: float = 0.05) -> Check:
    """The same over H.323."""
    settings = H323Check(interval=interval, timeout=0.01)
    return Check(ident, address, "always", "Asia/Ho_Chi_Minh", settings)

"""A SIP question on its way, and what is made of its answer: pure, whatever the transport."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from monitord.model.settings import SipTransport
from monitord.model.signalling import SignalAnswer, SignalOutcome
from probes.kernel.address import Address
from probes.signalling.message import Response
from probes.signalling.options import Options
from probes.signalling.transaction import Transaction

STRAYS = (
    "wrong-source",
    "unknown-request",
    "wrong-dialogue",
    "late",
    "duplicate",
    "malformed",
    "request",
    "keep-alive",
)
"""What arrives and answers nothing, see `SignalEngine.strays`."""


@dataclass(frozen=True, slots=True)
class SipTarget:
    """A device that can be asked OPTIONS; made by `SignalEngine.target`."""

    address: Address
    transport: SipTransport
    name: str
    """The host name of the address; empty when there is none."""
    timeout: int
    """Nanoseconds."""

    @property
    def host(self) -> str:
        """As the request calls it."""
        return self.name or self.address.text


@dataclass(frozen=True, slots=True)
class H323Target:
    """A call-signalling port that can be knocked at; made by `SignalEngine.target`."""

    address: Address
    timeout: int
    """Nanoseconds."""


@dataclass(slots=True, eq=False)
class Question:
    """One that travels through the socket of a family."""

    target: SipTarget
    options: Options
    data: bytes
    transaction: Transaction
    started: int
    """CLOCK_MONOTONIC nanoseconds."""
    future: asyncio.Future[SignalAnswer] = field(repr=False)
    garbage: bool = False
    """Something that answers nothing came from the device since."""


def answered(
    response: Response, started: int, ended: int, certificate_until: float | None = None
) -> SignalAnswer:
    """What a final response says: it is alive, unless it says itself that it cannot serve."""
    outcome = SignalOutcome.ERROR if response.status // 100 == 5 else SignalOutcome.OK
    return SignalAnswer(
        outcome,
        started,
        ended,
        response.status,
        response.reason if outcome is SignalOutcome.ERROR else "",
        response.server,
        certificate_until,
    )


def unmeasured(started: int, error: OSError | None = None) -> SignalAnswer:
    """The monitor's own fault, in the system's own words."""
    words = "" if error is None else error.strerror or str(error)
    return SignalAnswer(SignalOutcome.UNMEASURED, started, time.monotonic_ns(), error=words)

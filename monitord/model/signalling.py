"""What the signalling probes promise: whether an endpoint or MCU answers calls at all.

Instants are CLOCK_MONOTONIC nanoseconds, durations seconds. Whatever a device or the network does
is an outcome, never an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from monitord.model.settings import H323Check, SipCheck


class SignalOutcome(StrEnum):
    """What became of a question. The value is a label in metrics."""

    OK = "ok"
    """A final SIP response other than 5xx, or a TCP connection."""
    TIMEOUT = "timeout"
    REFUSED = "refused"
    """An ICMP error, a TCP reset, or a connection that ended without an answer."""
    ERROR = "error"
    """SIP 5xx: it answers, and cannot serve."""
    TLS = "tls"
    """The connection stands, its encryption does not come about."""
    MALFORMED = "malformed"
    """What came back is no answer to the question."""
    UNMEASURED = "unmeasured"
    """The monitor's own fault: it could not send."""


@dataclass(frozen=True, slots=True)
class SignalAnswer:
    """What a device said."""

    outcome: SignalOutcome
    started: int
    ended: int
    status: int | None = None
    """Of SIP (RFC 3261, 21); None without a response."""
    error: str = ""
    """For REFUSED the word of the ICMP error, `reset` or `closed`, for ERROR the reason phrase, for
    TLS and UNMEASURED the system's own words."""
    server: str = ""
    """The header Server or User-Agent, cut to 100 characters."""
    certificate_until: float | None = None
    """Unix seconds until which the certificate is valid; None without TLS."""

    @property
    def duration(self) -> float:
        """Seconds until the answer, or until it was given up."""
        return (self.ended - self.started) / 1e9


class SignalEngine(Protocol):
    """What asks devices."""

    @property
    def in_flight(self) -> int:
        """Questions whose outcome is not yet known."""

    @property
    def strays(self) -> Mapping[str, int]:
        """SIP messages that answered nothing, by kind.

        `wrong-source`, `unknown-request` (the branch is nobody's), `wrong-dialogue` (Call-ID or
        CSeq), `late`, `duplicate`, `malformed`, `request`, `keep-alive`.
        """

    def target(self, address: str, settings: SipCheck | H323Check, *, name: str = "") -> Any:
        """Prepare questions; what comes out is opaque and goes into `ask`.

        `name`: the host name that the address was found by, if any. Raises ValueError for an
        address that cannot be used.
        """

    async def ask(self, target: Any) -> SignalAnswer:
        """Ask once. Never raises for what anybody does."""

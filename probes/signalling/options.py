"""The request that asks a device what it can do (RFC 3261, 11): nothing happens on its account."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from monitord import __version__
from monitord.model.settings import SipTransport
from probes.kernel.address import Source
from probes.signalling.message import COOKIE, Response

METHOD = "OPTIONS"
NUMBER = 1
"""Of the CSeq: each question is a dialogue of its own."""


def _token(size: int) -> str:
    """So many random bytes, in hexadecimal."""
    return os.urandom(size).hex()


@dataclass(frozen=True, slots=True)
class Options:
    """A question. It says nothing about who asks but the address that answers go to."""

    host: str
    """Whom it is for: an address without brackets or zone, or a host name."""
    port: int
    transport: SipTransport
    local: Source
    """Where the asker is."""
    branch: str = field(default_factory=lambda: COOKIE + _token(8))
    tag: str = field(default_factory=lambda: _token(4))
    call_id: str = field(default_factory=lambda: _token(12))

    def __bytes__(self) -> bytes:
        here = hostport(*self.local)
        over = "" if self.transport == "udp" else f";transport={self.transport}"
        uri = f"sip:{hostport(self.host, self.port)}{over}"
        return (
            f"{METHOD} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/{self.transport.upper()} {here};branch={self.branch};rport\r\n"
            "Max-Forwards: 70\r\n"
            f"From: <sip:monitord@{bracketed(self.local[0])}>;tag={self.tag}\r\n"
            f"To: <{uri}>\r\n"
            f"Call-ID: {self.call_id}\r\n"
            f"CSeq: {NUMBER} {METHOD}\r\n"
            f"Contact: <sip:monitord@{here}{over}>\r\n"
            "Accept: application/sdp\r\n"
            f"User-Agent: monitord/{__version__}\r\n"
            "Content-Length: 0\r\n\r\n"
        ).encode()

    def is_answered_by(self, response: Response) -> bool:
        """Whether a response with the branch of this question is one to it."""
        theirs = response.call_id, response.number, response.method
        return theirs == (self.call_id, NUMBER, METHOD)


def bracketed(host: str) -> str:
    """An IPv6 address as it stands in a URI (RFC 3261, 25.1: IPv6reference)."""
    return f"[{host}]" if ":" in host else host


def hostport(host: str, port: int) -> str:
    """A host with its port."""
    return f"{bracketed(host)}:{port}"

"""Responses, honest and otherwise, for tests of whoever reads them."""

from __future__ import annotations

from collections.abc import Iterable

from probes.signalling.message import Head, read_head

SERVER = "Server: Polycom/6.2\r\n"


def head_of(request: bytes) -> Head:
    """What a request says."""
    head = read_head(request)
    assert head is not None
    return head


def response_to(
    request: bytes, status: str = "200 OK", *, headers: str = SERVER, body: bytes = b""
) -> bytes:
    """An honest response (RFC 3261, 8.2.6.2)."""
    head = head_of(request)
    copied = "".join(
        f"{name}: {value}\r\n"
        for name in ("via", "from", "call-id", "cseq")
        for value in head.headers[name]
    )
    rest = f"To: {head.one('to')};tag=314159\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return f"SIP/2.0 {status}\r\n{copied}{rest}".encode() + body


def with_header(message: bytes, name: str, value: str) -> bytes:
    """`message` with another value of a header that it has."""
    return b"\r\n".join(_replaced(message.split(b"\r\n"), name.lower(), value))


def _replaced(lines: Iterable[bytes], name: str, value: str) -> Iterable[bytes]:
    for line in lines:
        here = line.partition(b":")[0].decode().strip().lower() == name
        yield f"{name}: {value}".encode() if here else line

"""How a user agent answers SIP requests (RFC 3261, 8.2): OPTIONS with all that is in order."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from types import MappingProxyType
from zlib import crc32

from probes.signalling.message import Head, MessageError, read_head

ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS"
PHRASES: Mapping[int, str] = MappingProxyType(
    {200: "OK", 403: "Forbidden", 405: "Method Not Allowed", 503: "Service Unavailable"}
)
COPIED = ("from", "call-id", "cseq")
"""Headers that a response takes over as they are (RFC 3261, 8.2.6.2), besides Via and To."""


def answer(
    request: bytes, source: bytes, port: int, device: str, status: int | None = None
) -> bytes | None:
    """The response to a request that came from there; None for what gets none.

    `source`: a packed address. `status`: the code that the response has in any case. To one
    question there is always one answer, however often it is put.
    """
    try:
        head = read_head(request)
    except MessageError:
        return None
    if head is None or head.is_response or not {"via", "to", *COPIED} <= head.headers.keys():
        return None
    method = head.first.partition(" ")[0]
    if method == "ACK":
        return None
    code = status or (200 if method == "OPTIONS" else 405)
    vias = _seen_from(head.headers["via"], source, port)
    copied = [f"{name.title()}: {head.one(name)}" for name in COPIED]
    phrase = PHRASES.get(code, "As The Scenario Says")
    lines = [f"SIP/2.0 {code} {phrase}", *(f"Via: {via}" for via in vias), *copied]
    lines += [f"To: {_to(head)}", f"Allow: {ALLOW}", "Accept: application/sdp", f"Server: {device}"]
    return "\r\n".join((*lines, "Content-Length: 0", "", "")).encode()


def _seen_from(vias: tuple[str, ...], source: bytes, port: int) -> tuple[str, ...]:
    """The hops, the last of them with where it was seen (RFC 3581, 4)."""
    first, *rest = vias
    where = f";received={ip_address(source)}"
    return first.replace(";rport", f";rport={port}", 1) + where, *rest


def _to(head: Head) -> str:
    """The header To, with our tag when it has none (RFC 3261, 8.2.6.2)."""
    to = head.one("to") or ""
    return to if ";tag=" in to else f"{to};tag={crc32((head.one('call-id') or '').encode()):08x}"

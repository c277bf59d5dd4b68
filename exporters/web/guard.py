"""What a page in somebody's browser must not make it do here.

A page of another site can send requests to this machine, and learns what they answer when its own
name resolves to 127.0.0.1 (DNS rebinding). So on loopback the name asked for must be one that no
stranger can own; and what changes something must neither come from a page elsewhere nor be a form.
There are no CORS headers: no other page may read anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
"""What a form can send without asking first (Fetch, CORS-safelisted request-header)."""
FOREIGN_HOST = (
    "this name is not this machine's: ask for 127.0.0.1 or localhost; a reverse proxy must send its"
    " own address for the header Host"
)
FOREIGN_ORIGIN = "a page of another site may change nothing here"
FORM = "forms are not taken: send application/json"


class Guard:
    """Lets pass to `app` what is none of that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        app = self.app
        if scope["type"] == "http" and (found := refused(Request(scope))):
            status, why = found
            app = JSONResponse({"error": why}, status)
        await app(scope, receive, send)


def refused(request: Request) -> tuple[HTTPStatus, str] | None:
    """Why it must not pass; None when it may."""
    headers = request.headers
    host = headers.get("host", "")
    if _on_loopback(request.scope) and not _own_name(host):
        return HTTPStatus.MISDIRECTED_REQUEST, FOREIGN_HOST
    if request.method in SAFE:
        return None
    if not _same_site(headers, host):
        return HTTPStatus.FORBIDDEN, FOREIGN_ORIGIN
    if headers.get("content-type", "").partition(";")[0].strip().lower() in FORMS:
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, FORM
    return None


def _on_loopback(scope: Mapping[str, object]) -> bool:
    """Whether it came to a loopback address; not over a Unix socket, which no browser speaks."""
    server = scope.get("server")
    return isinstance(server, tuple) and _loopback(str(server[0]))


def _loopback(address: str) -> bool:
    """Also of a socket for both families, where 127.0.0.1 is ::ffff:127.0.0.1."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_loopback


def _own_name(host: str) -> bool:
    """An address, `localhost`, or a name without a dot, which nobody can register."""
    name = _hostname(host)
    if name is None:
        return False
    return "." not in name or name.endswith(".localhost") or _is_address(name)


def _hostname(host: str) -> str | None:
    """`Host` without the port; None for nonsense."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _same_site(headers: Mapping[str, str], host: str) -> bool:
    """Browsers say where a page is from that changes something; programs say nothing."""
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == host.lower() != ""

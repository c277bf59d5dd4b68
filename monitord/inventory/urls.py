"""Where others are: URLs with and without placeholders, and the path of a Unix socket.

A URL may hold a password: it is never repeated in a message.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from string import Formatter
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from pydantic import WithJsonSchema

from monitord.inventory.fields import OFF, problem, reads

MOST_SOCKET = 107
"""Bytes of a Unix socket's path (unix(7): sun_path)."""


def parse_url(text: str) -> str:
    """A base URL, `https://name:password@host:9093/path`, without query and fragment.

    Raises ValueError.
    """
    if not _is_url(text) or set("?# {}") & set(text):
        raise ValueError
    return text


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    port = parts.port  # raises ValueError for what is none
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0


def _with(*placeholders: str) -> Callable[[str], str]:
    """Reads a URL in which these may stand, in braces."""

    def parse(text: str) -> str:
        for _, name, form, conversion in Formatter().parse(text):
            if name is not None and (name not in placeholders or form or conversion):
                allowed = ", ".join(f"{{{each}}}" for each in placeholders)
                raise problem("placeholder", name=name, allowed=allowed)
        if not _is_url(text) or " " in text:
            raise ValueError
        return text

    return parse


def _socket_or_off(text: str) -> str | None:
    if not text.strip() or "\0" in text or len(os.fsencode(text)) > MOST_SOCKET:
        raise ValueError
    return None if text == OFF else text


_URL = WithJsonSchema({"type": "string", "pattern": "^https?://.+$"})
Url: TypeAlias = Annotated[str, reads(parse_url, "url"), _URL]
DashboardUrl: TypeAlias = Annotated[str, reads(_with("site"), "url"), _URL]
RunbookUrl: TypeAlias = Annotated[str, reads(_with("cause", "language"), "url"), _URL]
SocketOrOff: TypeAlias = Annotated[
    str | None, reads(_socket_or_off, "socket-or-off"), WithJsonSchema({"type": "string"})
]
"""`off` is None."""

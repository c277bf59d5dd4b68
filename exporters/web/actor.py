"""Who asks: the user at the other end of the Unix socket, or the holder of a token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from hmac import compare_digest
from http import HTTPStatus

from starlette.requests import Request

from exporters.web.peer import KEY, user_name
from exporters.web.refusals import RefusedError
from monitord.model.incidents import Actor

SCHEME = "bearer"
"""RFC 6750, 2.1."""


async def actor_of(request: Request, tokens: Callable[[], Mapping[str, str]]) -> Actor:
    """Who asks. A token that is shown counts, also over the Unix socket. Raises RefusedError."""
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == SCHEME:
        return _holder(shown.strip(), await asyncio.to_thread(tokens))
    user: int | None = request.scope.get(KEY)
    if user is None:
        raise RefusedError(HTTPStatus.UNAUTHORIZED, "desk.no-token")
    return Actor(await asyncio.to_thread(user_name, user), "socket")


def _holder(shown: str, tokens: Mapping[str, str]) -> Actor:
    """All are compared, so that the time taken tells nothing. Raises RefusedError."""
    found = [
        name
        for name, token in tokens.items()
        if compare_digest(token.encode(), shown.encode()) and token
    ]
    if not found:
        raise RefusedError(HTTPStatus.UNAUTHORIZED, "desk.wrong-token")
    return Actor(found[0], "token")

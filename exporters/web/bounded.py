"""Requests that nobody wants to hear the end of are refused before they come."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from exporters.web.queries import MOST_BODY
from exporters.web.refusals import RefusedError
from exporters.web.said import said

MOST_HEAD = 16 * 1024
"""Bytes of an address and the headers."""


class Bounded:
    """Lets pass to `app` what has no body, or says that its body is small.

    What does not say is counted as it comes, by who reads it (`queries.body_of`).
    """

    def __init__(self, app: ASGIApp, refused: Callable[[str], object]) -> None:
        self.app = app
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        answer = await self._refusal(scope) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        if _head(scope) > MOST_HEAD:
            self._refused("big_head")
            answer = await _said(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "head", MOST_HEAD)
            answer.headers["connection"] = "close"
            return answer
        if _too_big(Headers(scope=scope)):
            self._refused("big_body")
            return await _said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body", MOST_BODY)
        return None


def _too_big(headers: Headers) -> bool:
    announced = headers.get("content-length", "0")
    return not announced.isdigit() or len(announced) > 9 or int(announced) > MOST_BODY


def _head(scope: Scope) -> int:
    """Bytes: the protocol bounds only what has not come whole."""
    address = len(scope.get("raw_path") or b"") + len(scope["query_string"])
    return address + sum(len(name) + len(value) for name, value in scope["headers"])


async def _said(status: HTTPStatus, what: str, most: int) -> Response:
    return await said(RefusedError(status, f"desk.big-{what}", {"most": most}))

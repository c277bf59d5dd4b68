"""Bodies that nobody wants to hear the end of are refused before they come."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from exporters.web.queries import MOST_BODY
from exporters.web.refusals import RefusedError
from exporters.web.said import said


class Bounded:
    """Lets pass to `app` what has no body, or says that its body is small.

    What does not say is counted as it comes, by who reads it (`queries.body_of`).
    """

    def __init__(self, app: ASGIApp, refused: Callable[[str], object]) -> None:
        self.app = app
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and _too_big(Headers(scope=scope)):
            self._refused("big_body")
            answer = await _refusal()
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _too_big(headers: Headers) -> bool:
    announced = headers.get("content-length", "0")
    return not announced.isdigit() or len(announced) > 9 or int(announced) > MOST_BODY


async def _refusal() -> Response:
    status, most = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"most": MOST_BODY}
    answer = await said(RefusedError(status, "desk.big-body", most))
    answer.headers["connection"] = "close"
    return answer

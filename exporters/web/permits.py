"""Makes routes that only those enter who may, by the table in `roles`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exporters.web.refusals import RefusedError
from exporters.web.roles import roles_of
from exporters.web.said import said
from exporters.web.visitor import Visitor, visitor_of

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
RELOAD = "/-/reload"


class Permits:
    """`refused` counts by reason; `locked`: whether there are users."""

    def __init__(self, refused: Callable[[str], object], locked: Callable[[], bool]) -> None:
        self._refused = refused
        self._locked = locked

    def route(self, path: str, endpoint: Endpoint, method: str = "GET") -> Route:
        """For the application's table."""

        async def answer(request: Request) -> Response:
            try:
                self._check(request, path)
            except RefusedError as refusal:
                return await said(refusal)
            return await endpoint(request)

        return Route(path, answer, methods=[method])

    def _check(self, request: Request, path: str) -> None:
        """Raises RefusedError."""
        visitor, may = visitor_of(request), roles_of(request.method, path, request.path_params)
        if self._anybody(visitor, path) or (visitor.role in may and _is_known(visitor, may)):
            return
        if visitor.actor is None:
            self._refused("no_login")
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "desk.no-token")
        self._refused("forbidden")
        raise RefusedError(HTTPStatus.FORBIDDEN, "desk.forbidden", {"role": visitor.role})

    def _anybody(self, visitor: Visitor, path: str) -> bool:
        """Without users whoever reaches it may have the inventory read again: it is there."""
        return visitor.actor is None and path == RELOAD and not self._locked()


def _is_known(visitor: Visitor, may: frozenset[str]) -> bool:
    """A stranger, where there are no users, is a reader."""
    return visitor.actor is not None or "view" in may

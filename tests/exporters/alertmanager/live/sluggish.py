"""Between monitord and Alertmanager: each change gets through at once, its confirmation late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.exporters.alertmanager.live.server import Alertmanager
from tests.exporters.web.serving import served

LATE = 0.6
"""Seconds in which Alertmanager tells all that it has: more than its group_interval."""


@asynccontextmanager
async def sluggish(server: Alertmanager) -> AsyncIterator[str]:
    """The URL of a proxy; whatever is told in two requests, people are told of the first alone."""
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:

        async def pass_on(request: Request) -> Response:
            answer = await client.request(
                request.method,
                request.url.path,
                params=request.query_params,
                content=await request.body(),
                headers={"Content-Type": "application/json"},
            )
            if request.method != "GET":
                await asyncio.sleep(LATE)
            return Response(answer.content, answer.status_code)

        methods = ["GET", "POST", "DELETE"]
        app = Starlette(routes=[Route("/{path:path}", pass_on, methods=methods)])
        async with served(app) as port:
            yield f"http://127.0.0.1:{port}"

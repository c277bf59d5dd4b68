"""A webhook behind which people would be: it records what Alertmanager tells them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.exporters.web.serving import served

PATIENCE = 20.0


class People:
    """What they were told, in order: `firing i1` or `resolved i1`, an alert each."""

    def __init__(self) -> None:
        self.port = 0
        self.notifications: list[list[str]] = []
        self._news = asyncio.Condition()

    @property
    def told(self) -> list[str]:
        """All alerts of all notifications."""
        return [each for notification in self.notifications for each in notification]

    async def hear(self, request: Request) -> Response:
        """A notification."""
        document = await request.json()
        self.notifications.append(sorted(map(_in_short, document["alerts"])))
        async with self._news:
            self._news.notify_all()
        return Response()

    async def until(self, *told: str) -> None:
        """Wait until exactly this has been told."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: self.told == list(told))

    async def until_told(self, alerts: int) -> None:
        """Wait until at least so many alerts have been told."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: len(self.told) >= alerts)


def _in_short(alert: dict[str, Any]) -> str:
    labels = alert["labels"]
    more = f" {labels['severity']}" if labels["severity"] != "critical" else ""
    return f"{alert['status']} {labels['incident']}{more}"


@asynccontextmanager
async def listening() -> AsyncIterator[People]:
    """People within earshot."""
    people = People()
    app = Starlette(routes=[Route("/{path:path}", people.hear, methods=["POST"])])
    async with served(app) as people.port:
        yield people

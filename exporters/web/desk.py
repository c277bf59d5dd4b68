"""The routes of incidents and maintenance windows; who changes something says who he is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exporters.slices import Slices
from exporters.web import reported
from exporters.web.actor import actor_of
from exporters.web.queries import body_of, language_of, search_of
from exporters.web.refusals import RefusedError, document, of_desk
from exporters.web.sources import WebSources
from monitord.model.desk import DeskError, Done, WindowDone
from monitord.model.incidents import Actor, AnyAction, Incident
from monitord.model.inventory import Inventory
from monitord.model.maintenance import Window
from monitord.model.names import did_you_mean, find

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
HEADERS = {"x-content-type-options": "nosniff", "cache-control": "no-store"}
INCIDENTS = "/api/v1/incidents"
WINDOWS = "/api/v1/maintenance"


class DeskRoutes:
    """The endpoints over `sources.desk`."""

    def __init__(self, sources: WebSources) -> None:
        self.sources = sources

    def routes(self) -> list[Route]:
        """For the application's table."""
        return [
            Route(INCIDENTS, self._said(self.incidents)),
            Route(f"{INCIDENTS}/{{id}}", self._said(self.incident)),
            Route(f"{INCIDENTS}/{{id}}/{{action}}", self._said(self.act), methods=["POST"]),
            Route(WINDOWS, self._said(self.windows), methods=["GET"]),
            Route(WINDOWS, self._said(self.add_window), methods=["POST"]),
            Route(f"{WINDOWS}/{{id}}", self._said(self.cancel_window), methods=["DELETE"]),
        ]

    async def incidents(self, request: Request) -> Response:
        """Those that are asked for, the newest first."""
        search = search_of(request.query_params)
        inventory = self.inventory
        if search.site is not None and search.site not in inventory.sites:
            names = {site.id: site.name for site in inventory.sites.values()}
            near = await asyncio.to_thread(_near, search.site, names)
            raise RefusedError(HTTPStatus.NOT_FOUND, "desk.unknown-site", {"id": search.site}, near)
        found = await self.sources.desk.incidents(search)
        slices, encoded = Slices(), []
        for each in found:
            encoded.append(_encode(reported.incident(each, inventory)))
            if slices.over:
                await slices.rest()
        start = _encode(self.named(found)).removesuffix(b"}")
        return _answer(b"".join((start, b',"incidents":[', b",".join(encoded), b"]}")))

    async def incident(self, request: Request) -> Response:
        """One with its history; what to do about it, for those who are known."""
        language = language_of(request.query_params)
        found, history = await self.sources.desk.incident(request.path_params["id"])
        advice = self.sources.advice(found, language) if await self.known(request) else None
        whole = reported.whole_incident(found, history, self.inventory, advice)
        return _json({**self.named([found]), "incident": whole})

    async def act(self, request: Request) -> Response:
        """Acknowledge, comment, correct, report or close one."""
        actor = await self.actor(request)
        body = await body_of(request)
        name, ident = request.path_params["action"], request.path_params["id"]
        action = await asyncio.to_thread(_action_of, name, ident, actor, body)
        return self.done(await self.sources.desk.act(action))

    async def windows(self, request: Request) -> Response:
        """All that are not long over."""
        found = await self.sources.desk.windows()
        in_force = self.sources.centre().in_force
        shown = [reported.window(each, in_force, self.inventory) for each in found]
        return _json({**self.head(), "windows": shown})

    async def add_window(self, request: Request) -> Response:
        """Plan one."""
        actor = await self.actor(request)
        body = await body_of(request)
        draft = await asyncio.to_thread(_window_of, body, self.inventory)
        added = await self.sources.desk.add_window(draft, actor)
        return self.window_done(added, HTTPStatus.CREATED)

    async def cancel_window(self, request: Request) -> Response:
        """Call one off."""
        actor = await self.actor(request)
        ident = request.path_params["id"]
        return self.window_done(await self.sources.desk.cancel_window(ident, actor))

    @property
    def inventory(self) -> Inventory:
        """The one in force."""
        return self.sources.centre().inventory

    def head(self) -> dict[str, Any]:
        """Of every answer: when it was given, and in which zone people here read times."""
        now = datetime.fromtimestamp(self.sources.now(), UTC)
        timezone = self.inventory.organization.timezone
        return {"taken_at": reported.instant(now), "timezone": timezone}

    def named(self, incidents: Sequence[Incident]) -> dict[str, Any]:
        """Of every answer about incidents: also what people call the sites and teams in it."""
        names = reported.site_names(incidents, self.inventory)
        return {
            **self.head(),
            "site_names": names,
            "team_names": reported.team_names(self.inventory),
        }

    def done(self, done: Done) -> Response:
        """An incident after what was done to it."""
        shown = reported.incident(done.incident, self.inventory)
        named = self.named([done.incident])
        return _json({**named, "incident": shown, "recorded": done.recorded})

    def window_done(self, done: WindowDone, status: int = HTTPStatus.OK) -> Response:
        """A window after what was done to it."""
        shown = reported.window(done.window, self.sources.centre().in_force, self.inventory)
        return _json({"window": shown, "recorded": done.recorded}, status)

    async def actor(self, request: Request) -> Actor:
        """Who asks. Raises RefusedError."""
        return await actor_of(request, self.sources.tokens)

    async def known(self, request: Request) -> bool:
        """Whether it is somebody who could also change things."""
        try:
            await self.actor(request)
        except RefusedError:
            return False
        return True

    def _said(self, endpoint: Endpoint) -> Endpoint:
        """`endpoint`, whose refusals become answers; nothing is answered before the start."""

        async def answer(request: Request) -> Response:
            if not self.sources.ready():
                raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "starting")
            try:
                return await endpoint(request)
            except RefusedError as refusal:
                return await _refused(refusal)
            except DeskError as error:
                return await _refused(of_desk(error))

        return answer


async def _refused(refusal: RefusedError) -> Response:
    """In a thread: the catalogue is read the first time."""
    answer = _json(await asyncio.to_thread(document, refusal), refusal.status)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["www-authenticate"] = 'Bearer realm="monitord"'
    return answer


def _action_of(name: str, incident: str, by: Actor, body: bytes) -> AnyAction:
    """In a thread: the first body brings pydantic with it, 20 MB of code."""
    from exporters.web.actions import action_of  # noqa: PLC0415

    return action_of(name, incident, by, body)


def _window_of(body: bytes, inventory: Inventory) -> Window:
    """As `_action_of`."""
    from exporters.web.actions import window_of  # noqa: PLC0415

    return window_of(body, inventory)


def _near(word: str, names: Mapping[str, str]) -> list[str]:
    return (find(word, names) or did_you_mean(word, names, 3))[:3]


def _encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _json(value: object, status: int = HTTPStatus.OK) -> Response:
    return _answer(_encode(value), status)


def _answer(body: bytes, status: int = HTTPStatus.OK) -> Response:
    return Response(body, status, HEADERS, "application/json")

"""The routes of incidents and maintenance windows; who changes something says who he is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exporters.slices import Slices
from exporters.web import reported
from exporters.web.answered import actor_of, answered
from exporters.web.partner import Share, share_of
from exporters.web.permits import Endpoint, Permits
from exporters.web.queries import MOST, body_of, language_of, search_of
from exporters.web.refusals import RefusedError
from exporters.web.said import as_answer, as_json, encoded
from exporters.web.sources import WebSources
from exporters.web.visitor import visitor_of
from monitord.model.actions import AnyAction
from monitord.model.desk import Done, Search, UnknownError, WindowDone
from monitord.model.incidents import Actor, Incident, IncidentEvent
from monitord.model.inventory import Inventory
from monitord.model.maintenance import Window
from monitord.model.names import did_you_mean, find

INCIDENTS = "/api/v1/incidents"
WINDOWS = "/api/v1/maintenance"


class DeskRoutes:
    """The endpoints over `sources.desk`."""

    def __init__(self, sources: WebSources) -> None:
        self.sources = sources

    def routes(self, may: Permits) -> list[Route]:
        """For the application's table."""
        return [
            may.route(INCIDENTS, self._said(self.incidents)),
            may.route(f"{INCIDENTS}/{{id}}", self._said(self.incident)),
            may.route(f"{INCIDENTS}/{{id}}/{{action}}", self._said(self.act), "POST"),
            may.route(WINDOWS, self._said(self.windows)),
            may.route(WINDOWS, self._said(self.add_window), "POST"),
            may.route(f"{WINDOWS}/{{id}}", self._said(self.cancel_window), "DELETE"),
        ]

    async def incidents(self, request: Request) -> Response:
        """Those that are asked for, the newest first."""
        search, share = search_of(request.query_params), self.share(request)
        inventory = self.inventory
        await _check_site(search.site, share, inventory)
        found = await self.found(search, share)
        slices, parts = Slices(), []
        for each in found:
            parts.append(encoded(reported.incident(each, inventory)))
            if slices.over:
                await slices.rest()
        start = encoded(self.named(found, share)).removesuffix(b"}")
        return as_answer(b"".join((start, b',"incidents":[', b",".join(parts), b"]}")))

    async def found(self, search: Search, share: Share | None) -> Sequence[Incident]:
        """Those that are asked for; a partner's of its circuits and their sites."""
        if share is None:
            return await self.sources.desk.incidents(search)
        wanted = replace(search, most=MOST, subjects=share.subjects)
        found = await self.sources.desk.incidents(wanted)
        own = [share.incident(each) for each in found if share.concerns(each)]
        return own[: search.most]

    async def incident(self, request: Request) -> Response:
        """One with its history; what to do about it, for those who are known."""
        language, share = language_of(request.query_params), self.share(request)
        found, history = await self.one(request.path_params["id"], share)
        operator = visitor_of(request).role == "operate"
        advice = self.sources.advice(found, language) if operator else None
        if share is not None:
            found, history = share.incident(found), share.history(history, self.partners(share))
        whole = reported.whole_incident(found, history, self.inventory, advice)
        return as_json({**self.named([found], share), "incident": whole})

    async def one(
        self, ident: str, share: Share | None
    ) -> tuple[Incident, Sequence[IncidentEvent]]:
        """The incident that is meant; to a partner what is not its own does not exist.

        Raises DeskError.
        """
        if share is None:
            return await self.sources.desk.incident(ident)
        try:
            found, history = await self.sources.desk.incident(ident)
        except UnknownError:
            raise UnknownError(ident, ()) from None
        if not share.concerns(found):
            raise UnknownError(ident, ())
        return found, history

    async def act(self, request: Request) -> Response:
        """Acknowledge, comment, correct, report or close one."""
        actor, share, body = actor_of(request), self.share(request), await body_of(request)
        name, ident = request.path_params["action"], request.path_params["id"]
        if share is not None:
            ident = (await self.one(ident, share))[0].id
        action = await asyncio.to_thread(_action_of, name, ident, actor, body)
        return self.done(await self.sources.desk.act(action), share)

    async def windows(self, request: Request) -> Response:
        """All that are not long over."""
        found, share = await self.sources.desk.windows(), self.share(request)
        if share is not None:
            found = [share.window(each) for each in found if share.covers(each)]
        in_force = self.sources.centre().in_force
        shown = [reported.window(each, in_force, self.inventory) for each in found]
        return as_json({**self.head(), "windows": shown})

    async def add_window(self, request: Request) -> Response:
        """Plan one."""
        actor, body = actor_of(request), await body_of(request)
        draft = await asyncio.to_thread(_window_of, body, self.inventory)
        added = await self.sources.desk.add_window(draft, actor)
        return self.window_done(added, HTTPStatus.CREATED)

    async def cancel_window(self, request: Request) -> Response:
        """Call one off."""
        actor, ident = actor_of(request), request.path_params["id"]
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

    def share(self, request: Request) -> Share | None:
        """A partner's part of the inventory; None for everybody else."""
        provider = visitor_of(request).provider
        return None if provider is None else share_of(provider, self.inventory)

    def partners(self, share: Share) -> list[str]:
        """The names of this provider's users."""
        accounts = self.sources.accounts().values()
        return [each.name for each in accounts if each.provider == share.provider]

    def named(self, incidents: Sequence[Incident], share: Share | None = None) -> dict[str, Any]:
        """Of every answer about incidents: also what people call the sites and teams in it."""
        teams = reported.team_names(self.inventory) if share is None else {}
        names = reported.site_names(incidents, self.inventory)
        return {**self.head(), "site_names": names, "team_names": teams}

    def _said(self, endpoint: Endpoint) -> Endpoint:
        return answered(self.sources.ready, endpoint)

    def done(self, done: Done, share: Share | None = None) -> Response:
        """An incident after what was done to it."""
        after = done.incident if share is None else share.incident(done.incident)
        shown = reported.incident(after, self.inventory)
        return as_json({**self.named([after], share), "incident": shown, "recorded": done.recorded})

    def window_done(self, done: WindowDone, status: int = HTTPStatus.OK) -> Response:
        """A window after what was done to it."""
        shown = reported.window(done.window, self.sources.centre().in_force, self.inventory)
        return as_json({"window": shown, "recorded": done.recorded}, status)


async def _check_site(site: str | None, share: Share | None, inventory: Inventory) -> None:
    """Raises RefusedError for one that there is not, or that is not a partner's."""
    own = inventory.sites.keys() if share is None else share.sites
    if site is None or site in own:
        return
    names = {ident: inventory.sites[ident].name for ident in own if ident in inventory.sites}
    near = await asyncio.to_thread(_near, site, names)
    raise RefusedError(HTTPStatus.NOT_FOUND, "desk.unknown-site", {"id": site}, near)


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

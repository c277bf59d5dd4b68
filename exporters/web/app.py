"""The routes. Only those of `desk` read a body, and every answer but the metrics is small text."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path

import yaml
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from exporters.slices import Slices
from exporters.web import documents, partner
from exporters.web.bounded import Bounded
from exporters.web.desk import DeskRoutes
from exporters.web.doors import Doors
from exporters.web.guard import Guard
from exporters.web.hardened import Hardened
from exporters.web.permits import Permits
from exporters.web.said import as_answer, as_json, encoded
from exporters.web.sla import LedgerRoutes
from exporters.web.sources import ReloadProblems, WebSources
from exporters.web.visitor import visitor_of
from monitord.model.names import did_you_mean, find
from monitord.model.snapshot import CentreSnapshot

SUGGESTIONS = 3
OPENAPI = Path(__file__).with_name("openapi.yaml")
INDEX = Path(__file__).with_name("index.html")
HTML = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    ),
}


def create_app(sources: WebSources) -> ASGIApp:
    """The application over `sources`."""
    web, may = Web(sources), Permits(sources.refused, lambda: bool(sources.accounts()))
    app = Starlette(
        routes=[
            may.route("/", web.index),
            may.route("/metrics", web.metrics),
            Route("/-/healthy", web.healthy),
            Route("/-/ready", web.ready),
            may.route("/-/reload", web.reload, "POST"),
            may.route("/api/v1/sites", web.sites),
            may.route("/api/v1/sites/{id}", web.site),
            *DeskRoutes(sources).routes(may),
            *LedgerRoutes(sources).routes(may),
            may.route("/api/v1/openapi.json", web.openapi),
        ],
        middleware=[
            Middleware(Bounded, sources.refused),
            Middleware(Guard),
            Middleware(Doors, sources.accounts, sources.refused),
        ],
        exception_handlers={HTTPException: _refused, HTTPStatus.INTERNAL_SERVER_ERROR: _failed},
    )
    app.router.redirect_slashes = False
    return Hardened(app)


class Web:
    """The endpoints."""

    def __init__(self, sources: WebSources) -> None:
        self.sources = sources

    async def index(self, request: Request) -> Response:
        """Where to look, for whoever opens the address in a browser."""
        return Response(await asyncio.to_thread(INDEX.read_bytes), headers=HTML)

    async def metrics(self, request: Request) -> Response:
        """The Prometheus exposition, in the format and encoding that the client wants."""
        self._started()
        headers = request.headers
        exposed = await self.sources.render_metrics(
            ",".join(headers.getlist("accept")), ",".join(headers.getlist("accept-encoding"))
        )
        own = {"content-type": exposed.content_type, "vary": "accept, accept-encoding"}
        if exposed.content_encoding:
            own["content-encoding"] = exposed.content_encoding
        return Response(exposed.body, headers=own)

    async def healthy(self, request: Request) -> Response:
        """The process lives."""
        return _text("ok")

    async def ready(self, request: Request) -> Response:
        """Everything has started."""
        if self.sources.ready():
            return _text("ready")
        return _text("starting", HTTPStatus.SERVICE_UNAVAILABLE)

    async def reload(self, request: Request) -> Response:
        """Reads the inventory again; a bad one changes nothing."""
        self._started()
        outcome = await self.sources.reload()
        if isinstance(outcome, ReloadProblems):
            refusal = {"error": "invalid inventory", "problems": outcome.problems}
            return as_json(refusal, HTTPStatus.UNPROCESSABLE_ENTITY)
        return as_json(asdict(outcome))

    async def sites(self, request: Request) -> Response:
        """Every site with its devices and checks; a partner's with its circuits."""
        self._started()
        provider = visitor_of(request).provider
        if provider is not None:
            centre = self.sources.centre()
            share = partner.share_of(provider, centre.inventory)
            return as_json(partner.overview(share, centre))
        return as_answer(await self.all_sites())

    async def site(self, request: Request) -> Response:
        """One site in full."""
        self._started()
        ident = request.path_params["id"]
        poller, centre = self.sources.poller(), self.sources.centre()
        provider = visitor_of(request).provider
        if provider is not None:
            return await _own_site(ident, partner.share_of(provider, centre.inventory), centre)
        found = next((view for view in centre.sites if view.site.id == ident), None)
        if found is None:
            names = {view.site.id: view.site.name for view in centre.sites}
            return as_json(await _unknown(ident, names), HTTPStatus.NOT_FOUND)
        checks = documents.checks_by_device(c for c in poller.checks if c.site == ident)
        now = self.sources.now()
        return as_json(documents.whole_site(found, checks, centre, now))

    async def openapi(self, request: Request) -> Response:
        """What this API promises."""
        return as_answer(await asyncio.to_thread(_openapi))

    async def all_sites(self) -> bytes:
        """Encoded site by site: the encoder would hold the loop, and a thread the interpreter."""
        poller, centre, now = self.sources.poller(), self.sources.centre(), self.sources.now()
        slices = Slices()
        checks = documents.checks_by_device(poller.checks)
        causes = documents.causes(centre.incidents)
        sites = []
        for view in centre.sites:
            sites.append(encoded(documents.site(view, checks, causes, now)))
            if slices.over:
                await slices.rest()
        head = encoded(documents.overview(poller, centre)).removesuffix(b"}")
        return b"".join((head, b',"sites":[', b",".join(sites), b"]}"))

    def _started(self) -> None:
        """Before that there is nothing to tell. Raises HTTPException."""
        if not self.sources.ready():
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "starting")


async def _own_site(ident: str, share: partner.Share, centre: CentreSnapshot) -> Response:
    """For a partner; what is not its own might as well not exist."""
    if ident in share.sites:
        return as_json(partner.site(share, centre, ident))
    own = partner.sites(share, centre.inventory)
    names = {site: centre.inventory.sites[site].name for site in own}
    return as_json(await _unknown(ident, names), HTTPStatus.NOT_FOUND)


async def _unknown(ident: str, names: Mapping[str, str]) -> Mapping[str, object]:
    """Looked for in a thread: comparing with every name takes some milliseconds."""
    near = await asyncio.to_thread(_near, ident, names)
    return {"error": "unknown site", "id": ident, "did_you_mean": near}


def _near(ident: str, names: Mapping[str, str]) -> list[str]:
    return (find(ident, names) or did_you_mean(ident, names, SUGGESTIONS))[:SUGGESTIONS]


def _openapi() -> bytes:
    return encoded(yaml.safe_load(OPENAPI.read_bytes()))


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    answer = as_json({"error": error.detail.lower()}, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


async def _failed(request: Request, error: Exception) -> Response:
    return as_json({"error": "internal server error"}, HTTPStatus.INTERNAL_SERVER_ERROR)


def _text(text: str, status: int = HTTPStatus.OK) -> Response:
    return Response(text, status, media_type="text/plain")

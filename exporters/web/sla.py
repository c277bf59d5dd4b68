"""The routes of the ledger: months, figures, outages, files, and what people agree on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from exporters.web.answered import actor_of, answered
from exporters.web.documents import instant
from exporters.web.partner import STAFF
from exporters.web.permits import Endpoint, Permits
from exporters.web.queries import body_of, provider_of, wanted_of
from exporters.web.refusals import RefusedError
from exporters.web.said import as_answer, as_json
from exporters.web.sources import WebSources
from exporters.web.visitor import visitor_of
from monitord.model.incidents import MONITORD, Actor
from monitord.model.ledger import Closing
from monitord.model.names import did_you_mean
from monitord.model.reckoning import Amendment, KeptMonth, ReportFile

LEDGER = "/api/v1/sla"
TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
"""By the ending of a file's name."""


class LedgerRoutes:
    """The endpoints over `sources.reckoning`."""

    def __init__(self, sources: WebSources) -> None:
        self.sources = sources

    def routes(self, may: Permits) -> list[Route]:
        """For the application's table; `months` before what a month may be called."""
        month = f"{LEDGER}/{{month}}"
        return [
            may.route(f"{LEDGER}/months", self._said(self.months)),
            may.route(f"{LEDGER}/corrections", self._said(self.amend), "POST"),
            may.route(month, self._said(self.figures)),
            may.route(f"{month}/files", self._said(self.files)),
            may.route(f"{month}/files/{{name}}", self._said(self.file)),
            may.route(f"{month}/outages", self._said(self.outages)),
            may.route(f"{month}/close", self._said(self.close), "POST"),
        ]

    async def months(self, request: Request) -> Response:
        """Every month of which there is something, the newest first."""
        provider = visitor_of(request).provider
        found = await self.sources.reckoning.months()
        return as_json({"months": [_month(each, provider) for each in found]})

    async def figures(self, request: Request) -> Response:
        """What a month came to."""
        provider = _of_whom(request, provider_of(request.query_params))
        month, own = request.path_params["month"], _is_partner(request)
        return as_answer(await self.sources.reckoning.figures(month, provider, own=own))

    async def outages(self, request: Request) -> Response:
        """Its outages."""
        wanted = wanted_of(request.query_params, request.path_params["month"])
        wanted = replace(wanted, provider=_of_whom(request, wanted.provider))
        if _is_partner(request):
            wanted = replace(wanted, kind="circuit", own=True)
        return as_answer(await self.sources.reckoning.outages(wanted))

    async def files(self, request: Request) -> Response:
        """Its reports."""
        return as_json({"files": [_file(each) for each in await self.own_files(request)]})

    async def file(self, request: Request) -> Response:
        """One of them. Only what the list has is served: no name leads anywhere else."""
        name, known = request.path_params["name"], await self.own_files(request)
        for each in known:
            if each.name == name:
                return FileResponse(each.path, media_type=TYPES[each.format], filename=each.name)
        near = did_you_mean(name, [each.name for each in known], 3)
        raise RefusedError(HTTPStatus.NOT_FOUND, "sla.no-file", {"name": name}, near)

    async def own_files(self, request: Request) -> Sequence[ReportFile]:
        """Those that whoever asks may have."""
        provider = visitor_of(request).provider
        found = await self.sources.reckoning.files(request.path_params["month"])
        return [each for each in found if _may_have(each, provider)]

    async def amend(self, request: Request) -> Response:
        """Set an outage right."""
        actor, body = actor_of(request), await body_of(request)
        amendment = await asyncio.to_thread(_amendment_of, actor, body)
        done = await self.sources.reckoning.amend(amendment)
        return as_answer(done, HTTPStatus.CREATED)

    async def close(self, request: Request) -> Response:
        """Close a month."""
        actor, body = actor_of(request), await body_of(request)
        why = await asyncio.to_thread(_why_of, body)
        done = await self.sources.reckoning.close(request.path_params["month"], why, actor)
        return as_answer(done, HTTPStatus.CREATED)

    def _said(self, endpoint: Endpoint) -> Endpoint:
        return answered(self.sources.ready, endpoint)


def _is_partner(request: Request) -> bool:
    return visitor_of(request).provider is not None


def _of_whom(request: Request, asked: str | None) -> str | None:
    """Whose figures: a partner's own only; of others it is told as of what there is not.

    Raises RefusedError.
    """
    own = visitor_of(request).provider
    if own is not None and asked not in (None, own):
        raise RefusedError(HTTPStatus.NOT_FOUND, "sla.unknown-provider", {"id": str(asked)})
    return own or asked


def _may_have(file: ReportFile, provider: str | None) -> bool:
    return provider is None or file.provider == provider


def _month(each: KeptMonth, provider: str | None) -> dict[str, Any]:
    """A partner is not told which of the centre's people closed it, and why they say they did."""
    files = [file for file in each.files if _may_have(file, provider)]
    return {
        "month": each.month,
        "over": each.over,
        "closings": [_closing(one, named=provider is None) for one in each.closings],
        "files": [_file(file) for file in files],
    }


def _closing(each: Closing, *, named: bool) -> dict[str, Any]:
    by = each.by if named or each.by == MONITORD else Actor(STAFF, each.by.via)
    return {
        "revision": each.revision,
        "at": instant(each.at),
        "by": {"name": by.name, "via": by.via},
        "why": each.why if named else None,
        "corrections": each.corrections,
    }


def _file(each: ReportFile) -> dict[str, Any]:
    return {
        "name": each.name,
        "provider": each.provider,
        "revision": each.revision,
        "format": each.format,
        "bytes": each.bytes,
        "made_at": instant(each.made_at),
    }


def _amendment_of(by: Actor, body: bytes) -> Amendment:
    """In a thread: the first body brings pydantic with it, 20 MB of code."""
    from exporters.web.actions import amendment_of  # noqa: PLC0415

    return amendment_of(by, body)


def _why_of(body: bytes) -> str:
    """As `_amendment_of`."""
    from exporters.web.actions import why_of  # noqa: PLC0415

    return why_of(body)

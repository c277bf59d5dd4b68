"""What the routes of incidents and those of the ledger have in common: refusals, and who asks."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from exporters.web.permits import Endpoint
from exporters.web.refusals import RefusedError, of_desk
from exporters.web.said import said
from exporters.web.visitor import visitor_of
from monitord.model.desk import DeskError
from monitord.model.incidents import Actor

UNTOLD = "-"


def answered(ready: Callable[[], bool], endpoint: Endpoint) -> Endpoint:
    """`endpoint`, whose refusals become answers; nothing is answered before the start."""

    async def answer(request: Request) -> Response:
        if not ready():
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "starting")
        try:
            return await endpoint(request)
        except RefusedError as refusal:
            return await said(refusal)
        except DeskError as error:
            return await said(_told(request, of_desk(error)))

    return answer


def _told(request: Request, refusal: RefusedError) -> RefusedError:
    """A partner hears that it cannot be done now; what of ours is in the way may name others."""
    if visitor_of(request).provider is None or "why" not in refusal.params:
        return refusal
    return RefusedError(refusal.status, refusal.code, {**refusal.params, "why": UNTOLD})


def actor_of(request: Request) -> Actor:
    """Who asks. Raises RefusedError."""
    found = visitor_of(request).actor
    if found is None:  # the table of roles lets no stranger come so far
        raise RefusedError(HTTPStatus.UNAUTHORIZED, "desk.no-token")
    return found

"""Answers as JSON, and refusals among them."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus

from starlette.responses import Response

from exporters.web.refusals import RefusedError, document

CHALLENGES = ('Basic realm="monitord", charset="UTF-8"', 'Bearer realm="monitord"')
"""RFC 9110, 11.6.1: either will do; browsers ask for the first."""


def encoded(value: object) -> bytes:
    """Compact, and nothing that JSON does not have."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def as_json(value: object, status: int = HTTPStatus.OK) -> Response:
    """A document."""
    return as_answer(encoded(value), status)


def as_answer(body: bytes, status: int = HTTPStatus.OK) -> Response:
    """A document that is encoded already."""
    return Response(body, status, media_type="application/json")


async def said(refusal: RefusedError) -> Response:
    """In a thread: the catalogue is read the first time."""
    answer = as_json(await asyncio.to_thread(document, refusal), refusal.status)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        for challenge in CHALLENGES:
            answer.headers.append("www-authenticate", challenge)
    if "seconds" in refusal.params and refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["retry-after"] = f"{refusal.params['seconds']:.0f}"
    return answer

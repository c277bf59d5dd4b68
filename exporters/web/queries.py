"""What is asked in the address, and the bytes of a body: bounded in size and in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request

from exporters.web.refusals import Problem, RefusedError
from monitord.model.desk import Search
from monitord.model.incidents import Owner
from monitord.model.names import did_you_mean
from monitord.model.reckoning import Wanted
from monitord.model.states import Param

T = TypeVar("T")
MOST_BODY = 16 * 1024
"""Bytes."""
PATIENCE = 10.0
"""Seconds for a body to arrive."""
MOST = 1000
"""Incidents in one answer."""
YEARS = (2000, 2199)
"""Of instants: what lies beyond is a slip, and may not be an instant in every zone."""
FIELDS = ("open", "since", "until", "site", "most")
OUTAGE_FIELDS = ("kind", "circuit", "site", "provider", "owner", "suspected")
LANGUAGES = ("vi", "en")


async def body_of(request: Request) -> bytes:
    """The body, which is JSON if there is one. Raises RefusedError."""
    try:
        async with asyncio.timeout(PATIENCE):
            body = await _gathered(request)
    except TimeoutError:
        raise RefusedError(HTTPStatus.REQUEST_TIMEOUT, "desk.slow-body") from None
    except ClientDisconnect:  # no error of ours, and nobody is there to be told
        raise RefusedError(HTTPStatus.BAD_REQUEST, "desk.slow-body") from None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "desk.not-json")
    return body


def search_of(query: Mapping[str, str]) -> Search:
    """Which incidents are asked for. Raises RefusedError."""
    problems = _unknown(query, FIELDS)
    read = _Reader(query, problems)
    search = Search(
        open_only=read("open", _yes_no, Search().open_only),
        since=read("since", _instant, None),
        until=read("until", _instant, None),
        site=query.get("site"),
        most=read("most", _count, Search().most),
    )
    _refuse(problems)
    return search


def wanted_of(query: Mapping[str, str], month: str) -> Wanted:
    """Which outages of `month` are asked for. Raises RefusedError."""
    problems = _unknown(query, OUTAGE_FIELDS)
    read = _Reader(query, problems)
    wanted = Wanted(
        month=month,
        kind=read("kind", _one_of("circuit", "site", "mcu"), None),
        circuit=query.get("circuit"),
        site=query.get("site"),
        provider=query.get("provider"),
        owner=read("owner", _one_of(*Owner), None),
        suspected=read("suspected", _yes_no, Wanted(month).suspected),
    )
    _refuse(problems)
    return wanted


def provider_of(query: Mapping[str, str]) -> str | None:
    """Of which provider; None: of all. Raises RefusedError."""
    _refuse(_unknown(query, ("provider",)))
    return query.get("provider")


def language_of(query: Mapping[str, str]) -> str | None:
    """In which language the answer is to be; None: it is not said. Raises RefusedError."""
    problems, language = _unknown(query, ("language",)), query.get("language")
    if language is not None and language not in LANGUAGES:
        choices = {"choices": ", ".join(LANGUAGES)}
        problems.append(Problem("language", "problem.choice", choices))
    _refuse(problems)
    return language


def _unknown(query: Mapping[str, str], known: Sequence[str]) -> list[Problem]:
    """Of each parameter that there is not."""
    return [
        Problem(name, "problem.unknown-parameter", {}, tuple(did_you_mean(name, known)))
        for name in query
        if name not in known
    ]


def _refuse(problems: Sequence[Problem]) -> None:
    """Raises RefusedError when there are any."""
    if problems:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "desk.invalid", problems=problems)


class _WrongError(ValueError):
    """A parameter is not as it should be."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class _Reader:
    """Reads parameters and collects what is wrong with them."""

    def __init__(self, query: Mapping[str, str], problems: list[Problem]) -> None:
        self.query, self.problems = query, problems

    def __call__(self, name: str, parse: Callable[[str], T], absent: T) -> T:
        if name not in self.query:
            return absent
        try:
            return parse(self.query[name])
        except _WrongError as error:
            self.problems.append(Problem(name, error.code, error.params))
            return absent


def _yes_no(text: str) -> bool:
    if text not in ("true", "false"):
        raise _WrongError("problem.choice", choices="true, false")
    return text == "true"


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise _WrongError("problem.choice", choices=", ".join(choices))
        return text

    return read


def _instant(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise _WrongError("problem.instant") from None
    if when.tzinfo is None:
        raise _WrongError("problem.offset")
    if not YEARS[0] <= when.year <= YEARS[1]:
        raise _WrongError("problem.year")
    return when


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= MOST):
        raise _WrongError("problem.count", most=MOST)
    return int(text)


async def _gathered(request: Request) -> bytes:
    """As it comes, and no more than that. Raises RefusedError."""
    announced = request.headers.get("content-length", "0")
    too_big = RefusedError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "desk.big-body", {"most": MOST_BODY}
    )
    if not announced.isdigit() or int(announced) > MOST_BODY:
        raise too_big
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            raise too_big
    return bytes(body)

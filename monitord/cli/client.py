"""Asks a running daemon how the sites are. Blocking; see `watch` for the thread."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

from monitord.cli.desk.line import Line, LineError
from monitord.cli.picture import Document, UnexpectedDocumentError


class DaemonAwayError(Exception):
    """The daemon cannot be reached, or not in time; `line` says more where there is more."""

    def __init__(self, why: str, line: LineError | None = None) -> None:
        super().__init__(why)
        self.line = line


class LoginNeededError(DaemonAwayError):
    """The daemon wants to know who asks, or does not know the token, or does not let it read."""


class UnknownSiteError(Exception):
    """The daemon has no such site."""

    def __init__(self, id_: str, did_you_mean: list[str]) -> None:
        super().__init__(id_)
        self.id = id_
        self.did_you_mean = did_you_mean


@dataclass(frozen=True, slots=True)
class Client:
    """Reads the API of the daemon at the other end of `line`."""

    line: Line

    def sites(self) -> Document:
        """The document of all sites.

        Raises DaemonAwayError and UnexpectedDocumentError.
        """
        return self.get("/api/v1/sites")

    def site(self, id_: str) -> Document:
        """The document of one site.

        Raises UnknownSiteError, DaemonAwayError and UnexpectedDocumentError.
        """
        return self.get(f"/api/v1/sites/{quote(id_, safe='')}")

    def get(self, path: str) -> Document:
        """The JSON object at `path`."""
        try:
            status, body = self.line.ask("GET", path)
        except LineError as error:
            why = error.params.get("why") or error.__cause__ or error.code
            raise DaemonAwayError(getattr(why, "strerror", None) or str(why), error) from error
        if status != HTTPStatus.OK:
            raise refusal(status, body)
        return decoded(body)


def decoded(body: bytes) -> Document:
    """The JSON object in `body`. Raises UnexpectedDocumentError."""
    try:
        document: Any = json.loads(body)
    except ValueError as error:
        raise UnexpectedDocumentError(str(error)) from error
    if not isinstance(document, dict):
        raise UnexpectedDocumentError(type(document).__name__)
    return cast("Document", document)


def refusal(status: int, body: bytes) -> Exception:
    """What an answer that is not 200 means."""
    if status == HTTPStatus.NOT_FOUND and b"did_you_mean" in body:
        document = decoded(body)
        return UnknownSiteError(document["id"], list(document["did_you_mean"]))
    said = f"HTTP {status} {_phrase(status)}".rstrip()
    if status in (401, 403, 429):
        return LoginNeededError(said)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return DaemonAwayError(said)
    return UnexpectedDocumentError(said)


def _phrase(status: int) -> str:
    """What the standard library calls it; empty for what it does not know."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""

"""Asks a running daemon over HTTP. Blocking, standard library only; see `watch` for the thread."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.client import HTTPException
from ssl import SSLContext
from typing import Any, cast
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from monitord.cli.picture import Document, UnexpectedDocumentError

TIMEOUT = 5.0
"""Seconds for an answer; the daemon's own takes milliseconds."""


class DaemonAwayError(Exception):
    """The daemon cannot be reached, or not in time."""


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
    """Reads the API of the daemon at `url` (`http://127.0.0.1:9779`)."""

    url: str
    timeout: float = TIMEOUT
    token: str | None = field(default=None, repr=False)
    tls: SSLContext | None = None
    """Whom to trust over https; None: whom the system trusts."""

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
            asked = Request(self.url.rstrip("/") + path)  # noqa: S310 - http or https only
            if self.token is not None:
                asked.add_header("authorization", f"Bearer {self.token}")
            with opener(self.tls).open(asked, timeout=self.timeout) as answer:
                return decoded(answer.read())
        except HTTPError as error:
            raise refusal(error) from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise DaemonAwayError(getattr(reason, "strerror", None) or str(reason)) from error


class _Straight(HTTPRedirectHandler):
    """Follows no redirection: the token is for the daemon only."""

    def redirect_request(self, *args: Any, **more: Any) -> None:
        """Nowhere else."""


def opener(tls: SSLContext | None = None) -> OpenerDirector:
    """Speaks HTTP and HTTPS, and never through a proxy: the daemon is near."""
    return build_opener(ProxyHandler({}), HTTPHandler, HTTPSHandler(context=tls), _Straight)


def decoded(body: bytes) -> Document:
    """The JSON object in `body`. Raises UnexpectedDocumentError."""
    try:
        document: Any = json.loads(body)
    except ValueError as error:
        raise UnexpectedDocumentError(str(error)) from error
    if not isinstance(document, dict):
        raise UnexpectedDocumentError(type(document).__name__)
    return cast("Document", document)


def refusal(error: HTTPError) -> Exception:
    """What an answer that is not 200 means."""
    with error:
        body = error.read()
    if error.code == 404 and b"did_you_mean" in body:
        document = decoded(body)
        return UnknownSiteError(document["id"], list(document["did_you_mean"]))
    if error.code in (401, 403, 429):
        return LoginNeededError(f"HTTP {error.code} {error.reason}")
    if error.code == 503:
        return DaemonAwayError(f"HTTP {error.code} {error.reason}")
    return UnexpectedDocumentError(f"HTTP {error.code} {error.reason}")

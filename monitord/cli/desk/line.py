"""The connection to the daemon: its Unix socket, or HTTP with a token. Blocking."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from ssl import SSLCertVerificationError, SSLContext
from typing import Protocol
from urllib.parse import urlsplit

from monitord.model.states import Param

TIMEOUT = 10.0
"""Seconds for an answer; the daemon itself waits up to 3 for its database."""
JSON = "application/json"


class LineError(Exception):
    """The daemon cannot be reached. `code` is a key of the texts."""

    def __init__(self, code: str, params: Mapping[str, Param]) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Line(Protocol):
    """One question, one answer."""

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body of the answer. Raises LineError."""


@dataclass(frozen=True, slots=True)
class SocketLine:
    """Over the Unix socket at `path`: the kernel tells the daemon who asks."""

    path: Path
    timeout: float = TIMEOUT

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body of the answer. Raises LineError."""
        try:
            return _asked(_SocketConnection(self.path, self.timeout), method, path, body, {})
        except (OSError, HTTPException) as error:
            raise LineError(*_why(self.path, error)) from error


@dataclass(frozen=True, slots=True)
class UrlLine:
    """Over HTTP at `url` (`http://127.0.0.1:9779`), with a token if there is one.

    No redirection is followed, nor a proxy used: the token is for the daemon only.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT
    tls: SSLContext | None = None
    """Whom to trust over https; None: whom the system trusts."""

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body of the answer. Raises LineError."""
        headers = {} if self.token is None else {"authorization": f"Bearer {self.token}"}
        try:
            parts = urlsplit(self.url)
            connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
            target = parts.path.rstrip("/") + path
            return _asked(connection, method, target, body, headers)
        except SSLCertVerificationError as error:
            why = {"where": self.url, "why": error.verify_message}
            raise LineError("cli.desk.untrusted", why) from error
        except (OSError, HTTPException, ValueError) as error:
            raise LineError("cli.desk.away", {"where": self.url, "why": _reason(error)}) from error

    def _connection(self, scheme: str, host: str, port: int | None) -> HTTPConnection:
        if scheme == "https":
            return HTTPSConnection(host, port, timeout=self.timeout, context=self.tls)
        return HTTPConnection(host, port, timeout=self.timeout)


class _SocketConnection(HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self) -> None:
        """Raises OSError."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


def _asked(
    connection: HTTPConnection,
    method: str,
    path: str,
    body: bytes | None,
    headers: Mapping[str, str],
) -> tuple[int, bytes]:
    """One question over a connection of its own. Raises OSError and HTTPException."""
    kind = {"content-type": JSON} if body is not None else {}
    try:
        connection.request(method, path, body, {**headers, **kind})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _why(path: Path, error: Exception) -> tuple[str, Mapping[str, Param]]:
    """What is wrong with a socket, and what to do."""
    where = str(path)
    match error:
        case FileNotFoundError():
            return "cli.desk.no-socket", {"path": where}
        case PermissionError():
            return "cli.desk.forbidden", {"path": where, "group": _group(path)}
        case ConnectionRefusedError():
            return "cli.desk.nobody", {"path": where}
    return "cli.desk.away", {"where": where, "why": _reason(error)}


def _group(path: Path) -> str:
    """Whose members may use the socket; its number when it has no name."""
    try:
        return path.group()
    except (KeyError, OSError):
        return "monitord"


def _reason(error: object) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__

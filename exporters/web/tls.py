"""What HTTP is encrypted with: a certificate and its key, which may be renewed while it runs."""

from __future__ import annotations

from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext, SSLError, SSLObject, TLSVersion

from monitord.model.doors import Tls

OTHERS = 0o007
"""Permissions on the key that those who are neither owner nor in its group may not have."""


class TlsError(Exception):
    """The files cannot be used; `code` says why, `file` which."""

    def __init__(self, code: str, file: str, why: str = "") -> None:
        super().__init__(f"{file}: {why or code}")
        self.code, self.file, self.why = code, file, why


class Certificates:
    """The context for a server, of which the certificate can be changed for those who come."""

    def __init__(self, files: Tls) -> None:
        """Reads both files. Raises TlsError."""
        self._current = read(files)
        self.context = read(files)
        self.context.sni_callback = self._swap

    def renew(self, files: Tls) -> None:
        """Read them again; a pair that cannot be used changes nothing. Blocks. Raises TlsError."""
        self._current = read(files)

    def _swap(self, connection: SSLObject, name: str | None, context: SSLContext) -> None:
        """Called in each handshake, also when the client names no server."""
        connection.context = self._current


def read(files: Tls) -> SSLContext:
    """A context with that certificate. Blocks. Raises TlsError."""
    _look(files.certificate, 0)
    _look(files.key, OTHERS)
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.minimum_version = TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(files.certificate, files.key, password=_no_pass_phrase)
    except SSLError as error:
        raise TlsError("pair", files.certificate, error.reason or str(error)) from None
    except (OSError, ValueError) as error:
        raise TlsError("pair", files.key, getattr(error, "strerror", None) or str(error)) from None
    return context


def _no_pass_phrase() -> str:
    """Nobody is there to type one; without this OpenSSL would ask at the terminal."""
    raise ValueError("the key has a pass phrase")


def _look(name: str, others: int) -> None:
    """Raises TlsError when it is not there, or open to others."""
    if not name:
        raise TlsError("half", name)
    try:
        mode = Path(name).stat().st_mode
    except OSError as error:
        raise TlsError("unreadable", name, error.strerror or "") from None
    if mode & others:
        raise TlsError("open", name)

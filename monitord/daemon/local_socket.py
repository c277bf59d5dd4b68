"""The Unix socket over which commands come: who may write to it is a matter of the file's mode."""

from __future__ import annotations

import errno
import logging
import os
import socket
from contextlib import AsyncExitStack, suppress
from pathlib import Path

log = logging.getLogger("socket")

MODE = 0o660
"""The daemon's user and group."""


def local_sockets(path: str | None, closing: AsyncExitStack) -> list[socket.socket]:
    """The one for commands, where there is to be one and it can be had; `closing` closes it."""
    if path is None:
        return []
    place = Path(path)
    opened = open_local(place)
    if opened is None:
        return []
    closing.callback(close_local, opened, place)
    return [opened]


def open_local(path: Path) -> socket.socket | None:
    """A listening socket at `path`; None, and a line in the log, when it cannot be had.

    One that a daemon left behind is replaced; one at which somebody answers is not.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove_abandoned(path)
        return _bound(path)
    except OSError as error:
        why = error.strerror or str(error)
        log.error("no commands come over the socket %s: %s", path, why)
        return None


def close_local(sock: socket.socket, path: Path) -> None:
    """Take the file away, if it is still this socket's."""
    with suppress(OSError):
        path.unlink()
    sock.close()


def _bound(path: Path) -> socket.socket:
    """Bound under another name first: nobody can connect before the mode is right."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        sock.bind(str(fresh))
        fresh.chmod(MODE)
        fresh.rename(path)
        sock.listen()
    except OSError:
        sock.close()
        with suppress(OSError):
            fresh.unlink()
        raise
    return sock


def _remove_abandoned(path: Path) -> None:
    """Raises OSError when somebody listens there, or it is no socket."""
    if not path.exists():
        return
    if not path.is_socket():
        raise FileExistsError(errno.EEXIST, "there is a file of this name that is no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise OSError(errno.EADDRINUSE, "another daemon listens there")

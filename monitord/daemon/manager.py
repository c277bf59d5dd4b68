"""What systemd wants to hear (sd_notify(3)); without systemd nobody is told.

The reflector uses it too: it imports nothing but the standard library, and no event loop.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

READY, STOPPING, WATCHDOG = "READY=1", "STOPPING=1", "WATCHDOG=1"


def listens(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a service manager wants to hear anything."""
    return environ.get("NOTIFY_SOCKET", "").startswith(("/", "@"))


def tell(*states: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Send states to the service manager; whether one has them. Never waits."""
    if not listens(environ):
        return False
    path = environ["NOTIFY_SOCKET"]
    if path.startswith("@"):  # a socket without a file
        path = "\0" + path[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as notify:
        try:
            notify.sendto("\n".join(states).encode(), socket.MSG_DONTWAIT, path)
        except OSError:
            return False  # a manager that is gone, or busy, is no reason to go, too
    return True


def status(text: str) -> str:
    """The state that `systemctl status` shows as a line."""
    return f"STATUS={' '.join(text.split())}"


@contextmanager
def reloading(environ: Mapping[str, str] = os.environ) -> Iterator[None]:
    """While the block lasts, the service manager knows that the configuration is read again.

    What ends it by an exception ends the daemon: nothing is ready then.
    """
    tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}", environ=environ)
    yield
    tell(READY, environ=environ)


def patience(environ: Mapping[str, str] = os.environ, pid: int | None = None) -> float | None:
    """Seconds of silence after which the manager kills process `pid` (None: this one).

    None: it never does, as sd_watchdog_enabled(3) says.
    """
    meant_for = environ.get("WATCHDOG_PID", "")
    text = environ.get("WATCHDOG_USEC", "")
    if meant_for and meant_for != str(os.getpid() if pid is None else pid):
        return None
    return int(text) / 1e6 if text.isascii() and text.isdigit() and int(text) else None

"""What systemd wants to hear (sd_notify(3)); without systemd nobody is told."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

READY, STOPPING = "READY=1", "STOPPING=1"


def tell(state: str, environ: Mapping[str, str] = os.environ) -> None:
    """Send a state to the service manager, if there is one that listens."""
    path = environ.get("NOTIFY_SOCKET", "")
    if not path.startswith(("/", "@")):
        return
    if path.startswith("@"):  # a socket without a file
        path = "\0" + path[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as notify:
        try:
            notify.sendto(state.encode(), path)
        except OSError:
            return  # a manager that is gone is no reason to go, too

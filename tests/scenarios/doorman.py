"""The outer end of `inside`: starts and ends a program in a province, and opens sockets there."""

from __future__ import annotations

import json
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.scenarios import inside

PATIENCE = 30.0
"""Seconds."""


class Doorman:
    """Give `command` to a `Province`, and call `admit` once that has started."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "door"
        self.waiting = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.waiting.bind(str(self.path))
        self.waiting.listen(1)
        self.waiting.settimeout(PATIENCE)
        self.connection: socket.socket | None = None

    @property
    def command(self) -> Sequence[str]:
        """What is to run inside."""
        return (sys.executable, str(inside.__file__), str(self.path))

    def admit(self) -> None:
        """Wait for the one inside."""
        self.connection, _ = self.waiting.accept()
        self.connection.settimeout(PATIENCE)

    def listen(self, port: int) -> socket.socket:
        """A socket that listens on 127.0.0.1 inside."""
        connection = self._ask({"listen": port})
        _, (descriptor,), _, _ = socket.recv_fds(connection, 1, 1)
        return socket.socket(fileno=descriptor)

    def start(self, words: Sequence[str], environment: Mapping[str, str]) -> int:
        """Start a program inside; its process id."""
        connection = self._ask({"start": list(words), "environment": dict(environment)})
        return int(json.loads(connection.recv(inside.MOST_BYTES)))

    def end(self, number: int = signal.SIGTERM) -> int:
        """End the program; its exit code as subprocess has it."""
        connection = self._ask({"signal": int(number)})
        return int(json.loads(connection.recv(inside.MOST_BYTES)))

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
        self.waiting.close()

    def _ask(self, order: Mapping[str, object]) -> socket.socket:
        assert self.connection is not None
        self.connection.send(json.dumps(order).encode())
        return self.connection

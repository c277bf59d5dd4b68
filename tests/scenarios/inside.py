"""Runs inside a province's namespace, and does there what a test that stays outside asks for.

A program by itself: its only argument is the path of the test's Unix socket. Each message is one
JSON record, answered by one: `{"start": [words], "environment": {…}}` starts a program that
inherits the listening socket; `{"signal": 9}` ends it, and is answered with its exit code;
`{"listen": 9093}` is answered with a socket that listens in here.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from typing import Any

LISTENING = 3
"""The listening socket that the province was started with (sd_listen_fds(3))."""
MOST_BYTES = 1 << 16
ENDS_IN = 20.0
_GUARD = ("setpriv", "--pdeathsig", "KILL", "sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh")
"""Hands the socket over to whoever is started, and lets nobody outlive us."""


class Inside:
    """The inner end of the talk."""

    def __init__(self, outside: socket.socket) -> None:
        self.outside = outside
        self.program: subprocess.Popen[bytes] | None = None

    def serve(self) -> None:
        """Answer until the other end hangs up."""
        while data := self.outside.recv(MOST_BYTES):
            order: dict[str, Any] = json.loads(data)
            if "listen" in order:
                self.listen(int(order["listen"]))
            elif "start" in order:
                self.answer(self.start(order["start"], order["environment"]))
            else:
                self.answer(self.end(int(order["signal"])))

    def answer(self, number: int) -> None:
        """Send a number."""
        self.outside.send(json.dumps(number).encode())

    def listen(self, port: int) -> None:
        """Open a socket and hand it out."""
        with socket.create_server(("127.0.0.1", port)) as server:
            socket.send_fds(self.outside, [b"0"], [server.fileno()])

    def start(self, words: list[str], environment: dict[str, str]) -> int:
        """Start the program; its process id."""
        self.program = subprocess.Popen(
            [*_GUARD, *words],
            env={**os.environ, "LISTEN_FDS": "1", **environment},
            pass_fds=(LISTENING,),
        )
        return self.program.pid

    def end(self, number: int) -> int:
        """Send a signal, and wait."""
        if self.program is None:
            return 0
        self.program.send_signal(number)
        code = self.program.wait(ENDS_IN)
        self.program = None
        return code


if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.connect(sys.argv[1])
        Inside(connection).serve()

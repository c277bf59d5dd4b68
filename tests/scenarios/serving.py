"""A small HTTP server in threads, for what a test has to overhear."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TypeAlias


@dataclass(frozen=True)
class Request:
    """What was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What is answered; `status` 0 hangs up without a word."""

    status: int
    body: bytes = b""
    kind: str = "application/json"


Answering: TypeAlias = Callable[[Request], Reply]


class Serving:
    """Answers every request by a function, which is called in a thread of each connection."""

    def __init__(self, answer: Answering, listener: socket.socket | None = None) -> None:
        """`listener` None: any free port of 127.0.0.1."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answer))
        if listener is not None:
            self.server.socket.close()
            self.server.socket = listener
        self.server.daemon_threads = True
        self.port = int(self.server.socket.getsockname()[1])
        self.thread = Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Listen no more; connections end with those at their other end."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def _handler(answer: Answering) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            reply = answer(Request(self.command, self.path, dict(self.headers), body))
            if reply.status == 0:
                self.close_connection = True
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_DELETE = do_PUT = _serve  # noqa: N815 (as the base class has it)

        def handle(self) -> None:
            """Answer requests until the other end hangs up, or is killed."""
            with suppress(ConnectionError):
                super().handle()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler

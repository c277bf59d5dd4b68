"""Serves a canned document as the daemon's API does, and can go away and come back."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from tests.cli import agents, province


class Handler(BaseHTTPRequestHandler):
    """Answers `/api/v1/sites` and `/api/v1/sites/{id}` from the server's document."""

    server: CannedDaemon

    def do_GET(self) -> None:
        """One request."""
        _, _, name = self.path.partition("/api/v1/sites")
        sites = {site["id"]: site for site in self.server.document.get("sites", ())}
        if name in ("", "/"):
            self.answer(200, self.server.document)
        elif name[1:] in self.server.details:
            self.answer(200, self.server.details[name[1:]])
        elif name[1:] in sites:
            self.answer(200, province.detail(sites[name[1:]]))
        else:
            unknown = {"error": "unknown site", "id": name[1:], "did_you_mean": []}
            self.answer(404, unknown)

    def answer(self, status: int, document: Mapping[str, Any]) -> None:
        """Send a JSON document."""
        body = json.dumps(document, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class CannedDaemon(ThreadingHTTPServer):
    """Listens on a free port of 127.0.0.1, or on the given one."""

    daemon_threads = True

    def __init__(self, document: Mapping[str, Any], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.document = document
        talking = agents.talkative()
        self.details: dict[str, Mapping[str, Any]] = {talking["id"]: talking}
        """Documents of sites that say more than `province.detail` makes of the list."""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serving(document: Mapping[str, Any], port: int = 0) -> Iterator[CannedDaemon]:
    """A canned daemon that answers until the block ends."""
    with CannedDaemon(document, port) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    made = {
        "up": province.all_up,
        "one": province.district_down,
        "every": province.every_state,
    }
    with CannedDaemon(made[sys.argv[1]](), int(sys.argv[2])) as forever:
        forever.serve_forever()

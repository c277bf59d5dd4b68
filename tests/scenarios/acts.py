"""What people do in a scenario, over the daemon's Unix socket."""

from __future__ import annotations

import json
import socket
import time
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.scenarios.play import Play, Step

SHORTEST = 60.0
"""Seconds that a maintenance window lasts at least."""


class UnixConnection(HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=10.0)
        self.path = path

    def connect(self) -> None:
        """Connect to the path."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


def post(play: Play, where: str, body: object) -> dict[str, Any]:
    """The answer to a POST over the Unix socket; fails when it is refused."""
    with play.stage.alive, closing(UnixConnection(play.stage.socket)) as connection:
        head = {"Content-Type": "application/json"}
        connection.request("POST", where, json.dumps(body), head)
        response = connection.getresponse()
        text = response.read().decode()
        assert response.status < 300, f"{where}: {response.status} {text}"
        answer: dict[str, Any] = json.loads(text)
        return answer


def act(play: Play, what: str, **body: object) -> None:
    """Do something to the scenario's incident."""
    post(play, f"/api/v1/incidents/{play.incident()}/{what}", body)


def acknowledge(play: Play) -> None:
    """Take care of it."""
    act(play, "ack", note="đang xử lý")


def correct(cause: str, owner: str) -> Step:
    """Say what it was."""
    return lambda play: act(play, "correct", cause=cause, owner=owner)


def covered(lasts: float) -> Step:
    """A maintenance window is entered, in force from now; the mark `end` is when it is over."""

    def enter(play: Play) -> None:
        play.marks["end"] = end = time.time() + lasts
        start = datetime.fromtimestamp(end - max(lasts, SHORTEST), UTC)
        body = {
            "cover": {"kind": "site", "id": play.name},
            "start": start.isoformat(),
            "seconds": max(lasts, SHORTEST),
            "why": "thay modem",
        }
        post(play, "/api/v1/maintenance", body)

    return enter

"""Between monitord and Alertmanager: passes on, and writes down what was accepted when."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Lock
from typing import Any

from tests.scenarios.serving import Reply, Request, Serving

ALERTS = "/api/v2/alerts"
PATIENCE = 10.0
"""Seconds."""


@dataclass(frozen=True)
class Posted:
    """One alert that Alertmanager has accepted."""

    at: float
    """Unix seconds: when the answer was there."""
    labels: Mapping[str, str]
    ends_at: str


class Post:
    """A real forwarder."""

    def __init__(self, listener: socket.socket, alertmanager: str) -> None:
        """Forwards from `listener` to `alertmanager` (`host:port`)."""
        self.alertmanager = alertmanager
        self.lock = Lock()
        self.accepted: list[Posted] = []
        self.serving = Serving(self._answer, listener)

    def posted(self, incident: str) -> list[Posted]:
        """The alerts of an incident, in the order in which they were accepted."""
        with self.lock:
            return [posted for posted in self.accepted if posted.labels["incident"] == incident]

    def close(self) -> None:
        """Forward no more."""
        self.serving.close()

    def _answer(self, request: Request) -> Reply:
        with closing(HTTPConnection(self.alertmanager, timeout=PATIENCE)) as connection:
            try:
                connection.request(request.method, request.path, request.body, _passed_on(request))
                response = connection.getresponse()
                body = response.read()
            except OSError:
                return Reply(0)
        now = time.time()
        if request.method == "POST" and request.path == ALERTS and response.status == 200:
            self._note(json.loads(request.body), now)
        kind = response.getheader("Content-Type", "application/json")
        return Reply(response.status, body, kind)

    def _note(self, alerts: list[dict[str, Any]], now: float) -> None:
        with self.lock:
            self.accepted += [
                Posted(now, alert["labels"], alert.get("endsAt", "")) for alert in alerts
            ]


def _passed_on(request: Request) -> dict[str, str]:
    return {
        name: value
        for name, value in request.headers.items()
        if name.lower() in {"content-type", "authorization", "accept"}
    }

"""Records what Alertmanager tells people, and when."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Condition
from typing import Any

from tests.scenarios.serving import Reply, Request, Serving

FIRING = "firing"
RESOLVED = "resolved"


@dataclass(frozen=True)
class Told:
    """One alert of a notification."""

    status: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    def __str__(self) -> str:
        name, cause = self.labels["alertname"], self.labels.get("cause", "")
        return f"{self.status} {name} {subject(self.labels)} {cause}".rstrip()


@dataclass(frozen=True)
class Notification:
    """One message: what a person gets one of. Alerts as Alertmanager groups them."""

    at: float
    """Unix seconds."""
    receiver: str
    status: str
    """`firing` as long as one of its alerts does."""
    alerts: tuple[Told, ...]

    @property
    def labels(self) -> Mapping[str, str]:
        """Those of its first alert."""
        return self.alerts[0].labels

    scenario: str = ""
    """Whose it is, by the first word of what it is about."""
    repeated: frozenset[int] = frozenset()
    """The places of the alerts of which its receiver had heard the same before."""

    def __str__(self) -> str:
        fresh = {str(alert) for n, alert in enumerate(self.alerts) if n not in self.repeated}
        return "; ".join(sorted(fresh)) or f"again: {self.status}"


class Webhook:
    """The receiver of all notifications: the path of the URL says whose they are."""

    def __init__(self) -> None:
        self.notifications: list[Notification] = []
        self.news = Condition()
        self._last: dict[tuple[str, frozenset[tuple[str, str]]], str] = {}
        """The last word about each alert, by receiver."""
        self.serving = Serving(self._answer)

    @property
    def url(self) -> str:
        """What all receivers' URLs begin with."""
        return f"http://127.0.0.1:{self.serving.port}"

    def told(self) -> tuple[Notification, ...]:
        """All so far."""
        with self.news:
            return tuple(self.notifications)

    def close(self) -> None:
        """Receive no more."""
        self.serving.close()

    def _answer(self, request: Request) -> Reply:
        now = time.time()
        document: dict[str, Any] = json.loads(request.body)
        alerts = tuple(
            Told(alert["status"], alert["labels"], alert["annotations"])
            for alert in document["alerts"]
        )
        receiver = request.path.strip("/")
        with self.news:
            repeated = frozenset(n for n, it in enumerate(alerts) if not self._fresh(receiver, it))
            scenario = re.split("[-/]", subject(alerts[0].labels))[0]
            told = Notification(now, receiver, document["status"], alerts, scenario, repeated)
            self.notifications.append(told)
            self.news.notify_all()
        return Reply(200)

    def _fresh(self, receiver: str, alert: Told) -> bool:
        """Whether the last word about it was another one."""
        key = receiver, frozenset(alert.labels.items())
        before, self._last[key] = self._last.get(key), alert.status
        return before != alert.status


def subject(labels: Mapping[str, str]) -> str:
    """What an alert is about: what stands under its scope's name, else the site."""
    return labels.get(labels.get("scope", ""), labels.get("site", ""))

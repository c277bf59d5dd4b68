"""One scenario, and the stage on which it is played."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TypeAlias

from tests.scenarios.ground import Ground
from tests.scenarios.middle import Middle
from tests.scenarios.stage import Stage
from tests.scenarios.webhook import Notification, Webhook

PATIENCE = 60.0
"""Seconds for anything that is waited for."""
EVERYTHING = "*"
"""The name of a scenario that has the stage to itself."""


class Play:
    """One scenario on the stage."""

    def __init__(
        self, name: str, stage: Stage, webhook: Webhook, middle: Middle, weather: Lock
    ) -> None:
        self.name = name
        self.stage = stage
        self.webhook = webhook
        self.middle = middle
        self._weather = weather
        self.marks: dict[str, float] = {}
        """Instants that a scenario remembers, Unix seconds."""

    def befall(self, fault: Mapping[str, object], **target: str | bool) -> None:
        """Let a fault befall a target; {} ends it."""
        with self._weather:
            self.stage.province.fault(fault, **target)

    def notifications(self) -> list[Notification]:
        """What has been told of this scenario so far."""
        return [told for told in self.webhook.told() if concerns(told, self.name)]

    def incident(self) -> str:
        """The id of the incident of which something was told first."""
        return self.notifications()[0].labels["incident"]

    def until_told(self, count: int, status: str) -> None:
        """Wait until so many messages of a status were sent."""

        def enough() -> bool:
            told = [it for it in self.webhook.notifications if concerns(it, self.name)]
            return sum(it.status == status for it in told) >= count

        with self.webhook.news:
            assert self.webhook.news.wait_for(enough, PATIENCE), self._so_far()

    def _so_far(self) -> str:
        return f"{self.name}: told so far {[str(it) for it in self.webhook.notifications]}"


Step: TypeAlias = Callable[[Play], None]


@dataclass(frozen=True)
class Scenario:
    """What happens, and exactly what is told."""

    name: str
    ground: Ground
    steps: tuple[Step, ...]
    expected: tuple[str, ...] = ()
    """Each message, as `status alertname subject cause`, of several alerts joined by `; `."""
    root: str | None = None
    """The device by whose silence it begins, for the time until its transition."""
    after: str | None = None
    """The mark from which the time until the first alert counts; None: the decision."""


def concerns(told: Notification, name: str) -> bool:
    """Whether it is about something of a scenario; everything is about `*`."""
    return name in {EVERYTHING, told.scenario}

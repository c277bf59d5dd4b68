"""Scenarios are played: many at the same time, each in a thread and a subtree of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from threading import Lock, Thread

from tests.scenarios.middle import Middle
from tests.scenarios.play import Play, Scenario, concerns
from tests.scenarios.stage import Stage
from tests.scenarios.webhook import Notification, Webhook
from tests.system.talk import unix

CALM = 4.0
"""Seconds after the last step in which nobody may hear anything more."""


@dataclass
class Performance:
    """How it went."""

    told: tuple[Notification, ...] = ()
    failures: dict[str, BaseException] = field(default_factory=dict)
    marks: dict[str, dict[str, float]] = field(default_factory=dict)
    decided: dict[str, float] = field(default_factory=dict)
    """By incident of which something was told: when its fault was decided first, Unix seconds."""
    accepted: dict[str, float] = field(default_factory=dict)
    """And when Alertmanager had its first alert."""
    silenced: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By device: when its last answer left it, and when it was called down for the first time."""

    def of(self, name: str) -> list[Notification]:
        """What was told of a scenario."""
        return [told for told in self.told if concerns(told, name)]

    def first(self, name: str) -> str:
        """The incident of which something was told first."""
        return self.of(name)[0].labels["incident"]


def perform(
    scenarios: Sequence[Scenario],
    stage: Stage,
    webhook: Webhook,
    early: tuple[float, Callable[[Stage], None]],
    in_the_middle: Callable[[Stage], None],
) -> Performance:
    """Play them all at the same time, and listen a little longer.

    `early`: what happens so many seconds after the start.
    """
    performance, weather = Performance(), Lock()
    middle = Middle(len(scenarios), lambda: in_the_middle(stage))

    def act(scenario: Scenario) -> None:
        play = Play(scenario.name, stage, webhook, middle, weather)
        performance.marks[scenario.name] = play.marks
        try:
            for step in scenario.steps:
                step(play)
        except BaseException as error:  # noqa: BLE001 (it is the test that raises it)
            performance.failures[scenario.name] = error
        finally:
            middle.leave()

    threads = [Thread(target=act, args=(scenario,), daemon=True) for scenario in scenarios]
    for thread in threads:
        thread.start()
    time.sleep(early[0])
    early[1](stage)
    for thread in threads:
        thread.join()
    time.sleep(CALM)
    performance.told = webhook.told()
    _look_up(performance, stage)
    roots = {scenario.root for scenario in scenarios if scenario.root is not None}
    performance.silenced = silenced(stage, roots)
    return performance


def silenced(stage: Stage, devices: Collection[str]) -> dict[str, tuple[float, float]]:
    """See `Performance.silenced`; of devices that were called down."""
    replies, found = stage.replies(devices), {}
    for device in devices:
        down = [at for _, state, at in stage.transitions(device) if state == "down"]
        if down:
            found[device] = (max(at for at in replies[device] if at < down[0]), down[0])
    return found


def _look_up(performance: Performance, stage: Stage) -> None:
    for ident in {told.labels["incident"] for told in performance.told}:
        performance.decided[ident] = unix(stage.incident(ident)["decided_at"])
        performance.accepted[ident] = stage.post.posted(ident)[0].at

"""Scenarios are played: many at the same time, each in a thread and a subtree of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Condition, Lock, Thread
from typing import TypeAlias

from tests.scenarios.ground import Ground
from tests.scenarios.stage import Stage
from tests.scenarios.webhook import FIRING, RESOLVED, Notification, Webhook
from tests.system.talk import unix

PATIENCE = 60.0
"""Seconds for anything that is waited for."""
EVERYTHING = "*"
"""The name of a scenario that has the stage to itself."""
CALM = 4.0
"""Seconds after the last step in which nobody may hear anything more."""


class Middle:
    """Where all scenarios wait for each other, and then something happens once; again and again."""

    def __init__(self, parties: int, happens: Callable[[], None]) -> None:
        self.parties = parties
        self.happens = happens
        self.news = Condition()
        self.waiting = 0
        self.times = 0

    def arrive(self) -> None:
        """Wait until all others have arrived or left."""
        with self.news:
            before = self.times
            self.waiting += 1
            self._look()
            there = self.news.wait_for(lambda: self.times > before, 3 * PATIENCE)
            assert there, "not all have arrived"

    def leave(self) -> None:
        """Nobody need wait for this one any more."""
        with self.news:
            self.parties -= 1
            self._look()

    def _look(self) -> None:
        if self.waiting == self.parties > 0:
            self.happens()
            self.waiting = 0
            self.times += 1
            self.news.notify_all()


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


def concerns(told: Notification, name: str) -> bool:
    """Whether it is about something of a scenario; everything is about `*`."""
    return name in {EVERYTHING, told.scenario}


def dark(**target: str | bool) -> Step:
    """No answer any more."""
    return lambda play: play.befall({"dark": True}, **target)


def ill(fault: Mapping[str, object], **target: str | bool) -> Step:
    """Something else is wrong."""
    return lambda play: play.befall(fault, **target)


def well(**target: str | bool) -> Step:
    """All is well again there."""
    return lambda play: play.befall({}, **target)


def wait(seconds: float) -> Step:
    """Let time pass."""
    return lambda _: time.sleep(seconds)


def fired(count: int = 1) -> Step:
    """Wait until people have been told of trouble, so often in all."""
    return lambda play: play.until_told(count, FIRING)


def resolved(count: int = 1) -> Step:
    """Wait until people have been told of an end, so often in all."""
    return lambda play: play.until_told(count, RESOLVED)


def until(name: str, seconds: float = 0.0) -> Step:
    """Wait until so long after a mark."""
    return lambda play: time.sleep(max(0.0, play.marks[name] + seconds - time.time()))


def mark(name: str) -> Step:
    """Remember this instant."""
    return lambda play: play.marks.__setitem__(name, time.time())


def without_alertmanager(play: Play) -> None:
    """Alertmanager ends."""
    play.stage.alertmanager.end()


def with_alertmanager(play: Play) -> None:
    """It starts again."""
    play.stage.alertmanager.start()


def one_by_one(each: Callable[[int], Step], count: int, within: float) -> Step:
    """Something happens `count` times, spread over some seconds."""

    def run(play: Play) -> None:
        start = time.monotonic()
        for number in range(1, count + 1):
            each(number)(play)
            time.sleep(max(0.0, start + within * number / count - time.monotonic()))

    return run


def middle(play: Play) -> None:
    """Wait for all others; this is when the daemon may be killed."""
    play.middle.arrive()

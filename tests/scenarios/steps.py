"""What scenarios are made of: each step does something, or waits for something."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from tests.scenarios.play import Play, Step
from tests.scenarios.webhook import FIRING, RESOLVED


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

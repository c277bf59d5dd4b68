"""One kill: the program is let run, and killed at a moment in which it expects nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

LIMIT = 1.0
"""Seconds before the kill: what was noted earlier must be there after it."""

Said: TypeAlias = Sequence[tuple[int, float]]
"""Up to which entry all was noted at which time, monotonic seconds, in order."""


@dataclass(frozen=True, slots=True)
class Killed:
    """What the program had said when it was killed."""

    run: str
    at: float
    """Monotonic seconds."""
    said: Said

    @property
    def noted(self) -> int:
        """How many entries it had noted."""
        return self.said[-1][0] if self.said else 0

    @property
    def due(self) -> int:
        """Up to which entry all must be there."""
        return max((number for number, at in self.said if at < self.at - LIMIT), default=0)

    def age(self, kept: int) -> float:
        """How long before the kill, at most, the oldest entry after the first `kept` was noted.

        0: there is none.
        """
        before = [at for number, at in self.said if number <= kept]
        if self.noted <= kept:
            return 0.0
        return self.at - (before[-1] if before else self.said[0][1])


def kill_after(
    url: str, run: str, seconds: float, besides: Callable[[], None] = lambda: None
) -> Killed:
    """Start the program, kill it `seconds` after it noted something, and `besides` just before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.kills.program", url, run],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(seconds)
    at = time.monotonic()
    besides()
    process.kill()
    rest, errors = process.communicate()
    if not first:
        raise RuntimeError(f"the program ended by itself: {errors}")
    return Killed(run, at, [_said(line) for line in (first + rest).splitlines() if line])


def _said(line: str) -> tuple[int, float]:
    number, at = line.split()
    return int(number), float(at)

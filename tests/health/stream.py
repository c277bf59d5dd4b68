"""A stream of echoes written as a word: each letter is one echo's fate, a second apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitord.health.change import Change
from monitord.health.echoes import EchoHealth
from monitord.model.echo import IcmpError
from monitord.model.settings import Limits
from monitord.model.states import State

SECOND = 10**9
TIMEOUT = 8 * 10**8
NO_ROUTE = IcmpError("host-unreachable", "10.0.0.1", 3, 1)


@dataclass
class Stream:
    """Feeds fates to a check's health.

    a answered in 10 ms · s answered slowly, in 700 ms · n answered, RTT not measured
    l lost · o lost outside its hours · r refused · t lost, and then its late reply
    u unmeasured · . nothing sent, only time passes
    """

    limits: Limits = field(default_factory=Limits)
    at: int = 0
    """The turn that comes next; its echo is sent at `at` seconds."""

    def __post_init__(self) -> None:
        self.health = EchoHealth(self.limits, 1.0, 0)

    def feed(self, word: str) -> list[Change]:
        """The changes that these fates bring about."""
        found = []
        for letter in word:
            sent = self.at * SECOND
            self.at += 1
            found += [change for change in self._one(letter, sent) if change is not None]
        return found

    def states(self, word: str) -> list[State]:
        """Only the states changed to."""
        return [change.state for change in self.feed(word)]

    def _one(self, letter: str, sent: int) -> list[Change | None]:
        health, told = self.health, sent + TIMEOUT
        match letter:
            case "a":
                return [health.answered(sent + SECOND // 100, SECOND // 100)]
            case "s":
                return [health.answered(sent + 7 * SECOND // 10, 7 * SECOND // 10)]
            case "n":
                return [health.answered(sent + SECOND // 100, None)]
            case "l":
                return [health.lost(sent, told, expected=True)]
            case "o":
                return [health.lost(sent, told, expected=False)]
            case "r":
                return [health.lost(sent, told, expected=True, error=NO_ROUTE)]
            case "t":
                return [
                    health.lost(sent, told, expected=True),
                    health.late(told + SECOND // 20),
                ]
            case "u":
                return [health.unmeasured(sent, told, "socket-drops")]
            case _:
                return [health.tick(sent, 7 * SECOND)]

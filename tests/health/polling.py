"""A stream of polls written as a word: each letter is what became of one, a minute apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitord.health.change import Change
from monitord.health.polls import PollHealth
from monitord.health.rules import Fault
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import Outcome, SnmpAnswer
from monitord.model.states import Reason, State

SECOND = 10**9
EVERY = 60 * SECOND
FAILURES = {
    "t": (Outcome.TIMEOUT, ""),
    "p": (Outcome.REFUSED, "port-unreachable"),
    "h": (Outcome.REFUSED, "host-unreachable"),
    "k": (Outcome.AUTH, "wrongDigests"),
    "e": (Outcome.ERROR_STATUS, "genErr"),
    "n": (Outcome.NO_OBJECT, ""),
    "m": (Outcome.MALFORMED, ""),
}
FULL = Reason("snmp.ports", {"medium": "all", "value_ratio": 0.96, "limit_ratio": 0.95})


@dataclass
class Polls:
    """Feeds outcomes to a check's health.

    a answered · f answered, and a rule holds · w answered, and a rule waits for more answers
    t silence · p the port · h the host is unreachable · k wrong key · e an error · n no object
    m malformed · after any of these: - its echoes are silent too, ' outside the hours (in this
    order) · u unmeasured · . nothing but time
    """

    settings: SnmpCheck = field(default_factory=lambda: SnmpCheck(("system",)))
    at: int = 0
    """The turn that comes next; its poll begins at `at` minutes and takes a second."""

    def __post_init__(self) -> None:
        self.health = PollHealth(self.settings, 0)

    def feed(self, word: str) -> list[Change]:
        """The changes that these bring about."""
        found = []
        for place, letter in enumerate(word):
            if letter not in "-'":
                marks = word[place + 1 : place + 3]
                silent = marks.startswith("-")
                outside = marks.removeprefix("-").startswith("'")
                found.append(self._one(letter, silent=silent, expected=not outside))
                self.at += 1
        return [change for change in found if change is not None]

    def states(self, word: str) -> list[State]:
        """Only the states changed to."""
        return [change.state for change in self.feed(word)]

    def codes(self, word: str) -> list[str]:
        """Only the reasons given."""
        return [change.reason.code for change in self.feed(word)]

    def _one(self, letter: str, *, silent: bool, expected: bool) -> Change | None:
        health, began = self.health, self.at * EVERY
        ended = began + SECOND
        match letter:
            case "a":
                return health.answered(ended, None)
            case "w":
                return health.answered(ended, None, undecided=True)
            case "f":
                return health.answered(ended, Fault(FULL, ended))
            case "u":
                return health.unmeasured(began, ended, "send-failed")
            case ".":
                return health.tick(began, health.patience)
            case _:
                outcome, error = FAILURES[letter]
                answer = SnmpAnswer(outcome, began, ended, error=error)
                return health.failed(answer, expected=expected, silent=silent)

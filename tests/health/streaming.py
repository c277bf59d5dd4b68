"""Test streams as health hears of them, and a check's life written as a word of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from monitord.health.change import Change
from monitord.health.quality import QualityHealth
from monitord.model.codecs import Codec
from monitord.model.quality import (
    Bursts,
    Direction,
    Jitter,
    Leg,
    Mode,
    Rating,
    Spread,
    StreamOutcome,
    StreamResult,
)
from monitord.model.settings import RtpCheck
from monitord.model.states import State

SECOND = 10**9
EVERY = 300 * SECOND
LASTS = 10 * SECOND
G711 = Codec("g711", "audio", 0, 8000, 0.02, 172, scale="narrowband", bpl=25.1)
TO, FROM, BOTH = Direction.TO_SITE, Direction.FROM_SITE, Direction.ROUND_TRIP
OUTCOMES = {
    "s": (StreamOutcome.SILENT, ""),
    "p": (StreamOutcome.REFUSED, "port-unreachable"),
    "h": (StreamOutcome.REFUSED, "host-unreachable"),
    "k": (StreamOutcome.AUTH, ""),
    "m": (StreamOutcome.MALFORMED, ""),
}


def spread(mean: float) -> Spread:
    return Spread(mean, mean, mean, mean, mean, mean)


def leg(
    sent: int = 500,
    lost: int = 0,
    jitter: float | None = 0.002,
    delay: float | None = None,
    mos: float | None = None,
) -> Leg:
    """One direction of a stream."""
    return Leg(
        sent, sent - lost, lost, 0, 0, 0,
        jitter=None if jitter is None else Jitter(jitter, jitter, 3 * jitter),
        variation=None,
        histogram=(0,) * 10,
        delay=None if delay is None else spread(delay),
        bursts=Bursts(0, 0.0, 0.0, 0.0, 10.0, 0),
        rating=None if mos is None else Rating("narrowband", 80.0, mos, provisional=False),
    )  # fmt: skip


def result(
    legs: Mapping[Direction, Leg] | None = None,
    outcome: StreamOutcome = StreamOutcome.OK,
    error: str = "",
    started: int = 0,
) -> StreamResult:
    """A stream of ten seconds."""
    return StreamResult(
        outcome, Mode.RTP, G711, started, started + LASTS, error=error, legs=legs or {}
    )


def lossy(to_site: int = 0, from_site: int = 0) -> dict[Direction, Leg]:
    """The legs of a stream of 500 packets of which so many were lost on each way."""
    return {
        TO: leg(500, to_site),
        FROM: leg(500 - to_site, from_site),
        BOTH: leg(500, to_site + from_site, delay=0.02),
    }


ANSWERED = {
    "g": lossy(),
    "l": lossy(to_site=16),
    "f": lossy(from_site=16),
    "j": {**lossy(), TO: leg(jitter=0.04)},
}


@dataclass
class Life:
    """Feeds streams to a check's health.

    g good · l lost to the site · f lost from it · j jitter · s silence · p its port · h the host
    is unreachable · k wrong key · m malformed · after any of these: - its echoes are silent too,
    + they are answered, ' outside the hours (in this order) · u unmeasured · . nothing but time
    """

    settings: RtpCheck = field(default_factory=lambda: RtpCheck(G711))
    at: int = 0
    """Nanoseconds: the turn that comes next."""

    def __post_init__(self) -> None:
        self.health = QualityHealth(self.settings, 0)

    def feed(self, word: str) -> list[Change]:
        """The changes that these bring about."""
        found = []
        for place, letter in enumerate(word):
            if letter not in "-+'":
                marks = word[place + 1 : place + 3]
                answering = {"-": False, "+": True}.get(marks[:1])
                outside = marks.lstrip("-+").startswith("'")
                found.append(self._one(letter, answering, expected=not outside))
                self.at += EVERY
        return [change for change in found if change is not None]

    def states(self, word: str) -> list[State]:
        """Only the states changed to."""
        return [change.state for change in self.feed(word)]

    def codes(self, word: str) -> list[str]:
        """Only the reasons given."""
        return [change.reason.code for change in self.feed(word)]

    def _one(self, letter: str, answering: bool | None, *, expected: bool) -> Change | None:
        health, began = self.health, self.at
        match letter:
            case "u":
                return health.unmeasured(began, began + LASTS, "send-failed")
            case ".":
                return health.tick(began, health.patience)
            case "g" | "l" | "f" | "j":
                stream = result(ANSWERED[letter])
            case _:
                outcome, error = OUTCOMES[letter]
                stream = result(outcome=outcome, error=error)
        stream = replace(stream, started=began, ended=began + LASTS)
        return health.streamed(stream, expected=expected, answering=answering)

"""Streams and answers in the API's documents as dataclasses: what `status` tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from monitord.model.quality import Rating
from monitord.model.signalling import SignalOutcome

Document: TypeAlias = Mapping[str, Any]
"""A JSON object as it came."""


@dataclass(frozen=True, slots=True)
class Way:
    """A direction of a test stream, or its round trip."""

    direction: str
    loss: float | None
    jitter: float | None
    """Mean, seconds."""
    delay: float | None
    """Mean, seconds: one way, or of the round trip."""
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class Stream:
    """The last test stream to a device."""

    mode: str
    codec: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of a device to a question of signalling."""

    status: int | None
    """Of SIP."""
    duration: float
    """Seconds."""
    server: str


def stream(entry: Document) -> Stream:
    """From the document of a check that has a `result`. Raises KeyError and its like."""
    legs = entry["result"]["legs"]
    return Stream(entry["mode"], entry["codec"], tuple(_way(way, legs[way]) for way in legs))


def _way(direction: str, leg: Document) -> Way:
    jitter, delay, rating = leg["jitter"], leg["delay"], leg["rating"]
    return Way(
        direction,
        leg["loss"],
        jitter["mean"] if jitter else None,
        delay["mean"] if delay else None,
        Rating(**rating) if rating else None,
    )


def answer(entry: Document) -> Answer | None:
    """From its document; None unless it was a good one. Raises KeyError and its like."""
    good = entry["outcome"] == SignalOutcome.OK
    return Answer(entry["status"], entry["duration"], entry["server"]) if good else None

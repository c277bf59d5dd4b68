"""What is said of a test stream beside its figures, and of an answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from monitord.cli.quality.asking import Asked, Streamed
from monitord.model.quality import Direction, Mode, StreamOutcome, StreamResult
from monitord.model.signalling import SignalOutcome
from monitord.texts import Texts


def outcome(texts: Texts, streamed: Streamed) -> str:
    """What a stream came to, in one sentence."""
    result = streamed.result
    if result is None:
        return streamed.problem or texts.say("reason.rtp.no-key")
    if result.outcome is StreamOutcome.UNMEASURED:
        return texts.say("quality.unmeasured", why=texts.say(f"reason.{result.error}"))
    if result.outcome is not StreamOutcome.OK:
        kind = texts.quantity("kind", result.error)
        return texts.say(f"quality.{result.outcome}", kind=kind)
    complaint = streamed.complaint
    return texts.reason(complaint) if complaint else texts.say("quality.good")


def notes(texts: Texts, streamed: Streamed) -> Iterator[str]:
    """What the figures do not say, and why some are missing."""
    result, say = streamed.result, texts.say
    if result is None or result.outcome is not StreamOutcome.OK:
        return
    yield from _missing(texts, result)
    if result.restarts:
        yield say("quality.restarts", n=result.restarts)
    if result.clock_steps:
        yield say("quality.clock-steps", n=result.clock_steps)
    if result.unsent:
        yield say("quality.unsent", n=result.unsent)
    for kind, n in result.strays.items():
        if n:
            yield say("quality.strays", n=n, kind=say(f"quality.stray.{kind}"))
    if any(leg.rating and leg.rating.provisional for leg in result.legs.values()):
        yield say("quality.provisional", codec=result.codec.id)
    if any(leg.rating and leg.rating.scale == "wideband" for leg in result.legs.values()):
        yield say("quality.wideband")
    if result.codec.scale is None:
        why = "no-scale" if result.codec.medium == "video" else "no-scale-audio"
        yield say(f"quality.{why}", codec=result.codec.id)


def _missing(texts: Texts, result: StreamResult) -> Iterator[str]:
    """Which directions or delays are not known."""
    say = texts.say
    round_trip = result.legs[Direction.ROUND_TRIP]
    ways = [leg for way, leg in result.legs.items() if way is not Direction.ROUND_TRIP]
    if not ways:
        yield say("quality.echo" if result.mode is Mode.ECHO else "quality.stateless")
        return
    unplaced = round_trip.lost - sum(leg.lost for leg in ways)
    if unplaced > 0:
        yield say("quality.unplaced", n=unplaced)
    if all(leg.delay is None for leg in ways):
        yield say("quality.wild-clock" if result.synchronised else "quality.unsynchronised")
        if any(leg.rating is not None for leg in ways):
            yield say("quality.half-rtt")


def answer(texts: Texts, asked: Asked) -> str:
    """What a device said to a question of signalling."""
    said, say = asked.answer, texts.say
    if said is None:
        return asked.problem
    if said.outcome is SignalOutcome.OK:
        return " · ".join(_good(texts, asked))
    if said.outcome is SignalOutcome.UNMEASURED:
        return say("quality.unmeasured", why=said.error)
    kind = texts.quantity("kind", said.error)
    status = said.status if said.status is not None else ""
    return say(f"quality.signal.{said.outcome}", kind=kind, status=status)


def _good(texts: Texts, asked: Asked) -> Iterator[str]:
    said = asked.answer
    if said is None:
        return
    took = texts.say("unit.milliseconds", n=texts.number(said.duration * 1000, 1))
    status = "" if said.status is None else f" {said.status}"
    yield texts.say("quality.signal.ok", status=status, took=took)
    if said.server:
        yield said.server
    if asked.complaint:
        yield texts.reason(asked.complaint)

"""What the running daemon knows of test streams and signalling, in a line each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitord.cli.picture import Check
from monitord.cli.quality.legs import ORDER, milliseconds, rated
from monitord.cli.quality.picture import Answer, Stream, Way
from monitord.texts import Texts

NAMES = {"sip": "SIP", "h323": "H.323"}


def seen(texts: Texts, checks: Sequence[Check]) -> Iterator[str]:
    """A line for each direction of each stream, and for each answer."""
    for check in checks:
        if check.stream is not None:
            yield from _stream(texts, check.stream)
        if check.answer is not None:
            yield _answer(texts, NAMES.get(check.probe, check.probe), check.answer)


def _stream(texts: Texts, stream: Stream) -> Iterator[str]:
    """Each way, and of the round trip what no way tells."""
    ways = {way.direction: way for way in stream.ways}
    for direction in ORDER:
        way = ways.get(direction)
        if way is not None:
            figures = ", ".join(_figures(texts, way))
            words = texts.say(f"direction.{direction}")
            yield texts.say("quality.seen", codec=stream.codec, direction=words, figures=figures)


def _figures(texts: Texts, way: Way) -> Iterator[str]:
    say = texts.say
    if way.loss is not None:
        yield say("quality.seen.loss", loss=texts.quantity("loss_ratio", way.loss))
    if way.jitter is not None:
        yield say("quality.seen.jitter", jitter=milliseconds(texts, way.jitter))
    if way.delay is not None:
        yield say("quality.seen.delay", delay=milliseconds(texts, way.delay))
    if way.rating is not None:
        yield rated(texts, way.rating)


def _answer(texts: Texts, name: str, answer: Answer) -> str:
    status = "" if answer.status is None else f" {answer.status}"
    took = milliseconds(texts, answer.duration)
    words = texts.say("quality.signal.ok", status=status, took=took)
    return f"{name}: {words}{f' · {answer.server}' if answer.server else ''}"

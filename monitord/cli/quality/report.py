"""What `check` prints of streams and signalling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from monitord.cli.look import mark, named_table, stated
from monitord.cli.quality.asking import Asked, Streamed
from monitord.cli.quality.bars import histogram
from monitord.cli.quality.legs import leg_table, milliseconds
from monitord.cli.quality.words import answer, notes, outcome
from monitord.model.quality import StreamOutcome
from monitord.model.states import State
from monitord.texts import Texts


def streams(
    out: Console, texts: Texts, all_streamed: Sequence[Streamed]
) -> Iterator[RenderableType]:
    """Each stream: what was sent, how it is, its figures, its histogram, notes."""
    for streamed in all_streamed:
        yield ""
        yield Text(title(texts, streamed), "bold")
        state = State.DEGRADED if streamed.wrong else State.UP
        yield Text.assemble(mark(state), f" {outcome(texts, streamed)}")
        result = streamed.result
        if result is not None and result.outcome is StreamOutcome.OK:
            yield leg_table(out, texts, result)
            bars = histogram(out, texts, result)
            if bars is not None:
                yield ""
                yield bars
        yield from (f"- {note}" for note in notes(texts, streamed))
        if result is not None and result.pacing is not None:
            yield f"- {texts.say('quality.pacing', p99=milliseconds(texts, result.pacing))}"


def title(texts: Texts, streamed: Streamed) -> str:
    """Whose stream, and what it is like."""
    settings = streamed.settings
    return texts.say(
        "quality.title",
        device=streamed.device.id,
        codec=settings.codec.id,
        mode=texts.say(f"quality.mode.{settings.mode}"),
        time=texts.quantity("time_seconds", settings.duration),
        rate=texts.quantity("rate_bytes_per_second", settings.codec.rate / 8),
    )


def signals(out: Console, texts: Texts, asked: Sequence[Asked]) -> Iterator[RenderableType]:
    """A row for each question."""
    if not asked:
        return
    made: Table = named_table(out, texts, "device", "check", "state", "remarks")
    for each in asked:
        state = State.DEGRADED if each.wrong else State.UP
        name = {"sip": "SIP", "h323": "H.323"}[each.probe]
        made.add_row(
            each.device.id.rpartition("/")[2],
            name,
            stated(texts, state),
            answer(texts, each),
        )
    yield ""
    yield made

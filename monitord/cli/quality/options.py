"""Which streams the command line asks for."""

from __future__ import annotations

import click

from monitord.cli.language import from_environment, texts_of
from monitord.cli.quality.plan import codecs_of
from monitord.inventory.units import parse_duration
from monitord.model.codecs import Codec
from monitord.model.inventory import Inventory
from monitord.texts import Texts, texts

LEAST, MOST = 1.0, 300.0
"""Seconds of a stream."""


class Duration(click.ParamType[float]):
    """A time as in the inventory: `10s`, `2m`; a mere number is seconds."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Seconds. Fails for what is no time, or none for a stream."""
        text = str(value)
        try:
            seconds = parse_duration(f"{text}s" if text.isdecimal() else text)
        except ValueError:
            seconds = 0.0
        if not LEAST <= seconds <= MOST:
            words = texts_of(ctx) if ctx else texts(from_environment({}))
            self.fail(words.say("quality.bad-duration", value=text), param, ctx)
        return seconds


DURATION = Duration()


def chosen(
    ctx: click.Context, words: Texts, inventory: Inventory, codec: str | None
) -> Codec | None:
    """The codec of that name; None for none. Raises click.UsageError when there is none such."""
    if codec is None:
        return None
    known = codecs_of(inventory)
    if codec not in known:
        why = words.say("quality.unknown-codec", codec=codec, codecs=", ".join(sorted(known)))
        raise click.UsageError(why, ctx)
    return known[codec]

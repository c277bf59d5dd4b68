"""Durations on the command line, written as in the inventory: `500ms`, `5s`, `5m`."""

from __future__ import annotations

import click

from monitord.cli.language import from_environment, texts_of
from monitord.inventory.units import parse_duration
from monitord.texts import texts


class Duration(click.ParamType[float]):
    """A time span with its unit; the value is in seconds."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Seconds. Fails for anything that the inventory would not take."""
        try:
            return parse_duration(str(value))
        except ValueError:
            words = texts_of(ctx) if ctx else texts(from_environment({}))
            self.fail(words.say("cli.run.duration"), param, ctx)

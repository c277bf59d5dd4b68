"""Values on the command line that are written, and refused, as in the inventory.

That brings 20 MB of code with it, which the daemon leaves to its loading process: it is imported
where a value is given.
"""

from __future__ import annotations

import click

from monitord.cli.language import from_environment, texts_of
from monitord.texts import Texts, texts

OFF = "off"


class Duration(click.ParamType[float]):
    """A time span with its unit, `500ms`, `5s`, `5m`; the value is in seconds."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Seconds. Fails for anything that the inventory would not take."""
        from monitord.inventory.units import parse_duration  # noqa: PLC0415

        try:
            return parse_duration(str(value))
        except ValueError:
            self.fail(_words(ctx).say("cli.run.duration"), param, ctx)


class ListenOrOff(click.ParamType[str]):
    """`address:port`, or `off`."""

    name = "address:port"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The same. Fails for anything that the inventory would not take."""
        from monitord.inventory.addresses import parse_listen  # noqa: PLC0415

        text = str(value)
        try:
            return OFF if text == OFF else parse_listen(text)
        except ValueError:
            self.fail(_words(ctx).say("inventory.listen-or-off", value=text), param, ctx)


def _words(ctx: click.Context | None) -> Texts:
    return texts_of(ctx) if ctx else texts(from_environment({}))

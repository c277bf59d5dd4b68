"""Values on the command line that are written, and refused, as in the inventory.

That brings 20 MB of code with it, which the daemon leaves to its loading process: it is imported
where a value is given.
"""

from __future__ import annotations

from typing import Any

import click

from monitord.cli.language import from_environment, texts_of
from monitord.texts import Texts, texts

OFF = "off"


class Setting(click.ParamType[Any]):
    """A field of the inventory's `daemon`: read, and held within its bounds, as there.

    What is turned off there comes out as `OFF`, because None means "not given" here.
    """

    def __init__(self, field: str, name: str) -> None:
        """`name` stands for the value in the help: `duration`."""
        self.field = field
        self.name = name

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """What the inventory makes of it. Fails for anything that it would not take."""
        from pydantic import ValidationError  # noqa: PLC0415

        from monitord.inventory.schema.daemon import DaemonEntry  # noqa: PLC0415

        try:
            entry = DaemonEntry.model_validate({self.field: str(value)})
        except ValidationError as error:
            what = error.errors(include_url=False)[0]
            why = _words(ctx).say(f"inventory.{what['type']}", **what.get("ctx", {}))
            self.fail(why, param, ctx)
        found: object = getattr(entry, self.field)
        return OFF if found is None else found


def _words(ctx: click.Context | None) -> Texts:
    return texts_of(ctx) if ctx else texts(from_environment({}))

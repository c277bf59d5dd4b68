"""Values on the command line that are written, and refused, as in the inventory.

That brings 20 MB of code with it, which the daemon leaves to its loading process: it is imported
where a value is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from monitord.cli.language import from_environment, texts_of
from monitord.model.names import did_you_mean
from monitord.texts import Texts, texts

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

OFF = "off"


class Setting(click.ParamType[Any]):
    """A field of the inventory's `daemon`: read, and held within its bounds, as there.

    What is turned off there comes out as `OFF`, because None means "not given" here.
    """

    def __init__(self, field: str, name: str, *, many: bool = False) -> None:
        """`name` stands for the value in the help: `duration`.

        `many`: the field is a list, of which each value is one.
        """
        self.field = field
        self.name = name
        self.many = many

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """What the inventory makes of it. Fails for anything that it would not take."""
        text = str(value)
        found = self.read({self.field: [text] if self.many else text}, param, ctx)
        return found[self.field][0] if self.many else found[self.field]

    def read(
        self, given: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, Any]:
        """The settings that are in a piece of `daemon`. Fails for what it would not take."""
        from pydantic import ValidationError  # noqa: PLC0415

        from monitord.inventory.schema.daemon import DaemonEntry  # noqa: PLC0415

        try:
            entry = DaemonEntry.model_validate(given)
        except ValidationError as error:
            self.fail(_why(error.errors(include_url=False)[0], ctx), param, ctx)
        return {name: OFF if each is None else each for name, each in entry.given().items()}


class IncidentRule(Setting):
    """One of the inventory's `daemon.incidents`: `hold=2s`."""

    def __init__(self) -> None:
        super().__init__("incidents", "name=value")

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """Its name and what the inventory makes of it."""
        if isinstance(value, tuple):  # click may ask for the same again
            return value
        name, _, text = str(value).partition("=")
        found = self.read({"incidents": {name: text}}, param, ctx)
        return name, getattr(found["incidents"], name)


def _why(what: ErrorDetails, ctx: click.Context | None) -> str:
    """The inventory's own words for an error of pydantic."""
    words = _words(ctx)
    if what["type"] != "extra_forbidden":
        return words.say(f"inventory.{what['type']}", **what.get("ctx", {}))
    from monitord.inventory.schema.daemon import IncidentsEntry  # noqa: PLC0415

    name = str(what["loc"][-1])
    near = did_you_mean(name, IncidentsEntry.model_fields)
    hint = words.say("inventory.did-you-mean", hint=near[0]) if near else ""
    return words.say("inventory.unknown-key", name=name) + hint


def _words(ctx: click.Context | None) -> Texts:
    return texts_of(ctx) if ctx else texts(from_environment({}))

"""Planned maintenance."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import ConfigDict, Field, model_validator

from monitord.inventory.fields import Duration, Ident, Moment, Text, lasting, problem
from monitord.inventory.schema.entry import Entry
from monitord.model.maintenance import Cover, CoverKind

KINDS: tuple[CoverKind, ...] = get_args(CoverKind)


class WindowEntry(Entry):
    """A planned work on one site, circuit, provider or MCU, once or again and again."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [kind]} for kind in KINDS]})

    id: Ident
    site: Ident | None = None
    circuit: Ident | None = None
    provider: Ident | None = None
    mcu: Text | None = None
    start: Moment
    for_: Annotated[Duration, lasting("1m", "31d")] = Field(alias="for")
    repeat: Text | None = None
    why: Text | None = None
    who: Text | None = None
    announced: Moment | None = None

    @model_validator(mode="after")
    def works_on_one_thing(self) -> WindowEntry:
        """Refuse a window on nothing and on several things."""
        if len(self.model_fields_set.intersection(KINDS)) != 1:
            raise problem("window-cover")
        return self

    @property
    def cover(self) -> Cover:
        """What is worked on."""
        return next(Cover(kind, getattr(self, kind)) for kind in KINDS if getattr(self, kind))

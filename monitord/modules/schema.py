"""A module file as pydantic models, one key for each field of `monitord.model.modules`.

What a key means is documented in docs/snmp.md and, as data, in the model.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from monitord.inventory.fields import Ident, Text, Whole, between, problem
from monitord.inventory.schema.entry import Entry
from monitord.model.modules import ObservationKind
from monitord.modules.fields import (
    Base,
    Factor,
    LabelValue,
    Number,
    NumberPattern,
    Oid,
    Raws,
    TextPattern,
    WholeNumber,
    Words,
    Yes,
)


class ConditionEntry(Entry):
    """Of an object: its value is one of some, or is not empty."""

    oid: Oid
    is_: Raws | None = Field(None, alias="is")
    filled: Yes | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> ConditionEntry:
        """Refuse neither and both."""
        if (self.is_ is None) == (self.filled is None):
            raise problem("module.condition")
        return self


class RuleEntry(Entry):
    """When a reading degrades the check, or is worth telling."""

    reason: Text | None = None
    above: Number | None = None
    below: Number | None = None
    is_: Words | None = Field(None, alias="is")
    clear: Number | None = None
    polls: Annotated[Whole, between(1, 100)] = 1
    observe: ObservationKind | None = None
    circuits_only: Yes | None = None


class FactorEntry(Entry):
    """An object whose value chooses a factor."""

    oid: Oid
    factors: Annotated[dict[WholeNumber, Factor], Field(min_length=1)]


class SensorEntry(Entry):
    """The columns that say how a sensor's value is to be read (RFC 3433)."""

    scale: Oid
    precision: Oid


class ObjectEntry(Entry):
    """An object and the quantity that it gives."""

    object: Text
    oid: Oid
    quantity: Text
    labels: dict[Text, LabelValue] = Field(default_factory=dict)
    values: Annotated[dict[Text, Text], Field(min_length=1)] | None = None
    pattern: NumberPattern | None = None
    scale: Factor = 1.0
    scale_by: FactorEntry | None = None
    sensor: SensorEntry | None = None
    over: Oid | None = None
    unknown: Raws = ()
    when: list[ConditionEntry] = Field(default_factory=list)
    rules: list[RuleEntry] = Field(default_factory=list)


class CountEntry(Entry):
    """Rows counted."""

    quantity: Text
    labels: dict[Text, LabelValue] = Field(default_factory=dict)
    at_most: Annotated[Whole, between(1, 1_000_000)] | None = None
    when: list[ConditionEntry] = Field(default_factory=list)
    rules: list[RuleEntry] = Field(default_factory=list)


class TableEntry(Entry):
    """A conceptual table."""

    object: Text
    label: Text | None = None
    name: Oid | None = None
    also: list[Oid] = Field(default_factory=list)
    keep: list[ConditionEntry] = Field(default_factory=list)
    drop: list[ConditionEntry] = Field(default_factory=list)
    newest: Yes | None = None
    index: Literal["numbers", "texts"] = "numbers"
    most_rows: Annotated[Whole, between(1, 4096)] = 64
    columns: list[ObjectEntry] = Field(default_factory=list)
    counts: list[CountEntry] = Field(default_factory=list)
    merge: Literal["max", "min", "sum"] = "max"


class TextEntry(Entry):
    """A text of the device's identity."""

    constant: Text | None = None
    oid: Oid | None = None
    pattern: TextPattern | None = None

    @model_validator(mode="after")
    def one_source(self) -> TextEntry:
        """Refuse a constant with an object, and neither."""
        if (self.constant is None) == (self.oid is None):
            raise problem("module.text-source")
        if self.pattern is not None and self.oid is None:
            raise problem("module.text-pattern")
        return self


def _constant(value: Any) -> Any:
    return TextEntry(constant=value) if isinstance(value, str) and value.strip() else value


IdentityText = Annotated[TextEntry, BeforeValidator(_constant)]


class IdentityEntry(Entry):
    """What the device is."""

    vendor: IdentityText | None = None
    model: IdentityText | None = None
    software: IdentityText | None = None
    serial: IdentityText | None = None
    name: IdentityText | None = None


class SuitsEntry(Entry):
    """An agent that the module is for."""

    object_id: Oid | None = None
    description: TextPattern | None = None


def _always(value: Any) -> Any:
    if isinstance(value, str) and value != "always":
        raise problem("module.suits-word", value=value)
    return [SuitsEntry()] if value == "always" else value


class TitleEntry(Entry):
    """What the module is about, in each language."""

    vi: Text
    en: Text


class ModuleEntry(Entry):
    """A module file."""

    id: Ident
    title: TitleEntry
    source: Text
    base: Base | None = None
    suits: Annotated[list[SuitsEntry], BeforeValidator(_always)] = Field(default_factory=list)
    identity: IdentityEntry = IdentityEntry()
    scalars: list[ObjectEntry] = Field(default_factory=list)
    tables: list[TableEntry] = Field(default_factory=list)
    traps: dict[Oid, Text] = Field(default_factory=dict)

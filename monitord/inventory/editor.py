"""The JSON Schema of an inventory file, for editors and for naming the keys that exist."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from monitord.inventory.schema import Document


class _Editors(GenerateJsonSchema):
    """A file has no nulls: what may be left out is not required, and that is all."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def json_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of an inventory file, as YAML 1.2 tools read it."""
    schema = _schema(Document)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "monitord inventory"}


def keys_at(document: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The keys that the map at `loc` of a document can have; none where its keys are ids."""
    schema = _schema(document)
    place: dict[str, Any] = schema
    for entry in loc:
        below = place.get("items", {}) if isinstance(entry, int) else _entry(place, entry)
        place = _resolve(schema, below)
    return list(place.get("properties", ()))


def _entry(place: dict[str, Any], entry: str) -> dict[str, Any]:
    """What the schema says of the value under `entry`: a field, or an entry under an id."""
    by_id: dict[str, Any] = place.get("additionalProperties") or next(
        iter(place.get("patternProperties", {}).values()), {}
    )
    found: dict[str, Any] = place.get("properties", {}).get(entry, by_id)
    return found


def _resolve(schema: dict[str, Any], place: dict[str, Any]) -> dict[str, Any]:
    name = place.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["$defs"][name] if name else place
    return found


@cache
def _schema(document: type[BaseModel]) -> dict[str, Any]:
    return document.model_json_schema(by_alias=True, schema_generator=_Editors)

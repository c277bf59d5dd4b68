"""What every map of the document has in common, and the one that is found everywhere."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from monitord.inventory.fields import Text


class Entry(BaseModel):
    """A map whose keys are all known. A field of None was left out: no file has a null."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def given(self) -> dict[str, Any]:
        """The fields that the file has, by name."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class ContactEntry(Entry):
    """A person to call."""

    name: Text
    phone: Text | None = None
    zalo: Text | None = None
    email: Text | None = None
    role: Text | None = None

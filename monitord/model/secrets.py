"""References to secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A reference to a secret; the value is read when it is needed and never kept here."""

    kind: Literal["env", "file"]
    where: str

    def __repr__(self) -> str:
        return f"Secret({self.kind}: {self.where})"

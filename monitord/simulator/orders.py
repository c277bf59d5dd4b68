"""What the simulator is told to do, from outside its namespace to inside."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Orders:
    """What to simulate. Travels into the namespace as one argument."""

    inventory: str
    command: tuple[str, ...]
    scenario: str | None = None
    packet_log: str | None = None
    seed: int | None = None
    listening: bool = False
    """Whether descriptor 3 is a listening socket for the command."""
    control: int | None = None
    """The descriptor of a control channel."""
    language: str = "vi"

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Orders:
        """Undo `str`."""
        fields = json.loads(text)
        return cls(**{**fields, "command": tuple(fields["command"])})

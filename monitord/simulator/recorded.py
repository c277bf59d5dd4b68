"""One object of a recorded agent, and its value at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from monitord.model.snmp import Oid
from monitord.simulator.movement import Between, Moment, Ramp, Rate

While: TypeAlias = Literal["call", "idle"]

INTEGER, OCTETS, NULL, OBJECT, ADDRESS = 2, 4, 5, 6, 64
COUNTER32, GAUGE32, TICKS, OPAQUE, COUNTER64 = 65, 66, 67, 68, 70
MOST = {COUNTER32: 1 << 32, GAUGE32: 1 << 32, TICKS: 1 << 32, COUNTER64: 1 << 64}
"""What numbers of each tag wrap at (RFC 2578, 7.1)."""
NUMBERS = (INTEGER, *MOST)
GROWING = (COUNTER32, COUNTER64, TICKS)
TAGS = (*NUMBERS, OCTETS, NULL, OBJECT, ADDRESS, OPAQUE)


@dataclass(frozen=True, slots=True)
class Line:
    """One object."""

    oid: str
    tag: int
    value: int | bytes | Oid | None
    """Where it starts; for a text with parts to fill in, the text. None for NULL and `as`."""
    movement: Rate | Between | Ramp | None = None
    whilst: While | None = None
    same_as: str | None = None
    personal: bool = False
    """Whether the text has a part that is the device's own."""

    def there(self, moment: Moment) -> bool:
        """Whether the agent has the object at that moment."""
        return self.whilst is None or (self.whilst == "call") == moment.in_call

    def at(self, moment: Moment, person: Mapping[str, str]) -> int | bytes | Oid | None:
        """The value that the agent gives; `person` fills in what is the device's own."""
        if isinstance(self.movement, Rate) and isinstance(self.value, int):
            return self.movement.at(self.value, moment) % MOST[self.tag]
        if isinstance(self.movement, Between | Ramp):
            number = round(self.movement.at(moment))
            return number if self.tag in NUMBERS else self._filled({"": str(number)})
        return self._filled(person) if self.personal else self.value

    def _filled(self, parts: Mapping[str, str]) -> bytes | None:
        text = self.value
        if not isinstance(text, bytes):
            return None
        for name, part in parts.items():
            text = text.replace(f"{{{name}}}".encode(), part.encode())
        return text

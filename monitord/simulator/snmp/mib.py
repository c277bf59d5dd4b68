"""What an agent has, written out beforehand as far as it does not move."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitord.simulator.movement import Moment
from monitord.simulator.recorded import COUNTER64, Line
from monitord.simulator.recording import Key, key_of
from probes.snmp.ber import OID, SEQUENCE, tlv, write_oid
from probes.snmp.packet import Tag, write_value

STATE = ""
"""The clock of what is as recorded; what a fault replaces has a clock of its own."""


@dataclass(frozen=True, slots=True)
class Played:
    """Who asks for values, and when: what a Mib needs to fill in."""

    person: Mapping[str, str]
    clocks: Mapping[str, Moment]
    """The moment by which objects move, by their clock."""


class Mib:
    """The objects of an agent in one state, shared by all devices that are in it."""

    def __init__(self, objects: Iterable[tuple[Line, str]]) -> None:
        """Each object with the name of its clock."""
        ordered = sorted(objects, key=lambda each: key_of(each[0].oid))
        self.lines = tuple(line for line, _ in ordered)
        self.clocks = tuple(clock for _, clock in ordered)
        self.keys: tuple[Key, ...] = tuple(key_of(line.oid) for line in self.lines)
        self.places = {line.oid: place for place, line in enumerate(self.lines)}
        self.names = tuple(tlv(OID, write_oid(line.oid)) for line in self.lines)
        self.fixed = tuple(map(self._fixed, self.lines, self.names))
        """The whole binding of objects that are the same for everybody; empty for others."""

    def find(self, oid: str) -> int | None:
        """The place of an object instance; None when there is no such."""
        return self.places.get(oid)

    def after(self, oid: str, *, counters64: bool = True) -> int | None:
        """The place of the first object behind `oid`; None at the end of the MIB.

        Version 1 has no Counter64 and steps over them (RFC 3584, 4.2.2.1).
        """
        place = self.places.get(oid)
        place = bisect_right(self.keys, key_of(oid)) if place is None else place + 1
        while not counters64 and place < len(self.lines) and self.lines[place].tag == COUNTER64:
            place += 1
        return place if place < len(self.lines) else None

    def knows(self, oid: str) -> bool:
        """Whether the object has other instances: then it is the instance that is missing."""
        key = key_of(oid)
        place = bisect_right(self.keys, key)
        near = self.keys[max(0, place - 1) : place + 1]
        return any(len(other) >= len(key) and other[: len(key) - 1] == key[:-1] for other in near)

    def binding(self, place: int, played: Played) -> bytes:
        """The object with its value, as it goes into a message."""
        return self.fixed[place] or self._binding(
            self.lines[place], self.names[place], played.clocks[self.clocks[place]], played.person
        )

    def _fixed(self, line: Line, name: bytes) -> bytes:
        if line.movement is not None or line.personal:
            return b""
        return self._binding(line, name, Moment(), {})

    def _binding(self, line: Line, name: bytes, moment: Moment, person: Mapping[str, str]) -> bytes:
        return tlv(SEQUENCE, name + write_value(Tag(line.tag), line.at(moment, person)))

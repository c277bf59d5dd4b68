"""Follows the lab's packet log while it grows: what became of each address's echoes, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from monitord.simulator.outcome import Fate, Mark
from monitord.simulator.packetlog import RECORD

AT_ONCE = RECORD.size << 14
"""Bytes."""
LOST, ANSWERED = 0, 1
DUPLICATE = int(Mark.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Counts:
    """Echoes of one address."""

    answered: int
    """In time or late."""
    lost: int
    """Never answered."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.answered + other.answered, self.lost + other.lost)

    def __sub__(self, other: Counts) -> Counts:
        return Counts(self.answered - other.answered, self.lost - other.lost)


class Fates:
    """A byte for each echo: an hour of 1,242 devices is 4.5 MB here and 360 MB in the log."""

    def __init__(self, path: Path, addresses: Iterable[str]) -> None:
        self.path = path
        self.of = {address: bytearray() for address in addresses}
        self._packed = {
            ip_address(address).packed.ljust(16, b"\0"): fates for address, fates in self.of.items()
        }
        self._at = 0

    def follow(self) -> None:
        """Read what has come since."""
        with self.path.open("rb") as file:
            file.seek(self._at)
            while data := file.read(AT_ONCE):
                whole = len(data) - len(data) % RECORD.size
                self._take(data[:whole])
                self._at += whole
                if whole < AT_ONCE:
                    return

    def between(self, address: str, begin: int, end: int) -> Counts | None:
        """What became of its echoes from number `begin` up to `end`; None while there are fewer."""
        fates = self.of[address][begin:end]
        if len(fates) < end - begin:
            return None
        answered = fates.count(ANSWERED)
        return Counts(answered, len(fates) - answered)

    def worst_window(self, length: int) -> int:
        """The most echoes lost among `length` sent in a row to one address."""
        return max(_worst(fates, length) for fates in self.of.values())

    def _take(self, data: bytes) -> None:
        for _, _, _, _, _, to, _, _, _, _, fate, marks, _, _ in RECORD.iter_unpack(data):
            fates = self._packed.get(to)
            if fates is not None and fate != Fate.EXPIRED and not marks & DUPLICATE:
                fates.append(ANSWERED if fate == Fate.ANSWERED else LOST)


def _worst(fates: bytearray, length: int) -> int:
    lost = worst = fates[:length].count(LOST)
    for leaving, coming in zip(fates, fates[length:], strict=False):
        lost += (coming == LOST) - (leaving == LOST)
        worst = max(worst, lost)
    return worst

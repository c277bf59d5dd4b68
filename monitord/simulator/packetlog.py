"""What arrived and what was done with it: one record of fixed size for each outcome.

Times are CLOCK_MONOTONIC nanoseconds, the clock of the daemon on the same machine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import BinaryIO

from monitord.simulator.outcome import Fate, Mark
from monitord.simulator.packet import Packet

RECORD = struct.Struct("<QQQ16s16sHHBBBB")
"""arrived, due, departed, source, destination, marks (2), protocol, TTL, fate, marks."""
BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One outcome of one packet. The outcomes of a duplicated packet share `arrived`."""

    arrived: int
    due: int
    """When the answer was meant to depart; 0 when there is none."""
    departed: int
    """When it did; 0 when there is none."""
    source: str
    destination: str
    identifier: int
    """Of an echo; the source port of a UDP packet."""
    sequence: int
    """Of an echo; the destination port of a UDP packet."""
    protocol: int
    ttl: int
    fate: Fate
    marks: Mark


class PacketLog:
    """Writes records to a file, buffered."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.buffer = bytearray()

    def write(
        self, packet: Packet, arrived: int, due: int, departed: int, fate: Fate, marks: int
    ) -> None:
        """Add a record; it is in the file after the next flush."""
        self.buffer += RECORD.pack(
            arrived,
            due,
            departed,
            packet.source,
            packet.destination,
            *packet.marks,
            packet.protocol,
            packet.ttl,
            fate,
            marks,
        )
        if len(self.buffer) >= BUFFER:
            self.flush()

    def flush(self) -> None:
        """Bring everything into the file."""
        self.file.write(self.buffer)
        self.file.flush()
        self.buffer.clear()


def read(path: Path) -> Iterator[Entry]:
    """The entries of a log, in the order in which their outcomes came about.

    A record that is cut short, as by a kill, ends it.
    """
    data = path.read_bytes()
    for record in RECORD.iter_unpack(data[: len(data) - len(data) % RECORD.size]):
        arrived, due, departed, source, destination, first, second, protocol, ttl = record[:9]
        yield Entry(
            arrived,
            due,
            departed,
            _address(source),
            _address(destination),
            first,
            second,
            protocol,
            ttl,
            Fate(record[9]),
            Mark(record[10]),
        )


def _address(padded: bytes) -> str:
    """The address in 16 bytes; the last twelve are zero for IPv4."""
    return str(ip_address(padded[:4] if padded[4:] == bytes(12) else padded))

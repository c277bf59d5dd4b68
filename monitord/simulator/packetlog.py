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

from monitord.simulator.outcome import Fate, Mark, Outcome
from monitord.simulator.packet import Packet

RECORD = struct.Struct("<QQQQ16s16sHHBBBBI4s")
"""arrived, reached, due, departed, source, destination, marks (2), protocol, TTL, fate, marks,
visit, head."""
BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One outcome of one packet. The outcomes of a duplicated packet share `arrived`.

    Of a packet doubled on the way to the site each copy has a `visit` of its own; outcomes that
    share one are copies of an answer doubled on the way back, or several answers.
    """

    arrived: int
    reached: int
    """When it reached the device; 0 if it never did."""
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
    visit: int
    """Of all that reached a device, the how manieth; 0 if it never did."""
    head: bytes
    """The first four bytes of a UDP payload: STAMP's sequence number, RTP's in the last two."""


class PacketLog:
    """Writes records to a file, buffered."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.buffer = bytearray()

    def write(
        self, packet: Packet, arrived: int, due: int, departed: int, outcome: Outcome
    ) -> None:
        """Add a record; it is in the file after the next flush."""
        self.buffer += RECORD.pack(
            arrived,
            outcome.reached,
            due,
            departed,
            packet.source,
            packet.destination,
            *packet.marks,
            packet.protocol,
            packet.ttl,
            outcome.fate,
            outcome.marks,
            outcome.visit & 0xFFFF_FFFF,
            packet.head,
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
        arrived, reached, due, departed, source, destination, *rest = record
        first, second, protocol, ttl, fate, marks, visit, head = rest
        yield Entry(
            arrived,
            reached,
            due,
            departed,
            _address(source),
            _address(destination),
            first,
            second,
            protocol,
            ttl,
            Fate(fate),
            Mark(marks),
            visit,
            head,
        )


def _address(padded: bytes) -> str:
    """The address in 16 bytes; the last twelve are zero for IPv4."""
    return str(ip_address(padded[:4] if padded[4:] == bytes(12) else padded))

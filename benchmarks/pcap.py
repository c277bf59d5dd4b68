"""Round-trip times of echoes from a capture file: the outside truth."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

FILE_HEADER = struct.Struct("<IHHiIII")
RECORD_HEADER = struct.Struct("<IIII")
UNITS = {0xA1B2C3D4: 1_000, 0xA1B23C4D: 1}
"""Nanoseconds of a time stamp's second half, by the file's magic number (pcap, little-endian)."""
RAW = 101
"""LINKTYPE_RAW: packets begin with the IP header."""
ICMP, REQUEST, REPLY = 1, 8, 0

Key = tuple[str, int]
"""The device's address and the echo's sequence number."""


def round_trips(path: Path) -> dict[Key, int]:
    """Nanoseconds from each echo request to its first reply.

    Raises ValueError when it is no pcap file of raw IP packets.
    """
    asked: dict[Key, int] = {}
    taken: dict[Key, int] = {}
    for stamp, packet in packets(path):
        at = (packet[0] & 15) * 4
        if packet[0] >> 4 != 4 or packet[9] != ICMP or len(packet) < at + 8:
            continue
        sequence = int.from_bytes(packet[at + 6 : at + 8], "big")
        if packet[at] == REQUEST:
            asked.setdefault((str(IPv4Address(packet[16:20])), sequence), stamp)
        elif packet[at] == REPLY:
            key = str(IPv4Address(packet[12:16])), sequence
            if key in asked:
                taken.setdefault(key, stamp - asked[key])
    return taken


def packets(path: Path) -> Iterator[tuple[int, bytes]]:
    """The packets of a file with their time stamps, nanoseconds since 1970."""
    data = path.read_bytes()
    magic, *_, link = FILE_HEADER.unpack_from(data)
    if magic not in UNITS or link != RAW:
        raise ValueError(f"{path.name}: magic number {magic:#x}, link type {link}")
    at = FILE_HEADER.size
    while at + RECORD_HEADER.size <= len(data):
        seconds, rest, size, _ = RECORD_HEADER.unpack_from(data, at)
        at += RECORD_HEADER.size
        yield seconds * 10**9 + rest * UNITS[magic], data[at : at + size]
        at += size

"""Round trips in a capture file."""

from __future__ import annotations

import struct
from ipaddress import ip_address
from pathlib import Path

import pytest

from benchmarks.pcap import FILE_HEADER, RECORD_HEADER, round_trips
from monitord.simulator.packet import ICMP, echo_reply, ip_header, parse

MONITOR, DEVICE = (ip_address(text).packed for text in ("192.0.2.1", "127.1.0.2"))
MICROSECONDS, RAW_IP, ETHERNET = 0xA1B2C3D4, 101, 1


def request(sequence: int) -> bytes:
    echo = struct.pack("!BBHHH", 8, 0, 0, 77, sequence)
    return ip_header(MONITOR, DEVICE, ICMP, len(echo), 64) + echo


def reply(sequence: int) -> bytes:
    return echo_reply(parse(request(sequence)), 60)


def capture(path: Path, *packets: tuple[int, bytes], link: int = RAW_IP) -> Path:
    """Stamps in microseconds."""
    parts = [FILE_HEADER.pack(MICROSECONDS, 2, 4, 0, 0, 64, link)]
    for stamp, packet in packets:
        parts += RECORD_HEADER.pack(*divmod(stamp, 10**6), len(packet), len(packet)), packet
    path.write_bytes(b"".join(parts))
    return path


def test_a_round_trip_ends_with_the_first_reply(tmp_path: Path) -> None:
    path = capture(
        tmp_path / "capture.pcap",
        (5_000_000, request(1)),
        (5_000_100, request(2)),
        (5_000_900, reply(2)),
        (5_001_500, reply(1)),
        (5_009_000, reply(1)),
        (6_000_000, request(3)),
        (6_000_500, reply(4)),
    )
    assert round_trips(path) == {("127.1.0.2", 1): 1_500_000, ("127.1.0.2", 2): 800_000}


def test_a_capture_of_another_link_is_refused(tmp_path: Path) -> None:
    path = capture(tmp_path / "capture.pcap", link=ETHERNET)
    with pytest.raises(ValueError, match="link type 1"):
        round_trips(path)

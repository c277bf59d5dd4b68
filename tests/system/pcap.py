"""Writes what a tap hears for others to read, and asks tshark what it makes of it."""

from __future__ import annotations

import re
import struct
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MAGIC, RAW = 0xA1B23C4D, 101
"""Nanosecond stamps; packets begin with their IP header (LINKTYPE_RAW)."""
_HEADER, _PACKET = struct.Struct("<IHHiIII"), struct.Struct("<IIII")
STREAM = re.compile(
    r"^\s*[\d.]+\s+[\d.]+\s+(?P<source>\S+)\s+(?P<port>\d+)\s+(?P<to>\S+)\s+(?P<to_port>\d+)\s+"
    r"0x(?P<ssrc>[0-9A-Fa-f]+)\s+(?P<payload>\S.*?)\s+(?P<packets>\d+)\s+(?P<lost>-?\d+)\s+"
    r"\(-?[\d.]+%\)\s+(?P<times>[-\d. \t]+)",
    re.M,
)
"""A line of `rtp,streams`; `times` are the deltas' and the jitters' minimum, mean and maximum."""


class Pcap:
    """A capture file that is being written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.open("wb")
        self.file.write(_HEADER.pack(MAGIC, 2, 4, 0, 0, 65_535, RAW))

    def write(self, data: bytes, at: int) -> None:
        """Add an IP packet that passed at `at`, Unix nanoseconds."""
        self.file.write(_PACKET.pack(*divmod(at, 1_000_000_000), len(data), len(data)) + data)

    def flush(self) -> None:
        """Bring everything into the file."""
        self.file.flush()

    def close(self) -> None:
        """End the file."""
        self.file.close()


@dataclass(frozen=True)
class RtpStream:
    """One direction of an RTP stream as tshark sees it. Seconds."""

    source: tuple[str, int]
    destination: tuple[str, int]
    ssrc: int
    packets: int
    lost: int
    mean_jitter: float
    max_jitter: float


def rtp_streams(pcap: Path, ports: Iterable[int]) -> list[RtpStream]:
    """What tshark's RTP analysis says of the streams from and to these ports.

    It knows the clock rate of static payload types only, and has no jitter for others.
    """
    decode = [word for port in ports for word in ("-d", f"udp.port=={port},rtp")]
    done = subprocess.run(
        ["tshark", "-n", "-r", str(pcap), *decode, "-q", "-z", "rtp,streams"],
        capture_output=True,
        text=True,
        check=True,
    )
    return [_stream(found) for found in STREAM.finditer(done.stdout)]


def _stream(found: re.Match[str]) -> RtpStream:
    times = [float(word) / 1000 for word in found["times"].split()]
    return RtpStream(
        (found["source"], int(found["port"])),
        (found["to"], int(found["to_port"])),
        int(found["ssrc"], 16),
        int(found["packets"]),
        int(found["lost"]),
        times[4],
        times[5],
    )

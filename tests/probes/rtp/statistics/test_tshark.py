"""Jitter against the RTP analysis of tshark, on captures of the same streams."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path
from random import Random

import pytest

from monitord.model.quality import Direction
from probes.rtp.packets.rtp import RtpPacket
from probes.rtp.statistics import assess
from tests.probes.rtp.statistics.streams import MS, Played, Way, play

TSHARK = shutil.which("tshark") or ""
PORT = 5004

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not TSHARK, reason="tshark is not installed (Debian: tshark)"),
]


def capture(played: Played, path: Path) -> None:
    """What a capture at the site would hold, in the order of arrival (pcap with ns, raw IPv4)."""
    arrived = {reply.t2: reply.index for reply in played.record.replies if reply.t2}
    frames = [struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 101)]
    for at, index in sorted(arrived.items()):
        stamp = played.record.stamps[index]
        rtp = bytes(RtpPacket(0, index & 0xFFFF, stamp, 0xDECAF, bytes(160)))
        udp = struct.pack("!HHHH", 40000, PORT, 8 + len(rtp), 0) + rtp
        ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0)
        packet = ip + bytes((10, 0, 0, 1)) + bytes((10, 0, 0, 2)) + udp
        frames.append(struct.pack("<IIII", *divmod(at, 10**9), len(packet), len(packet)) + packet)
    path.write_bytes(b"".join(frames))


def analysed(path: Path) -> tuple[float, float]:
    """Mean and greatest jitter by tshark, ms."""
    command = [TSHARK, "-r", str(path), "-d", f"udp.port=={PORT},rtp", "-q", "-z", "rtp,streams"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    row = next(line.split() for line in shown.splitlines() if "0x000DECAF" in line)
    mean, most = [each for each in row if each != "X"][-2:]  # X marks streams with problems
    return float(mean), float(most)


def shaken(most: int, lost: int = 0) -> Way:
    """Delays at random, and losses."""
    random = Random(most)
    return Way(
        lost=set(random.sample(range(500), lost)),
        delays={n: 5 * MS + random.randrange(most) for n in range(500)},
    )


@pytest.mark.parametrize(
    "way",
    [shaken(MS), shaken(9 * MS), shaken(60 * MS), shaken(18 * MS, lost=100)],
    ids=["1 ms", "9 ms", "60 ms and disorder", "18 ms and loss"],
)
def test_jitter_to_the_site_is_what_tshark_sees_there(way: Way, tmp_path: Path) -> None:
    played = play(there=way)
    capture(played, tmp_path / "site.pcap")
    mean, most = analysed(tmp_path / "site.pcap")
    jitter = assess(played.record).legs[Direction.TO_SITE].jitter
    assert jitter
    assert jitter.mean * 1000 == pytest.approx(mean, rel=0.01, abs=0.001)
    assert jitter.max * 1000 == pytest.approx(most, rel=0.01, abs=0.001)
